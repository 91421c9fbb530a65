"""Readings of reports by a model server: asked for, done, or not done and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import DIGEST, ID, Base

WAITING, READ, FAILED, REFUSED, SKIPPED = "waiting", "read", "failed", "refused", "skipped"
"""`waiting`: to be read, or read again. `failed`: the server did not answer, however often it was
asked. `refused`: it answered what cannot be used, and would again. `skipped`: it was not asked.
"""


class ModelReadingRow(Base):
    """The reading of a report by a model server. It holds no word of the report: values, places in
    its words, digests, counts.

    `leased_until`: until then a service reads it; what a process that died was reading is free
    again after. `fault`: why it was not read, or why the last try failed. `effect`: what of the
    reading was applied (`api.reports.model_readings.applying`). `reading`: what it said, `dropped`:
    how many of its answers did not hold, by reason.
    """

    __tablename__ = "model_readings"
    __table_args__ = (Index("ix_model_readings_state_report", "state", "report"),)

    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = mapped_column()
    leased_until: Mapped[datetime | None] = mapped_column()
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    fault: Mapped[str | None] = mapped_column(String(20))
    effect: Mapped[str | None] = mapped_column(String(20))
    model: Mapped[str | None] = mapped_column(String(200))
    prompt_digest: Mapped[str | None] = mapped_column(DIGEST)
    schema_digest: Mapped[str | None] = mapped_column(DIGEST)
    requests: Mapped[int] = mapped_column(Integer, default=0)
    seconds: Mapped[float] = mapped_column(Float, default=0.0)
    prompt_tokens: Mapped[int] = mapped_column(Integer, default=0)
    completion_tokens: Mapped[int] = mapped_column(Integer, default=0)
    dropped: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

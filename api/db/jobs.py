"""Jobs: work that outlives a request, each under its unique key."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base


class JobState(StrEnum):
    """State of a job. `failed`: it was tried as often as can be. `stopped`: by a person, until a
    person has it begin again.
    """

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class JobRow(Base):
    """Job of the queue. It holds identifiers and numbers, never a word of a report.

    `payload`: what it is about; `progress`: how far it went. `attempts`: failures since its last
    step that passed. `claims`: how often it was taken, which tells a worker that it is no longer
    the one that has it. `leased_until`: until then `worker` works on it; after, any other may.
    `is_asked_again`: somebody asked for it while it ran, so that it begins again at its end.
    `is_stopping`: it is to stop after its step. `fault`: why its last step failed.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_run_at", "state", "run_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(String(10))
    is_recurrent: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column()
    run_at: Mapped[datetime] = mapped_column()
    attempts: Mapped[int] = mapped_column(Integer)
    claims: Mapped[int] = mapped_column(Integer)
    worker: Mapped[str | None] = mapped_column(ID)
    leased_until: Mapped[datetime | None] = mapped_column()
    started_at: Mapped[datetime | None] = mapped_column()
    finished_at: Mapped[datetime | None] = mapped_column()
    fault: Mapped[str | None] = mapped_column(String(20))
    is_asked_again: Mapped[bool] = mapped_column(Boolean)
    is_stopping: Mapped[bool] = mapped_column(Boolean)

"""Shadow runs: the law of a change request that answers beside the one that is served, and what it
answered.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import DIGEST, ID, Base


class ShadowRunRow(Base):
    """Shadow run of the tree of a change request.

    `width`: of the interval on the share of reports that change, under which it stops by itself.
    `end`: why it stopped. `holder`: which process works on it, until `leased_until`.
    """

    __tablename__ = "shadow_runs"
    __table_args__ = (Index("ix_shadow_runs_change_started_at", "change", "started_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    change: Mapped[str] = mapped_column(ID, ForeignKey("change_requests.id"))
    tree: Mapped[str] = mapped_column(DIGEST, ForeignKey("rule_trees.digest"))
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"))
    width: Mapped[float] = mapped_column(Float)
    started_at: Mapped[datetime] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    end: Mapped[str | None] = mapped_column(String(20))
    holder: Mapped[str | None] = mapped_column(ID)
    leased_until: Mapped[datetime | None] = mapped_column()


class ShadowAnswerRow(Base):
    """Shadow answer: what the law of a run changes of one answer that was given. It holds no word
    of the report, and no fact.

    `law`: digest of the law that gave the answer. `fault`: why the law of the run could not answer,
    which counts as a change. `comparison`: the changes and the clauses behind them, empty where
    there is none.
    """

    __tablename__ = "shadow_answers"

    run: Mapped[str] = mapped_column(ID, ForeignKey("shadow_runs.id"), primary_key=True)
    qualification: Mapped[str] = mapped_column(ID, ForeignKey("qualifications.id"), primary_key=True, index=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"))
    law: Mapped[str] = mapped_column(DIGEST)
    made_at: Mapped[datetime] = mapped_column()
    is_changed: Mapped[bool] = mapped_column(Boolean)
    fault: Mapped[str | None] = mapped_column(String(20))
    comparison: Mapped[dict[str, Any]] = mapped_column(JSON)

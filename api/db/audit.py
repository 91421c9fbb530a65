"""The journal: who did what, each entry chained to the one before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import DIGEST, ID, Base


class AuditRow(Base):
    """Entry of the journal, in a hash chain. `hash` covers every other field, `previous` included.
    Never changed.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_who_action_at", "who", "action", "at"),)

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str | None] = mapped_column(ID, index=True)
    detail: Mapped[Any] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(DIGEST)
    hash: Mapped[str] = mapped_column(DIGEST)

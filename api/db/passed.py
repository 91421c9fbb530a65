"""Cases that somebody passed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base


class PassedRow(Base):
    """A case that somebody passed, and when: it is offered to them last for the rest of that
    day.
    """

    __tablename__ = "passed_reports"

    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    passed_at: Mapped[datetime] = mapped_column()

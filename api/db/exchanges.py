"""Exchanges of colleagues on a report: notes, whom they mention, requests for an opinion or to take
a case over.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base


class CaseRequestRow(Base):
    """A request on a report to a person or to a role: an `opinion`, or a `handover`.

    Until `reserved_until`, the queue offers the report to nobody but `reserved_for`, to nobody at
    all where it is None. `answered_at`: when the opinion was given, or the case taken over;
    `seen_at`: when who asked had seen it.
    """

    __tablename__ = "case_requests"
    __table_args__ = (
        Index("ix_case_requests_report_reserved_until", "report", "reserved_until"),
        Index(
            "ix_case_requests_account_open",
            "account",
            sqlite_where=text("answered_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=text("answered_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"))
    kind: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column()
    account: Mapped[str | None] = mapped_column(ID, ForeignKey("accounts.id"))
    role: Mapped[str | None] = mapped_column(String(20))
    reserved_for: Mapped[str | None] = mapped_column(ID, ForeignKey("accounts.id"))
    reserved_until: Mapped[datetime] = mapped_column()
    answered_by: Mapped[str | None] = mapped_column(ID, ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column()
    seen_at: Mapped[datetime | None] = mapped_column()
    cancelled_at: Mapped[datetime | None] = mapped_column()


class NoteRow(Base):
    """Note on a report, never changed: its `kind` says whether it is one of its own, the words of a
    request, its answer, or why a decision was reopened. `body` is erased: with the words of the
    report, and why it was reopened as reasons are.
    """

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[str | None] = mapped_column(Text)
    request: Mapped[str | None] = mapped_column(ID, ForeignKey("case_requests.id"))


class MentionRow(Base):
    """A person whom a note mentions, and when they said that they had seen it."""

    __tablename__ = "note_mentions"

    note: Mapped[str] = mapped_column(ID, ForeignKey("notes.id"), primary_key=True)
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime | None] = mapped_column()

"""What the queue is searched by, and the views of it that somebody saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import DIGEST, ID, Base


class SearchKeyRow(Base):
    """A keyed digest by which a report is searched for: of the host of its address (`host`), of
    the domains above it (`domain`), of the account on a platform that the address names
    (`account`); of the whole address (`url`), where a person of the service stated it.

    It is no trace of a content: two reports that share one are not of the same content.
    """

    __tablename__ = "search_keys"
    __table_args__ = (Index("ix_search_keys_key_report", "key", "report"),)

    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(DIGEST, primary_key=True)


class QueueViewRow(Base):
    """A view of the queue that somebody saved under a name: its filters and its order. An address
    that it searches for is there by its digest alone.
    """

    __tablename__ = "queue_views"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account: Mapped[str] = mapped_column(ID, ForeignKey("accounts.id"))
    name: Mapped[str] = mapped_column(String(60))
    filters: Mapped[dict[str, Any]] = mapped_column()
    saved_at: Mapped[datetime] = mapped_column()

"""Addresses of contents that people of the service state, beside those that reporters wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base


class ContentAddressRow(Base):
    """Exact address of a content, stated by a person; kept when withdrawn.

    `reports.content_address` names the one in force. `url` is erased with the address that the
    reporter wrote.
    """

    __tablename__ = "content_addresses"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    url: Mapped[str | None] = mapped_column(Text)
    stated_by: Mapped[str] = mapped_column(ID)
    stated_at: Mapped[datetime] = mapped_column()
    withdrawn_by: Mapped[str | None] = mapped_column(ID)
    withdrawn_at: Mapped[datetime | None] = mapped_column()

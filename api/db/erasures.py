"""Erasures of answers, and the row by which the service sees that it can write."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base


class ErasureRow(Base):
    """An erasure of answers: only those made before this moment may be deleted, the database itself
    refuses others. Never changed.
    """

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    at: Mapped[datetime]
    answers_before: Mapped[datetime] = mapped_column(index=True)


class WriteProbeRow(Base):
    """Write probe: when the database was last seen to take a write, in one row."""

    __tablename__ = "write_probes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]

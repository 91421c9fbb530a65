"""Rulesets that were served, kept whole, so that an old answer is still read and replayed under the
law that gave it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import DIGEST, Base


class EditionRow(Base):
    """A ruleset: its digest, the files that the digest covers (`api/rules/edition_files.py`), when
    it was first and last served.

    `last_served_at` is the latest start, or orderly stop, of a process that served it.
    """

    __tablename__ = "served_laws"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    files: Mapped[bytes] = mapped_column(LargeBinary)
    first_served_at: Mapped[datetime] = mapped_column()
    last_served_at: Mapped[datetime] = mapped_column()

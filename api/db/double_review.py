"""Second readings: what somebody else concluded of a decided report without knowing the decision,
and how it was settled.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.db.base import ID, Base


class SecondReadingRow(Base):
    """A decision drawn to be read again. `decision` is the first one; `settled_decision` the one
    that stands after a disagreement.

    `field` is the hotline's field the draw was made in; `drawn_for` is `share` when the share of
    that field drew it, `offence` when only its offence did: figures on a field use the former
    alone. `qualification` is the second reader's own answer, on their own facts. `suggested` is
    what it suggested. `agrees` is None until they decide. `reason` and `settled_reason` are erased
    in time.
    """

    __tablename__ = "second_readings"
    __table_args__ = (Index("ix_second_readings_decided_at_drawn_at", "decided_at", "drawn_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    report: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    decision: Mapped[str] = mapped_column(ID, ForeignKey("decisions.id"), unique=True)
    field: Mapped[str] = mapped_column(String(60), index=True)
    drawn_for: Mapped[str] = mapped_column(String(10))
    drawn_at: Mapped[datetime] = mapped_column()
    held_by: Mapped[str | None] = mapped_column(ID, index=True)
    held_until: Mapped[datetime | None] = mapped_column()
    qualification: Mapped[str | None] = mapped_column(ID, ForeignKey("qualifications.id"))
    kind: Mapped[str | None] = mapped_column(String(20))
    offence: Mapped[str | None] = mapped_column(String(200))
    suggested: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(ID)
    decided_at: Mapped[datetime | None] = mapped_column()
    agrees: Mapped[bool | None] = mapped_column(Boolean)
    settled_as: Mapped[str | None] = mapped_column(String(10))
    settled_decision: Mapped[str | None] = mapped_column(ID, ForeignKey("decisions.id"), index=True)
    settled_reason: Mapped[str | None] = mapped_column(Text)
    settled_by: Mapped[str | None] = mapped_column(ID)
    settled_at: Mapped[datetime | None] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

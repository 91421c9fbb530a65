"""The queue as told."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.kit.schemas import RequestModel, ResponseModel
from api.reports.schemas import ReportId, ReportSummary

LONGEST = 120


class Label(ResponseModel):
    """A reason, in both languages."""

    fr: str
    en: str


class RankCount(ResponseModel):
    """Number of reports to read at a rank, and why they have it (null: no rule names them)."""

    rank: int
    reason: str | None
    label: Label | None
    reports: int


class QueueCounts(ResponseModel):
    """The queue in numbers."""

    states: dict[str, int] = Field(description="Signalements par état.")
    waiting: list[RankCount] = Field(description="À lire, par rang : les plus urgents d'abord.")
    free: int = Field(description="À lire, que personne ne tient.")
    assigned: int = Field(alias="held", description="À lire, que quelqu'un tient.")
    mine: str | None = Field(description="Le signalement que vous tenez.")


class AssignmentRequest(RequestModel):
    """Request for a report to read."""

    leave: ReportId | None = Field(
        None,
        description="Rend celui-ci, et en prend un autre : il ne revient de la journée que si rien d'autre n'est libre.",
    )
    minutes: int = Field(20, ge=1, le=LONGEST, description="Durée pendant laquelle il vous est réservé.")


class HoldRequest(RequestModel):
    """For how long a report is kept for somebody."""

    minutes: int = Field(20, ge=1, le=LONGEST)


class Assignment(ResponseModel):
    """A report kept for who asked, until a moment; none when nothing is left to read."""

    report: ReportSummary | None
    label: Label | None = Field(description="Pourquoi celui-ci d'abord.")
    held_until: datetime | None
    left: int = Field(description="À lire, que personne ne tient.")

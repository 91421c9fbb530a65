"""Request and response models of follow-up."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from api.kit.batch_faults import EVERY_FAULT
from api.kit.ids import pattern
from api.kit.schemas import Instant, LaxRequestModel, Line, Prose, RequestModel, ResponseModel
from api.reports.schemas import ReportId
from textfile.text import Unfit

EventId = Annotated[str, Field(pattern=pattern("evt"))]
CheckOutcome = Literal["online", "offline", "moved", "unreachable"]
HostDecision = Literal["removed", "disabled", "restricted", "refused", "redirected"]
ReviewOutcome = Literal["upheld", "partly_upheld", "rejected"]
Closing = Literal["removed", "answered", "transmitted", "no_action", "inaccessible"]
Moment = Annotated[Instant, Field(description="Avec son fuseau ; ni à venir, ni avant l'envoi.")]
ReasonsStatement = Annotated[
    dict[Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+$")], str | bool | list[str] | None],
    Field(max_length=60),
]
"""A statement of reasons as received, under the names of the DSA transparency database."""


EventKind = Literal["receipt", "host_decision", "reminder", "escalation", "complaint", "authority_request", "call"]


class EventCreate(LaxRequestModel):
    """Request to add an event to a transmission. `host_decision` says what was decided, and may
    carry the statement of reasons; `call` says whom of the emergency services was called.
    """

    kind: EventKind
    happened_at: Moment | None = Field(None, description="Maintenant, si rien n'est dit.")
    outcome: HostDecision | None = None
    request: Annotated[str, Field(max_length=40)] | None = Field(None, description="`administrative` ou `tco`.")
    reference: Line | None = Field(None, description="Le numéro que donne le destinataire.")
    whom: Line | None = Field(None, description="Avec `call` : qui a été appelé, numéro ou service.")
    automated: bool | None = Field(
        None, description="Décision prise par des moyens automatisés, si le fournisseur le dit."
    )
    statement: ReasonsStatement | None = None

    @model_validator(mode="after")
    def _fits(self) -> EventCreate:
        if (self.kind == "host_decision") != (self.outcome is not None):
            raise Unfit(
                "`outcome` va avec `host_decision`, et seulement avec",
                "`outcome` goes with `host_decision`, and only with it",
            )
        if (self.kind == "authority_request") != (self.request is not None):
            raise Unfit(
                "`request` va avec `authority_request`, et seulement avec",
                "`request` goes with `authority_request`, and only with it",
            )
        if (self.kind == "call") != (self.whom is not None):
            raise Unfit("`whom` va avec `call`, et seulement avec", "`whom` goes with `call`, and only with it")
        if self.statement is not None and self.kind != "host_decision":
            raise Unfit("`statement` ne va qu'avec `host_decision`", "`statement` goes with `host_decision` only")
        return self


class CheckCreate(LaxRequestModel):
    """Outcome of a check of the reported address. The service never looks by itself."""

    report: ReportId
    outcome: CheckOutcome = Field(alias="found")
    checked_at: Moment | None = None


class CheckBatch(RequestModel):
    """Several checks, all kept or none."""

    checks: Annotated[list[CheckCreate], Field(min_length=1, max_length=500, fail_fast=True), EVERY_FAULT]


class ContestationCreate(LaxRequestModel):
    """A host or an uploader contests: who, and why in their words."""

    by: Literal["host", "uploader"]
    grounds: Annotated[Prose, Field(min_length=1, max_length=5_000)]
    happened_at: Moment | None = None


class ContestationReview(RequestModel):
    """Review of a contestation by another person: `upheld`, the contestation is right; `rejected`,
    it is not.
    """

    outcome: ReviewOutcome
    reason: Annotated[Prose, Field(min_length=1, max_length=2_000)]


class FileClosing(RequestModel):
    """Request to close a file, and why."""

    because: Closing


class EventRead(ResponseModel):
    """Event of a file."""

    id: str
    report: str
    transmission: str | None
    answers: str | None
    kind: str
    outcome: str | None
    data: dict[str, Any]
    happened_at: datetime
    stated_by: str
    stated_at: datetime


class DeadlineRead(ResponseModel):
    """Deadline of a file. `binding`: a text sets it."""

    id: str
    report: str
    transmission: str | None
    kind: str
    binding: bool
    due_at: datetime
    met_at: datetime | None
    late: bool


class BoardCounts(ResponseModel):
    """The board in numbers: what is late, what is due within a day, by kind."""

    late: dict[str, int]
    soon: dict[str, int]
    open_contestations: int
    to_prepare: int = Field(description="Destinataires dus, rien de préparé.")
    to_confirm: int
    to_send: int


class RuleQuality(ResponseModel):
    """Contestation figures of an offence's rules: how many were reviewed, how many were right."""

    offence: str | None
    sent: int
    contested: int
    reviewed: int
    upheld: int

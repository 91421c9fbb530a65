"""Notices as asked for and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from api.hosts.schemas import HostId
from api.kit.ids import pattern
from api.kit.schemas import Instant, LaxRequestModel, Line, Prose, RequestModel, ResponseModel
from api.reports.schemas import ReportId
from engine.notices.remarks import MAX_REMARK, remark_words
from textfile.text import Unfit

TransmissionId = Annotated[str, Field(pattern=pattern("trm"))]

Recipient = Literal["secours", "pharos", "hebergeur", "iccam", "arcom", "victime", "signalant"]
LocationKind = Literal[
    "page", "post", "comment", "message", "profile", "group", "file", "image", "video", "audio", "live", "other"
]
State = Literal["prepared", "confirmed", "sending", "sent", "dry_run", "withdrawn"]
Form = Literal["text", "html", "json", "pdf"]
Kind = Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
Language = Literal["fr", "en"]


class ContentPlace(LaxRequestModel):
    """Location of a content at its address. `timestamp` is a place in a recording: `00:01:12`;
    `observed_at`, when a person saw it there.
    """

    kind: LocationKind = "page"
    account: Line | None = None
    post_id: Line | None = None
    timestamp: Annotated[str, Field(pattern=r"^\d{1,3}:[0-5]\d(:[0-5]\d)?$")] | None = None
    observed_at: Instant | None = None


class ModerationMeasure(LaxRequestModel):
    """Moderation measure that a host took of its own, for a draft of its statement of reasons.
    Codes of the DSA transparency database, in lower case.
    """

    visibility: Annotated[list[Kind], Field(max_length=10)] = []
    account: Kind | None = None
    provision: Kind | None = None
    on: date
    automated: Literal["not_automated", "partially", "fully"] = "not_automated"


class TransmissionCreate(RequestModel):
    """A notice to prepare. Left out, its kind is that of the route, its host that of the
    register.
    """

    recipient: Recipient
    kind: Kind | None = None
    language: Language | None = Field(None, description="Par défaut, la langue du destinataire.")
    host: HostId | None = None
    place: ContentPlace = ContentPlace()
    manifest: bool | None = Field(None, description="Illicéité manifeste selon l'analyste ; rien : non dit.")
    anonymous: bool = Field(False, description="Taire l'identité du notifiant, quand la loi le permet.")
    measure: ModerationMeasure | None = None


class BundleCreate(RequestModel):
    """Request for one notice to one host, for several reports of the same offence."""

    reports: Annotated[list[ReportId], Field(min_length=2, max_length=200)]
    language: Language | None = None


class NoticeRemarkWrite(RequestModel):
    """Remark of the service on a notice; no words: none any more."""

    words: Prose = Field(description=f"En texte simple, {MAX_REMARK} caractères au plus ; vide : ôtés.")
    language: Language | None = Field(None, description="Langue des mots ; par défaut, celle de la notification.")

    @field_validator("words")
    @classmethod
    def _readable(cls, words: str) -> str:
        return remark_words(words)


class TransmissionSend(LaxRequestModel):
    """Request to send a notice. `manual`: it was delivered another way, at `sent_at`; `reference`
    is the recipient's.
    """

    how: Literal["dry_run", "mail", "manual"]
    sent_at: Instant | None = Field(None, description="Avec `manual` seulement ; maintenant, si rien n'est dit.")
    reference: Line | None = None

    @model_validator(mode="after")
    def _fits(self) -> TransmissionSend:
        if self.how != "manual" and (self.sent_at is not None or self.reference is not None):
            raise Unfit(
                "`sent_at` et `reference` ne vont qu'avec `manual`", "`sent_at` and `reference` go with `manual` only"
            )
        return self


@dataclass(frozen=True, slots=True)
class TransmissionFilters:
    """Query parameters of the list of notices."""

    state: State | None = None
    recipient: Recipient | None = None
    report: ReportId | None = None


class TransmissionRead(ResponseModel):
    """A notice: to whom, on which decision, at which stage. `version` is its ETag."""

    id: TransmissionId
    version: int
    report: str
    decision: str | None
    qualification: str | None
    offence: str | None
    recipient: str
    recipient_name: str | None
    host: str | None
    bundle: str | None
    rule: str | None
    rules_digest: str | None
    kind: str
    language: str
    template_digest: str | None
    content_digest: str | None
    state: State
    two_persons: bool
    prepared_by: str
    prepared_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    seconded_by: str | None
    seconded_at: datetime | None
    sent_by: str | None
    sent_at: datetime | None
    sent_how: str | None
    sent_to: str | None = Field(description="L'adresse de l'hébergeur à laquelle le courriel est allé.")
    sent_reference: str | None
    receipt_at: datetime | None
    answered_at: datetime | None
    answer: str | None
    removed_at: datetime | None
    check_1: str | None
    check_3: str | None
    check_7: str | None
    contested: str | None


class RouteDeadline(ResponseModel):
    """By when, and whose rule it is."""

    hours: int
    binding: bool
    text: str | None


class RouteRead(ResponseModel):
    """A recipient as the rules see it. `due`: to be told; `open`: it depends on what `missing`
    names.
    """

    rule: str
    recipient: str
    status: Literal["due", "open", "not_due"]
    order: int
    title: str
    reason: str
    deadline: RouteDeadline | None
    notice: str | None
    two_persons: bool
    contacts: list[str]
    confidence: str
    missing: list[str]
    because: list[str]
    presumed: bool
    transmission: TransmissionId | None = Field(
        description="La notification déjà préparée ou envoyée, s'il y en a une."
    )


class Routes(ResponseModel):
    """Routes of a report, in order, by the rules of that digest."""

    report: str
    digest: str
    routes: list[RouteRead]

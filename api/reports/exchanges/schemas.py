"""Notes, requests to colleagues and the timeline, as sent and received."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from api.kit.ids import pattern
from api.kit.permissions import Role
from api.kit.schemas import LaxRequestModel, Prose, RequestModel, ResponseModel
from textfile.text import Unfit

MAX_NOTE = 4_000
"""Characters of a note."""
LONGEST_HOLD = 168
"""Hours for which a report may wait for an answer outside the queue."""
NoteKind = Literal["note", "opinion", "handover", "answer", "reopening"]
RequestKind = Literal["opinion", "handover"]
RequestState = Literal["open", "answered", "cancelled"]
RequestId = Annotated[str, Field(pattern=pattern("ask"))]
NoteId = Annotated[str, Field(pattern=pattern("not"))]
PersonId = Annotated[str, Field(pattern=pattern("acc"))]


def _written(text: str) -> str:
    """The text without spaces around it.

    Raises:
        Unfit: nothing else is in it.
    """
    stripped = text.strip()
    if not stripped:
        raise Unfit("écrire quelque chose", "write something")
    return stripped


NoteBody = Annotated[
    Prose,
    AfterValidator(_written),
    Field(min_length=1, max_length=MAX_NOTE, description="Effacé avec les mots du signalement, après leur durée."),
]


class NoteCreate(RequestModel):
    """A note to write. `@` and a pseudonym mention somebody, and so does `mentions`."""

    body: NoteBody
    mentions: Annotated[list[PersonId], Field(max_length=20)] = []


class CaseRequestCreate(LaxRequestModel):
    """A request to a person or to a role: an opinion, or to take the case over. Meanwhile the queue
    offers the case to nobody else.
    """

    kind: RequestKind
    body: NoteBody
    account: PersonId | None = None
    role: Literal[Role.ANALYST, Role.REVIEWER] | None = Field(None, description="Pour un avis seulement.")
    hours: int = Field(24, ge=1, le=LONGEST_HOLD, description="Ensuite, le dossier revient à la file pour tous.")

    @model_validator(mode="after")
    def _has_one_addressee(self) -> CaseRequestCreate:
        if (self.account is None) is (self.role is None):
            raise Unfit("donner `account` ou `role`, un seul des deux", "give either `account` or `role`", "account")
        if self.kind == "handover" and self.account is None:
            raise Unfit("un dossier se confie à une personne", "a case is handed over to a person", "account")
        return self


class CaseRequestAnswer(RequestModel):
    """The opinion that was asked for."""

    body: NoteBody


class Reopening(RequestModel):
    """Why a decided report is opened again."""

    reason: NoteBody


class PersonRead(ResponseModel):
    """Somebody who handles reports, by the name that others see."""

    account: str
    pseudonym: str


class NoteRead(ResponseModel):
    """A note. `body` is null once it is erased."""

    id: str
    kind: NoteKind
    by: str
    at: datetime
    body: str | None
    mentions: list[str] = Field(description="Les noms montrés des personnes mentionnées.")
    request: str | None = Field(description="La demande que ces mots font, ou à laquelle ils répondent.")


class CaseRequestRead(ResponseModel):
    """A request on a report, without its words: they are read with the report."""

    id: str
    report: str
    kind: RequestKind
    state: RequestState
    by: str
    at: datetime
    account: str | None = Field(description="À qui elle s'adresse, par son nom montré.")
    role: str | None = Field(description="Le rôle auquel elle s'adresse.")
    reserved_until: datetime = Field(description="Jusque-là, la file ne propose le dossier à personne d'autre.")
    answered_by: str | None
    answered_at: datetime | None


class MentionRead(ResponseModel):
    """A mention of who reads, in a note that is read with its report."""

    note: str
    report: str
    by: str
    at: datetime


class Exchanges(ResponseModel):
    """Notes and requests on a report, the first ones first."""

    notes: list[NoteRead]
    requests: list[CaseRequestRead]


class Inbox(ResponseModel):
    """What others wait for from who reads, and what came back to them. No words of any report."""

    asked: list[CaseRequestRead] = Field(description="Ce qu'on vous demande, ou demande à votre rôle.")
    answers: list[CaseRequestRead] = Field(description="Les réponses à vos demandes, pas encore vues.")
    waiting: list[CaseRequestRead] = Field(description="Vos demandes sans réponse.")
    mentions: list[MentionRead]


class TimelineStep(ResponseModel):
    """A step of the life of a report, from the journal. `times`: how many in a row."""

    action: str
    by: str | None = Field(description="Le nom montré ; nul : le service.")
    at: datetime
    times: int
    detail: dict[str, Any] = Field(description="Identifiants et codes ; jamais un mot du signalement ni d'une note.")


class CaseTimeline(ResponseModel):
    """The steps of a report, the latest first."""

    steps: list[TimelineStep]

"""Requests and responses of change requests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import Path
from pydantic import Field

from api.kit.ids import pattern
from api.kit.permissions import Role
from api.kit.schemas import Digest, Instant, LaxRequestModel, Line, Prose, RequestModel, ResponseModel

ChangeId = Annotated[str, Path(pattern=pattern("chg"))]
CommentId = Annotated[str, Path(pattern=pattern("com"))]
PublicationNumber = Annotated[int, Path(ge=1, le=1_000_000)]
RulesPath = Annotated[str, Field(min_length=1, max_length=400)]
Reason = Annotated[Prose, Field(max_length=20_000)]
RulesText = Annotated[Prose, Field(max_length=2_000_000)]


class RulesFileWrite(RequestModel):
    """A file to save: its text, null to remove it, and the digest of the file as it was read, null
    where there was none.
    """

    path: RulesPath
    text: RulesText | None
    seen: Digest | None = None


class RulesFilesWrite(RequestModel):
    """Files to save together."""

    files: list[RulesFileWrite] = Field(min_length=1, max_length=500)


class ChangeCreate(RequestModel):
    """A change request to open, with the files that it changes, if they are there already."""

    title: Line
    reason: Reason = ""
    files: list[RulesFileWrite] = Field([], max_length=500)


class ChangeDescription(LaxRequestModel):
    """Title, reason and date of effect; null: as soon as it is published."""

    title: Line
    reason: Reason = ""
    effect_at: Instant | None = None


class ChangeRebase(RequestModel):
    """Files that both sides changed, whose text in the request already brings both together.
    `onto`: the tree of the edition published in which their other text was read, without which no
    file is taken.
    """

    merged: list[RulesPath] = Field([], max_length=500)
    onto: Digest | None = None


class SubmissionSignature(RequestModel):
    """What is signed, or published: the digest shown on the request."""

    submission: Digest


class ActReason(RequestModel):
    """Why."""

    reason: Reason = Field(min_length=1)


class CommentCreate(RequestModel):
    """A comment; `place`: file and clause, empty for the whole request; `answers`: the comment that
    it answers.
    """

    body: Annotated[Prose, Field(min_length=1, max_length=5_000)]
    place: Annotated[str, Field(max_length=300)] = ""
    answers: Annotated[str, Field(pattern=pattern("com"))] | None = None


class ReviewedPart(RequestModel):
    """A part of the difference that was read: its kind and its identifier."""

    submission: Digest
    part: Annotated[str, Field(min_length=1, max_length=200)]


class SeatsRead(ResponseModel):
    """Signatures by role: asked for, and still missing."""

    required: dict[Role, int]
    missing: dict[Role, int]


class SignatureRead(ResponseModel):
    """A signature, and why it no longer counts."""

    by: str
    roles: list[str]
    submission: str
    at: datetime
    ended_at: datetime | None
    end: str | None
    counts: bool = Field(description="Compte-t-elle maintenant, d'après les rôles d'aujourd'hui ?")


class ChangeRead(ResponseModel):
    """A change request."""

    id: str
    title: str
    reason: str
    author: str
    origin: str
    state: str
    version: int
    base: str
    tree: str
    is_current: bool = Field(description="Fondée sur la dernière édition publiée ?")
    paths: list[str] = Field(description="Fichiers modifiés, ajoutés ou retirés.")
    effect_at: datetime | None
    submission: str | None
    evidence: str | None
    seats: SeatsRead
    signatures: list[SignatureRead]
    rolls_back: int | None
    created_at: datetime
    changed_at: datetime


class ChangeInShort(ResponseModel):
    """A change request in a list."""

    id: str
    title: str
    author: str
    state: str
    changed_at: datetime


class RulesFileRead(ResponseModel):
    """A file of a change request, and the same in its base and in the last edition published (null:
    absent there); `onto`: the tree of that edition.
    """

    path: str
    text: str | None
    digest: str | None
    base: str | None
    published: str | None
    onto: str | None


class RulesFilesRead(ResponseModel):
    """Digest of every file of a tree, by path."""

    tree: str
    files: dict[str, str]


class EvidenceRead(ResponseModel):
    """Where the evidence stands; the document once it is ready. `before`: while it is running, how
    much other evidence is worked out first.
    """

    state: Literal["absent", "running", "ready", "failed"]
    before: int = 0
    digest: str | None = None
    green: bool | None = None
    document: dict[str, Any] | None = None


class CommentRead(ResponseModel):
    """A comment, and who resolved it."""

    id: str
    place: str
    by: str
    body: str
    at: datetime
    answers: str | None
    resolved_at: datetime | None
    resolved_by: str | None


class PublicationRead(ResponseModel):
    """A publication: what is served from when, who signed it."""

    number: int
    tree: str
    law: str
    change: str | None
    kind: str
    effect_at: datetime
    at: datetime
    by: str | None
    submission: str | None
    signatures: list[dict[str, Any]]
    rolls_back: int | None
    reason: str
    ratify_until: datetime | None
    ratified_at: datetime | None
    withdrawn_at: datetime | None
    live: bool


RequalificationOutcome: TypeAlias = Literal["changed", "decided_changed", "same", "refused", "erased"]


class RequalificationCount(ResponseModel):
    """Reports of one outcome after a rollback."""

    outcome: RequalificationOutcome = Field(
        description="`changed` : une autre réponse, remise dans la file. `decided_changed` : décidé, et la réponse serait autre. "
        "`erased` : la même, mais ses mots, effacés, n'ont pas été relus. `refused` : ses faits se contredisent aujourd'hui."
    )
    count: int
    reports: list[str] = Field(
        description="Les cinquante premiers de ceux qui changent, pour qui peut lire les signalements."
    )


class RequalificationRead(ResponseModel):
    """What became of the answers given under the edition that a publication undoes."""

    publication: int
    rolls_back: int | None
    requalified_at: datetime | None = Field(description="Quand il n'en resta plus à redemander.")
    outcomes: list[RequalificationCount]


class PublicationList(ResponseModel):
    """Publications, the last one first."""

    items: list[PublicationRead]

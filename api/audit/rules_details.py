"""Details of the journal's entries on change requests, as their verification reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.kit.permissions import Role


def _instant(text: str) -> str:
    datetime.fromisoformat(text)
    return text


InstantText = Annotated[str, AfterValidator(_instant)]
"""Moment in ISO 8601, as it is written: a digest covers its letters."""
Seats = Mapping[Role, Annotated[int, Field(ge=0)]]


class _Detail(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class OpeningDetail(_Detail):
    """Detail of an opening: the tree that the request starts from, who wrote the text that it takes
    up again.
    """

    base: str
    writers: frozenset[str] = frozenset()


class SaveDetail(_Detail):
    """Detail of a save: the tree as it then is."""

    tree: str


class DescriptionDetail(_Detail):
    """Detail of a description: the date of effect."""

    effect: datetime | None


class RebaseDetail(_Detail):
    """Detail of a move onto another edition."""

    base: str
    tree: str


class SubmissionDetail(_Detail):
    """Detail of a submission: what its digest is made of, who wrote it, who must sign."""

    submission: str
    tree: str
    base: str
    effect: InstantText | None
    evidence: str
    seats: Seats
    writers: frozenset[str]


class SignatureDetail(_Detail):
    """Detail of a signature: of what, under which roles."""

    submission: str
    roles: frozenset[Role]


class StepDetail(_Detail):
    """Detail of a step that says nothing more."""


class SignerDetail(_Detail):
    """Signer that counted, with the roles that did."""

    account: str
    roles: frozenset[Role]


class PublicationDetail(_Detail):
    """Detail of a publication."""

    number: int
    kind: str
    tree: str
    submission: str | None = None
    base: str | None = None
    evidence: str | None = None
    seats: Seats = {}
    signers: tuple[SignerDetail, ...] = ()
    writers: frozenset[str] = frozenset()
    ratify_until: datetime | None = None


class FolderPublicationDetail(_Detail):
    """Detail of a publication taken from a folder."""

    number: int


class RatificationDetail(_Detail):
    """Detail of a ratification: of which publication, by whom, and who had to."""

    number: int
    submission: str | None
    seats: Seats
    signers: tuple[SignerDetail, ...]


DETAILS: Mapping[str, type[_Detail]] = {
    "rules.change_opened": OpeningDetail,
    "rules.change_saved": SaveDetail,
    "rules.change_described": DescriptionDetail,
    "rules.change_rebased": RebaseDetail,
    "rules.change_returned": StepDetail,
    "rules.change_closed": StepDetail,
    "rules.change_submitted": SubmissionDetail,
    "rules.change_signed": SignatureDetail,
    "rules.change_unsigned": StepDetail,
    "rules.published": PublicationDetail,
    "rules.folder_published": FolderPublicationDetail,
    "rules.adopted": FolderPublicationDetail,
    "rules.ratified": RatificationDetail,
}
"""Detail of each action that a proof of signatures reads."""

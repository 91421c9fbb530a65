"""Proof, from the journal's entries alone, that each publication of rules had its signatures.

Change requests are followed entry by entry: who wrote, what was submitted, who signed that very
submission and let the signature stand. A publication that says otherwise is at fault. An emergency
has no signatures: it is listed, ratified or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from api.audit.rules_details import (
    DETAILS,
    DescriptionDetail,
    FolderPublicationDetail,
    OpeningDetail,
    PublicationDetail,
    RatificationDetail,
    RebaseDetail,
    SaveDetail,
    SignatureDetail,
    SignerDetail,
    SubmissionDetail,
)
from api.kit.permissions import Role
from api.rules.publication_kinds import PublicationKind
from api.rules.signatures import Signer, missing_seats
from api.rules.submissions import submission_digest


@dataclass
class _RequestHistory:
    """A change request as the entries read so far make it."""

    writers: set[str]
    base: str
    tree: str
    effect: datetime | None = None
    submission: SubmissionDetail | None = None
    signers: dict[str, frozenset[Role]] = field(default_factory=dict)
    publication: PublicationDetail | None = None
    publisher: str = ""
    is_closed: bool = False
    is_sound: bool = True

    def void(self) -> None:
        """Makes submission and signatures void: something was edited."""
        self.submission = None
        self.signers.clear()


@dataclass(frozen=True)
class EmergencyRecord:
    """Publication in an emergency; `is_ratified`: as it had to be, by others."""

    number: int
    ratify_until: datetime | None
    is_ratified: bool


class PublicationProofs:
    """Verification of publications, entry by entry, in order."""

    def __init__(self) -> None:
        self._requests: dict[str, _RequestHistory] = {}
        self._emergencies: dict[int, EmergencyRecord] = {}
        self._last = 0
        self.signed = 0
        """Publications whose signatures are proved."""
        self.from_folder: list[int] = []
        """Numbers of publications taken from a folder, which nobody signs here."""

    @property
    def emergencies(self) -> tuple[EmergencyRecord, ...]:
        """Publications in an emergency, the first one first."""
        return tuple(self._emergencies.values())

    def read(self, place: int, entry: dict[str, Any]) -> list[str]:
        """What is wrong with an entry, which stands on this line."""
        expected = DETAILS.get(entry["action"]) if isinstance(entry["action"], str) else None
        if expected is None:
            return []
        where = f"ligne {place} : entrée {entry['number']}"
        try:
            detail = expected.model_validate(entry["detail"])
        except ValidationError:
            return [f"{where} : {entry['action']} incomplète"]
        who, subject = str(entry["who"]), str(entry["subject"])
        if isinstance(detail, FolderPublicationDetail):
            self.from_folder.append(detail.number)
            return [f"{where} : édition {detail.number} : {fault}" for fault in self._follow(detail.number)]
        if isinstance(detail, PublicationDetail):
            return [f"{where} : édition {detail.number} : {fault}" for fault in self._publish(subject, who, detail)]
        wrong = self._step(subject, who, entry["action"], detail)
        if wrong and subject in self._requests:
            self._requests[subject].is_sound = False
        return [f"{where} : demande {subject} : {fault}" for fault in wrong]

    def end(self) -> list[str]:
        """What is wrong of the whole: nothing more."""
        return []

    def _step(self, subject: str, who: str, action: str, detail: object) -> list[str]:
        if isinstance(detail, OpeningDetail):
            again = subject in self._requests
            self._requests[subject] = _RequestHistory({who, *detail.writers}, detail.base, detail.base)
            return ["ouverte deux fois"] if again else []
        row = self._requests.get(subject)
        if row is None:
            return ["aucune entrée ne l'ouvre"]
        if isinstance(detail, RatificationDetail):
            return [*self._ratify(row, detail)]
        if isinstance(detail, SignatureDetail):
            return [*_sign(row, who, detail)]
        if row.publication is not None or row.is_closed:
            return ["modifiée après sa publication" if row.publication is not None else "modifiée après sa clôture"]
        if isinstance(detail, SubmissionDetail):
            return [*_submit(row, subject, detail)]
        if action == "rules.change_unsigned":
            return [] if row.signers.pop(who, None) is not None else ["signature retirée qui n'était pas donnée"]
        _edit(row, who, action, detail)
        return []

    def _follow(self, number: int) -> list[str]:
        wrong = [] if number > self._last else [f"ne suit pas l'édition {self._last}"]
        self._last = max(self._last, number)
        return wrong

    def _publish(self, subject: str, who: str, detail: PublicationDetail) -> Iterator[str]:
        yield from self._follow(detail.number)
        row = self._requests.get(subject)
        if row is None:
            yield f"aucune entrée n'ouvre la demande {subject}"
            return
        wrong = [*_before_publication(row, detail)]
        if detail.kind == PublicationKind.SIGNED:
            wrong += _unproved(row, detail)
            self.signed += row.is_sound and not wrong
        elif detail.kind == PublicationKind.EMERGENCY:
            wrong += _emergency(subject, row, detail)
            self._emergencies[detail.number] = EmergencyRecord(detail.number, detail.ratify_until, is_ratified=False)
        else:
            wrong.append("genre de publication inconnu")
        row.publication, row.publisher = detail, who
        row.signers.clear()
        yield from wrong

    def _ratify(self, row: _RequestHistory, detail: RatificationDetail) -> Iterator[str]:
        published = row.publication
        if published is None or published.kind != PublicationKind.EMERGENCY or published.number != detail.number:
            yield "ratifie ce qui n'a pas été publié en urgence"
            return
        wrong = [*_not_signed(row, detail.signers, row.writers | {row.publisher})]
        if not detail.seats or missing_seats(detail.seats, _signers(detail.signers)):
            wrong.append("ratifiée sans toutes les signatures")
        if not wrong and row.is_sound:
            self._emergencies[detail.number] = EmergencyRecord(detail.number, published.ratify_until, is_ratified=True)
        yield from wrong


def _edit(row: _RequestHistory, who: str, action: str, detail: object) -> None:
    match detail:
        case SaveDetail():
            row.writers.add(who)
            row.tree = detail.tree
        case RebaseDetail():
            row.base, row.tree = detail.base, detail.tree
        case DescriptionDetail():
            if detail.effect == row.effect:
                return
            row.effect = detail.effect
    row.is_closed = action == "rules.change_closed"
    row.void()


def _submit(row: _RequestHistory, subject: str, detail: SubmissionDetail) -> Iterator[str]:
    row.void()
    row.submission = detail
    expected = submission_digest(subject, detail.tree, detail.base, detail.effect, detail.evidence)
    if detail.submission != expected:
        yield "soumise sous une empreinte qui n'est pas celle de ce qu'elle dit"
    if (detail.tree, detail.base) != (row.tree, row.base) or _moment(detail.effect) != row.effect:
        yield "ce qui est soumis n'est pas ce qui était enregistré"
    if detail.writers != row.writers:
        yield "auteurs autres que ceux de ses enregistrements"


def _sign(row: _RequestHistory, who: str, detail: SignatureDetail) -> Iterator[str]:
    published = row.publication
    if published is not None and published.kind != PublicationKind.EMERGENCY:
        yield "signée après sa publication"
        return
    standing = published.submission if published is not None else row.submission and row.submission.submission
    if standing is None or detail.submission != standing:
        yield "signature d'autre chose que ce qui est soumis"
    elif who in row.writers:
        yield "signée par qui en a écrit une partie"
    else:
        row.signers[who] = detail.roles


def _before_publication(row: _RequestHistory, detail: PublicationDetail) -> Iterator[str]:
    if row.publication is not None or row.is_closed:
        yield "publiée deux fois" if row.publication is not None else "publiée après sa clôture"
    if (detail.tree, detail.base) != (row.tree, row.base):
        yield "ce qui est publié n'est pas ce qui était enregistré"
    if detail.writers != row.writers:
        yield "auteurs autres que ceux de ses enregistrements"


def _unproved(row: _RequestHistory, detail: PublicationDetail) -> Iterator[str]:
    submitted = row.submission
    if submitted is None or submitted.submission != detail.submission:
        yield "publiée sans être soumise, ou modifiée depuis"
        return
    if dict(submitted.seats) != dict(detail.seats):
        yield "signatures demandées autres qu'à la soumission"
    yield from _not_signed(row, detail.signers, row.writers)
    missing = missing_seats(submitted.seats, _signers(detail.signers))
    if missing:
        told = ", ".join(f"{number} {role.value}" for role, number in missing.items())
        yield f"il manque des signatures : {told}"


def _emergency(subject: str, row: _RequestHistory, detail: PublicationDetail) -> Iterator[str]:
    yield from _not_signed(row, detail.signers, row.writers)
    if detail.ratify_until is None:
        yield "urgence sans délai de ratification"
    made_of = submission_digest(subject, detail.tree, detail.base or "", None, detail.evidence or "")
    if detail.submission != made_of:
        yield "publiée sous une empreinte qui n'est pas celle de ce qu'elle dit"


def _not_signed(row: _RequestHistory, signers: Iterable[SignerDetail], barred: set[str]) -> Iterator[str]:
    """Signers named by an entry that no standing signature shows."""
    seen: set[str] = set()
    for one in signers:
        if one.account in barred:
            yield f"signataire qui en est l'auteur : {one.account}"
        elif one.account in seen:
            yield f"signataire compté deux fois : {one.account}"
        elif not one.roles <= row.signers.get(one.account, frozenset()):
            yield f"signataire sans signature qui tienne : {one.account}"
        elif not one.roles:
            yield f"signataire sans rôle : {one.account}"
        seen.add(one.account)


def _signers(signers: Iterable[SignerDetail]) -> list[Signer]:
    return [Signer(one.account, one.roles) for one in signers]


def _moment(effect: str | None) -> datetime | None:
    return None if effect is None else datetime.fromisoformat(effect)

"""Publication of change requests: with their signatures, in an emergency, undone, ratified.

Publications follow one another without a gap, under one lock. One of them cannot be changed: going
back is a new publication.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from api.changes import repository
from api.changes.drafts import ChangePurpose, editable, open_change, published_base, refuse_effect, refuse_moved
from api.changes.requalification import request_requalification
from api.changes.states import ChangeOrigin, ChangeState
from api.changes.submission import (
    add_signature,
    evidence_for,
    policy_in,
    refuse_outdated,
    refuse_unless,
    signing_roles,
    submission_of,
)
from api.db.changes import ChangeRow, PublicationRow, SignatureRow
from api.db.inserting import insert_row
from api.db.locks import lock
from api.db.sessions import AnySession
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import entries_about, record
from api.kit.permissions import Role
from api.kit.problems import Problem, invalid
from api.rules.publication_kinds import PublicationKind
from api.rules.publication_rows import (
    PUBLICATIONS,
    last_publication,
    next_number,
    publication,
    publication_before,
    publication_of,
)
from api.rules.signatures import Signer, missing_seats
from api.rules.tree_rows import load_tree
from engine.language.sources import digest_of
from textfile.text import Text

FOLLOW_SECONDS = 30.0
"""How long whoever publishes waits at most until this process answers by what they published."""
NO_REASON = Text(fr="raison absente", en="no reason given")


@dataclass(frozen=True)
class _Terms:
    """Terms of a publication."""

    kind: PublicationKind
    signers: tuple[Signer, ...]
    submission: str
    reason: str = ""
    ratify_until: datetime | None = None


def publish_change(unit: UnitOfWork, name: str, submission: str) -> PublicationRow:
    """Publishes a submitted change request whose signatures are complete, from its date of effect
    on, or at once.

    Signers count with the roles that they have now: whoever lost theirs no longer signs.

    Raises:
        Problem: it is not submitted, it is no longer that submission, its evidence is outdated,
            another edition was published since, signatures are missing, or its date of effect is
            past or before that of the last edition.
    """
    session = unit.session
    lock(session, PUBLICATIONS)
    row = repository.change_for_update(session, name)
    refuse_unless(row, ChangeState.SUBMITTED)
    if row.evidence is None or submission != row.submission or submission != submission_of(row, row.evidence):
        raise Problem("signature-other")
    refuse_outdated(session, row)
    signers = signers_that_count(session, row)
    if missing_seats(repository.seats_of(row.required), signers):
        raise Problem("signatures-missing")
    return _publish(unit, row, _Terms(PublicationKind.SIGNED, tuple(signers), submission))


def publish_in_emergency(unit: UnitOfWork, name: str, version: int, reason: str) -> PublicationRow:
    """Publishes at once a change request whose checks are green, without waiting for signatures:
    journaled, shown to all, to be ratified by others. Who signs is never changed so: one person
    could then do without all the others, or shut them out.

    Raises:
        Problem: no reason is given, it is closed, not the version seen, its evidence is missing or
            red, it changes the sign-off policy, another edition was published since, or the
            person's roles do not allow it.
    """
    if not reason.strip():
        raise invalid("/reason", NO_REASON)
    session, now = unit.session, unit.services.clock.now()
    lock(session, PUBLICATIONS)
    row = editable(unit, name, version)
    if row.tree == row.base:
        raise Problem("change-empty")
    policy = policy_in(session, row.base).emergency
    if not signing_roles(session, unit.who.account, policy.published_by):
        raise Problem("not-allowed")
    evidence = evidence_for(session, row)
    if evidence is None:
        raise Problem("evidence-running")
    if not evidence.is_green:
        raise Problem("evidence-red")
    if evidence.touches_policy:
        raise Problem("signatures-urgent")
    row.effect_at, row.evidence = None, evidence.digest
    row.submission = submission_of(row, evidence.digest)
    until = now + timedelta(hours=policy.within_hours)
    signers = tuple(signers_that_count(session, row))
    return _publish(unit, row, _Terms(PublicationKind.EMERGENCY, signers, row.submission, reason.strip(), until))


def signers_that_count(session: AnySession, row: ChangeRow) -> list[Signer]:
    """Signers whose signature counts now: standing, on this submission, by an active account that
    wrote no part of it, with the roles that it has today among those it signed under.
    """
    standing = repository.signatures(session, row.id, standing=True)
    writers = repository.writers(session, row)
    return _signers_of(session, (s for s in standing if s.submission == row.submission and s.account not in writers))


def _signers_of(session: AnySession, signatures: Iterable[SignatureRow]) -> list[Signer]:
    """Signers of these signatures whose account is active, with the roles that they signed under
    and still have; nobody who has none of them left.
    """
    signed = {one.account: {*one.roles} for one in signatures}
    now = repository.signers(session, [*signed])
    found = (Signer(one.account, frozenset(r for r in one.roles if r.value in signed[one.account])) for one in now)
    return [one for one in found if one.roles]


def _publish(unit: UnitOfWork, row: ChangeRow, terms: _Terms) -> PublicationRow:
    session, now = unit.session, unit.services.clock.now()
    last = published_base(session)
    refuse_moved(row.base, last)
    refuse_effect(row.effect_at, last, now)
    effect_at = row.effect_at or now
    tree = load_tree(session, row.tree)
    published = PublicationRow(
        number=next_number(session),
        tree=row.tree,
        law=digest_of(tree.law_files),
        change=row.id,
        kind=terms.kind.value,
        effect_at=effect_at,
        at=now,
        account=unit.who.account,
        submission=terms.submission,
        signatures=_as_data(terms.signers),
        rolls_back=row.rolls_back,
        reason=terms.reason,
        ratify_until=terms.ratify_until,
    )
    row.state, row.changed_at = ChangeState.PUBLISHED.value, now
    row.version += 1
    insert_row(session, published)
    request_requalification(session, now, published)
    record(
        session,
        now,
        unit.who.account,
        "rules.published",
        row.id,
        number=published.number,
        kind=published.kind,
        tree=published.tree,
        law=published.law,
        submission=published.submission,
        base=row.base,
        evidence=row.evidence,
        rolls_back=row.rolls_back,
        effect=effect_at.isoformat(),
        seats=row.required or {},
        signers=published.signatures,
        writers=sorted(repository.writers(session, row)),
        ratify_until=None if terms.ratify_until is None else terms.ratify_until.isoformat(),
    )
    if effect_at <= now:
        session.after_commit(partial(unit.services.monitor.await_served, published.number, FOLLOW_SECONDS))
    return published


def _as_data(signers: Iterable[Signer]) -> list[dict[str, Any]]:
    return [{"account": one.account, "roles": sorted(role.value for role in one.roles)} for one in signers]


def ratify_publication(unit: UnitOfWork, number: int) -> PublicationRow:
    """Signs an emergency publication afterwards; the last signature that it needs ratifies it.

    Raises:
        Problem: it is no emergency, it is ratified already, the person wrote or published it,
            signed it already, or has no role that counts.
    """
    session, now = unit.session, unit.services.clock.now()
    lock(session, PUBLICATIONS)
    published = _publication(unit, number)
    if published.kind != PublicationKind.EMERGENCY or published.ratified_at is not None or published.change is None:
        raise Problem("change-state")
    row = repository.change_for_update(session, published.change)
    if _wrote(session, unit.who.account, published, row):
        raise Problem("change-own")
    roles = ratifying_roles(session, unit.who.account, published, row)
    if not roles:
        raise Problem("signature-useless")
    add_signature(unit, row, published.submission or "", roles, now)
    signers, seats = _ratifiers(session, published, row), _ratifying_seats(session, row)
    if not missing_seats(seats, signers):
        published.ratified_at, published.ratified_by = now, unit.who.account
        record(
            session,
            now,
            unit.who.account,
            "rules.ratified",
            row.id,
            number=number,
            submission=published.submission,
            seats={role.value: places for role, places in seats.items()},
            signers=_as_data(signers),
        )
    return published


def missing_ratifiers(session: AnySession, published: PublicationRow, row: ChangeRow) -> dict[Role, int]:
    """Signatures that an emergency publication still needs to be ratified."""
    return missing_seats(_ratifying_seats(session, row), _ratifiers(session, published, row))


def ratifying_roles(session: AnySession, account: str, published: PublicationRow, row: ChangeRow) -> list[str]:
    """Roles under which somebody may ratify an emergency publication; none for whoever wrote,
    published or ratified it already, and for whoever has no role that counts.
    """
    signed = any(one.account == account and one.roles for one in _ratifiers(session, published, row))
    if signed or _wrote(session, account, published, row):
        return []
    return signing_roles(session, account, _ratifying_seats(session, row))


def _wrote(session: AnySession, account: str, published: PublicationRow, row: ChangeRow) -> bool:
    """Whether somebody wrote a part of what was published, or published it."""
    return account in {*repository.writers(session, row), published.account}


def _ratifying_seats(session: AnySession, row: ChangeRow) -> dict[Role, int]:
    return dict(policy_in(session, row.base).emergency.ratified_by)


def _ratifiers(session: AnySession, published: PublicationRow, row: ChangeRow) -> list[Signer]:
    """Signers who ratify so far: until they are enough, whoever lost the role or the account no
    longer counts, as before a publication.
    """
    standing = repository.signatures(session, row.id, standing=True)
    return _signers_of(session, (one for one in standing if one.at >= published.at))


def withdraw_publication(unit: UnitOfWork, number: int, reason: str) -> PublicationRow:
    """Withdraws an edition that has not taken effect: the one in effect stays.

    Raises:
        Problem: no reason is given, it took effect, or another edition follows it.
    """
    if not reason.strip():
        raise invalid("/reason", NO_REASON)
    session, now = unit.session, unit.services.clock.now()
    lock(session, PUBLICATIONS)
    published = _publication(unit, number)
    if published.withdrawn_at is not None:
        raise Problem("change-state")
    if published.effect_at <= now or published.number != published_base(session).number:
        raise Problem("publication-effective")
    published.withdrawn_at, published.withdrawn_by = now, unit.who.account
    session.flush()
    record(session, now, unit.who.account, "rules.publication_withdrawn", str(number), reason=reason.strip())
    return published


def withdrawal_reason(session: AnySession, number: int) -> str:
    """Why an edition was withdrawn, as the journal has it; empty where it was not."""
    entries = entries_about(session, str(number), 20)
    found = [entry["detail"] for entry in entries if entry["action"] == "rules.publication_withdrawn"]
    return str(found[-1]["reason"]) if found else ""


def open_again(unit: UnitOfWork, name: str) -> ChangeRow:
    """Opens a change request with the text, the title and the reason of one whose edition was
    withdrawn, made from the same edition. Whoever wrote it then is one of its writers still.

    Raises:
        Problem: there is no such request, its edition was not withdrawn, or a stored tree cannot be
            read.
    """
    session, row = unit.session, repository.change(unit.session, name)
    published = publication_of(session, name)
    if published is None or published.withdrawn_at is None:
        raise Problem("change-state")
    tree = load_tree(session, row.tree)
    purpose, writers = ChangePurpose(row.title, row.reason), repository.writers(session, row)
    again = open_change(unit, purpose, tree, ChangeOrigin(row.origin), row.base, writers)
    again.rolls_back = row.rolls_back
    return again


def open_rollback(unit: UnitOfWork, number: int, reason: str) -> ChangeRow:
    """Opens the change request that undoes the last publication: the edition before it, as a new
    draft, which is checked, signed and published like any other.

    Raises:
        Problem: no reason is given, it is not the last one that stands, or there is none before it.
    """
    if not reason.strip():
        raise invalid("/reason", NO_REASON)
    session = unit.session
    last, before = last_publication(session), publication_before(session, number)
    if last is None or last.number != number or before is None:
        raise Problem("change-state")
    title = f"Retour à l'édition {before.number}, d'avant l'édition {number}"
    row = open_change(
        unit, ChangePurpose(title, reason.strip()), load_tree(session, before.tree), ChangeOrigin.ROLLBACK
    )
    row.rolls_back = number
    return row


def _publication(unit: UnitOfWork, number: int) -> PublicationRow:
    published = publication(unit.session, number)
    if published is None:
        raise Problem("not-found")
    return published

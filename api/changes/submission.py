"""Submission of a change request, and its signatures.

What is signed is a digest of the files, of the base, of the date of effect and of the evidence: a
signature bears on these bytes, and on nothing else of the same name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeAlias

from api.changes import repository
from api.changes.drafts import mark_edited, published_base, refuse_effect, refuse_moved
from api.changes.evidence import ChangeEvidence, unpack_evidence
from api.changes.states import ChangeState, SignatureEnd
from api.changes.touched_fields import SIGNATURES, field_of
from api.db.changes import ChangeRow, SignatureRow
from api.db.inserting import insert_row
from api.db.sessions import AnySession
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.permissions import Permission, Role, granted
from api.kit.problems import Problem, RequestFault
from api.rules.signatures import (
    CHANGE_CLASSES,
    OWN_FIELD,
    SignaturePolicy,
    Signer,
    TouchedField,
    policy_of,
    seats_across,
    unreachable_places,
)
from api.rules.submissions import submission_digest
from api.rules.tree_rows import load_file
from textfile.diagnostics import RulesetError
from textfile.text import Text

_TOO_MANY = Text(
    fr="plus de signatures que de personnes qui ont ces rôles", en="more signatures than persons with these roles"
)

DraftPolicies: TypeAlias = tuple[SignaturePolicy, SignaturePolicy | None]


def submit_change(unit: UnitOfWork, name: str, version: int) -> ChangeRow:
    """Submits a change request: its evidence is frozen, and it waits for signatures.

    Raises:
        Problem: it is not a draft, not the version seen, changes nothing, is not based on the last
            edition published, its evidence is missing or red, nothing could be published with its
            date of effect, or its own sign-off policy asks for signatures that nobody could give.
    """
    session, now = unit.session, unit.services.clock.now()
    row = change_in_state(unit, name, ChangeState.DRAFT, version)
    if row.tree == row.base:
        raise Problem("change-empty")
    last = published_base(session)
    refuse_moved(row.base, last)
    refuse_effect(row.effect_at, last, now)
    evidence = evidence_for(session, row)
    if evidence is None:
        raise Problem("evidence-running")
    if not evidence.is_green:
        raise Problem("evidence-red")
    seats = required_seats(session, row, evidence.touched)
    if evidence.touches_policy:
        _refuse_unreachable(session, policy_in(session, row.tree))
    row.state, row.evidence = ChangeState.SUBMITTED.value, evidence.digest
    row.submission = submission_of(row, evidence.digest)
    row.required = {role.value: number for role, number in seats.items()}
    row.version += 1
    row.changed_at = now
    record(
        session,
        now,
        unit.who.account,
        "rules.change_submitted",
        row.id,
        submission=row.submission,
        tree=row.tree,
        base=row.base,
        effect=None if row.effect_at is None else row.effect_at.isoformat(),
        evidence=row.evidence,
        seats=row.required,
        writers=sorted(repository.writers(session, row)),
    )
    return row


def submission_of(row: ChangeRow, evidence: str) -> str:
    """What a signature on a change request bears on: tree, base, date of effect, evidence."""
    effect = None if row.effect_at is None else row.effect_at.isoformat()
    return submission_digest(row.id, row.tree, row.base, effect, evidence)


def evidence_for(session: AnySession, row: ChangeRow) -> ChangeEvidence | None:
    """The evidence on a change request as it is now; None while there is none by this version of
    the engine.
    """
    stored = (unpack_evidence(one.document) for one in repository.evidence(session, row.tree, row.base))
    return next((one for one in stored if one.is_current), None)


def refuse_outdated(session: AnySession, row: ChangeRow) -> None:
    """Refuses to sign or to publish what was submitted on evidence of another version of the
    engine: it may answer otherwise now.

    Raises:
        Problem: it is so, or its evidence is no longer there.
    """
    if is_outdated(session, row):
        raise Problem("evidence-outdated")


def is_outdated(session: AnySession, row: ChangeRow) -> bool:
    """Whether a request was submitted on evidence of another version of the engine, or that is no
    longer there.
    """
    stored = repository.evidence_document(session, row.evidence) if row.evidence is not None else None
    return stored is None or not unpack_evidence(stored).is_current


def required_seats(session: AnySession, row: ChangeRow, touched: frozenset[TouchedField]) -> dict[Role, int]:
    """Signatures that a change needs under the policy of its base; where it touches the policy,
    under its own as well, so that the policy protects itself.

    Raises:
        Problem: a stored policy cannot be read.
    """
    own = policy_in(session, row.tree) if any(one.field == OWN_FIELD for one in touched) else None
    return seats_across(policy_in(session, row.base), own, touched)


def draft_policies(session: AnySession, row: ChangeRow) -> DraftPolicies:
    """The sign-off policies of the base of a draft and of its own files; None where its own cannot
    be read, which its evidence says.
    """
    before = policy_in(session, row.base)
    try:
        return before, policy_in(session, row.tree)
    except Problem:
        return before, None


def most_seats(policies: DraftPolicies, paths: Iterable[str]) -> dict[Role, int]:
    """The most signatures that a draft could need, before the difference that these files make is
    known.
    """
    fields = policies[0].reach(field_of(path) for path in paths)
    return seats_across(*policies, [TouchedField(field, of_class) for field in fields for of_class in CHANGE_CLASSES])


def policy_in(session: AnySession, tree: str) -> SignaturePolicy:
    """The sign-off policy of a stored tree.

    Raises:
        Problem: it cannot be read.
    """
    try:
        return policy_of(load_file(session, tree, SIGNATURES))
    except RulesetError as error:
        raise Problem("evidence-red") from error


def change_in_state(unit: UnitOfWork, name: str, state: ChangeState, version: int) -> ChangeRow:
    """A change request in this state and at the version seen, held until the end of the
    transaction.

    Raises:
        Problem: it is in another state, or no longer that version.
    """
    row = repository.change_for_update(unit.session, name)
    refuse_unless(row, state)
    if row.version != version:
        raise Problem("stale-version")
    return row


def return_change(unit: UnitOfWork, name: str, version: int) -> ChangeRow:
    """Takes a submitted change request back to a draft; its signatures are void.

    Raises:
        Problem: it is not submitted, or not the version seen.
    """
    row = change_in_state(unit, name, ChangeState.SUBMITTED, version)
    now = unit.services.clock.now()
    mark_edited(unit.session, row, SignatureEnd.RETURNED, now)
    record(unit.session, now, unit.who.account, "rules.change_returned", row.id, version=row.version)
    return row


def sign_change(unit: UnitOfWork, name: str, submission: str) -> SignatureRow:
    """Signs a submission by its digest, as it was shown.

    Raises:
        Problem: it is not submitted, it is no longer that submission, another edition was published
            since, nothing could be published with its date of effect, its evidence is outdated, the
            person wrote a part of it, signed it already, or has no role that counts.
    """
    session, now = unit.session, unit.services.clock.now()
    row = repository.change_for_update(session, name)
    refuse_unless(row, ChangeState.SUBMITTED)
    if row.submission != submission:
        raise Problem("signature-other")
    if unit.who.account in repository.writers(session, row):
        raise Problem("change-own")
    last = published_base(session)
    refuse_moved(row.base, last)
    refuse_effect(row.effect_at, last, now)
    refuse_outdated(session, row)
    standing = repository.signatures(session, name, standing=True)
    roles = signing_roles(session, unit.who.account, repository.seats_of(row.required))
    if not roles or any(one.account == unit.who.account for one in standing):
        raise Problem("signature-useless")
    return add_signature(unit, row, submission, roles, now)


def signing_roles(session: AnySession, account: str, roles: Collection[Role]) -> list[str]:
    """Roles of somebody that fill one of these seats, as the database has them now."""
    now = repository.signers(session, [account])
    return sorted(role.value for signer in now for role in signer.roles if role in roles)


def add_signature(unit: UnitOfWork, row: ChangeRow, submission: str, roles: list[str], now: datetime) -> SignatureRow:
    """Stores a signature by whoever acts, and journals it."""
    signature = SignatureRow(
        id=new_id("sig", now),
        change=row.id,
        account=unit.who.account,
        roles=roles,
        submission=submission,
        at=now,
    )
    insert_row(unit.session, signature)
    record(
        unit.session,
        now,
        unit.who.account,
        "rules.change_signed",
        row.id,
        signature=signature.id,
        submission=submission,
        roles=roles,
    )
    return signature


def withdraw_signature(unit: UnitOfWork, name: str) -> None:
    """Withdraws the signature of whoever acts, as long as nothing was published on it.

    Raises:
        Problem: the request is not submitted, or they have not signed it.
    """
    row = repository.change_for_update(unit.session, name)
    refuse_unless(row, ChangeState.SUBMITTED)
    now = unit.services.clock.now()
    mine = [one for one in repository.signatures(unit.session, name, standing=True) if one.account == unit.who.account]
    if not mine:
        raise Problem("change-state")
    for signature in mine:
        signature.ended_at, signature.end = now, SignatureEnd.WITHDRAWN.value
    names = [signature.id for signature in mine]
    record(
        unit.session,
        now,
        unit.who.account,
        "rules.change_unsigned",
        row.id,
        submission=row.submission,
        signatures=names,
    )


def refuse_unless(row: ChangeRow, state: ChangeState) -> None:
    """Refuses a step that the state of a change request does not allow.

    Raises:
        Problem: it is in another state.
    """
    if row.state in (ChangeState.PUBLISHED, ChangeState.CLOSED):
        raise Problem("change-closed")
    if row.state != state:
        raise Problem("change-state")


def possible_signers(session: AnySession) -> list[Signer]:
    """Active accounts that may sign a change of the rules, with their roles."""
    everybody = repository.signers(session)
    return [one for one in everybody if Permission.RULES_SIGN in granted([role.value for role in one.roles])]


def _refuse_unreachable(session: AnySession, policy: SignaturePolicy) -> None:
    places = unreachable_places(policy, possible_signers(session))
    if places:
        raise Problem("signatures-unreachable", [RequestFault(place, _TOO_MANY) for place in places])

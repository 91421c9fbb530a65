"""What somebody may do on a change request: by its state, their rights, and what they did
already.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.changes import repository
from api.changes.drafts import effect_fault
from api.changes.evidence_jobs import EvidenceStatus
from api.changes.schemas import ChangeRead
from api.changes.states import OPEN, ChangeState
from api.changes.submission import is_outdated
from api.db.sessions import AnySession
from api.kit.permissions import Permission, Role
from api.pages.changes.request_records import RequestRecords
from api.pages.shell.visit import Visit
from api.rules.signatures import EmergencyRule


@dataclass(frozen=True, slots=True)
class ChangeActs:
    """Acts that a person may do on a change request as it is. `waits`: what it lacks before it can
    be submitted, by the names of messages. `outdated`: it was submitted on evidence of another
    version of the engine, and nothing can be signed nor published before it is submitted again.
    `own`: they have the roles to sign it, and wrote a part of it.
    """

    edit: bool
    submit: bool
    take_back: bool
    sign: bool
    unsign: bool
    publish: bool
    emergency: bool
    close: bool
    rebase: bool
    again: bool
    discuss: bool
    review: bool
    work_out: bool
    own: bool
    waits: tuple[str, ...]
    outdated: bool


def acts_on(
    visit: Visit,
    records: RequestRecords,
    read: ChangeRead,
    status: EvidenceStatus,
    emergency: EmergencyRule | None,
) -> ChangeActs:
    """Acts that whoever visits may do. The service decides again when they do."""
    session, row = records.session, records.row
    state, is_open = ChangeState(row.state), row.state in OPEN
    drafts, signs, publishes = (
        visit.may(right) for right in (Permission.RULES_DRAFT, Permission.RULES_SIGN, Permission.RULES_PUBLISH)
    )
    is_draft, is_submitted = state is ChangeState.DRAFT, state is ChangeState.SUBMITTED
    green = status.evidence is not None and status.evidence.is_green
    ready = green and read.is_current and bool(read.paths)
    urgent = ready and status.evidence is not None and not status.evidence.touches_policy
    roles = _roles(session, visit.account)
    signed = any(
        one.account == visit.account and one.submission == row.submission and one.ended_at is None
        for one in records.signatures
    )
    seated = bool(roles & read.seats.required.keys())
    wrote = visit.account in records.writers
    missing = bool(read.seats.missing)
    last, now, published = records.last, records.now, records.publication
    fits, fits_now = (last is None or effect_fault(at, last, now) is None for at in (row.effect_at, None))
    outdated = is_submitted and is_outdated(session, row)
    current = read.is_current and fits and not outdated
    at_once = emergency is not None and bool(roles & {*emergency.published_by})
    return ChangeActs(
        edit=is_open and drafts,
        submit=is_draft and drafts and ready and fits,
        take_back=is_submitted and drafts,
        sign=is_submitted and signs and current and seated and not wrote and not signed,
        unsign=is_submitted and signs and signed,
        publish=is_submitted and publishes and current and not missing,
        emergency=is_open and publishes and at_once and urgent and fits_now and (is_draft or missing),
        close=is_open and drafts,
        rebase=is_open and drafts and not read.is_current,
        again=drafts and published is not None and published.withdrawn_at is not None,
        discuss=state is not ChangeState.CLOSED and signs,
        review=is_submitted and signs,
        work_out=is_open and drafts and bool(read.paths) and status.state in ("absent", "failed"),
        own=is_open and signs and seated and wrote,
        waits=_waits(read, status, fits=fits) if is_draft and drafts else (),
        outdated=outdated,
    )


def _waits(read: ChangeRead, status: EvidenceStatus, *, fits: bool) -> tuple[str, ...]:
    if not read.paths:
        return ("change.waits_edit",)
    found = [] if read.is_current else ["change.waits_base"]
    found += [] if fits else ["change.waits_effect"]
    if status.evidence is None:
        found.append("change.waits_failed" if status.state == "failed" else "change.waits_evidence")
        return tuple(found)
    checks, cases = status.evidence.document["checks"], status.evidence.document["cases"]
    if checks["untranslated"]:
        found.append("change.waits_translation")
    if checks["errors"] or cases is None or cases["failed"]:
        found.append("change.waits_green")
    return tuple(found)


def _roles(session: AnySession, account: str) -> frozenset[Role]:
    """Roles that a person has now."""
    return frozenset().union(*(signer.roles for signer in repository.signers(session, [account])))

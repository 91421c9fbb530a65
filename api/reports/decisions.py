"""Decisions: a person accepts what is suggested, corrects it, or sets the report aside; undone on the same day."""

from __future__ import annotations

from api.audit.journal import record
from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import WriteSession
from api.kit.ids import new_id
from api.problems import Problem, missing
from api.reports import repository
from api.reports.intake import DECIDED
from api.reports.schemas import NewDecision
from api.security.identity import Identity
from api.security.permissions import Permission
from api.wiring import Wiring
from engine.quoting import did_you_mean


def decide(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow, given: NewDecision) -> DecisionRow:
    """Decides of a report and of those it speaks for.

    Raises:
        Problem: already decided, nothing to accept, an offence that the law does not know.
    """
    not_held(wired, who, row)
    if row.state in ("decided", "noise", "out_of_scope") or (row.state == "duplicate" and given.kind == "accept"):
        raise Problem("already-decided")
    kind, offence, carried = _what(session, wired, row, given)
    now = wired.clock.now()
    decision = DecisionRow(
        id=new_id("dec", now),
        report=row.id,
        qualification=row.qualification,
        kind=kind,
        offence=offence,
        suggested=row.main,
        reason=given.reason,
        carried_from=carried,
        decided_by=who.account,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    row.state, row.held_by, row.held_until = DECIDED[kind], None, None
    followers = [r for r in repository.duplicates(session, row.id) if r.state == "duplicate"]
    for follower in followers:
        follower.state, follower.carried_decision = DECIDED[kind], decision.id
    session.flush()
    record(
        session,
        now,
        who.account,
        "report.decided",
        row.id,
        decision=decision.id,
        kind=kind,
        offence=offence,
        qualification=row.qualification,
        duplicates=len(followers),
    )
    wired.metrics.decisions.labels(kind).inc()
    return decision


def not_held(wired: Wiring, who: Identity, row: ReportRow) -> None:
    """Refuses what somebody would change of a report that another person holds. What machines add is let through.

    Raises:
        Problem: another person holds it.
    """
    held = row.held_until is not None and row.held_until > wired.clock.now()
    if held and row.held_by != who.account and who.may(Permission.REPORTS_DECIDE):
        raise Problem("held")


def undo(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow) -> None:
    """Takes a decision back, on the same day, for who took it or a reviewer. Those who followed it wait again.

    Raises:
        Problem: no decision, another day, somebody else's decision.
    """
    decision = repository.live_decision(session, row.id)
    if decision is None:
        raise Problem("not-decided")
    if decision.decided_by != who.account and not who.may(Permission.REPORTS_REVIEW):
        raise Problem("not-allowed")
    if wired.clock.day_of(decision.decided_at) != wired.clock.today():
        raise Problem("undo-too-late")
    now = wired.clock.now()
    decision.undone_at, decision.undone_by = now, who.account
    row.state = _before(row)
    row.noise_review = None if row.noise_review == "confirmed" else row.noise_review
    for follower in repository.duplicates(session, row.id):
        if follower.carried_decision == decision.id and repository.live_decision(session, follower.id) is None:
            follower.state, follower.carried_decision = "duplicate", None
    session.flush()
    record(session, now, who.account, "decision.undone", row.id, decision=decision.id)


def _before(row: ReportRow) -> str:
    """The state of a report before it was decided."""
    if row.carried_decision is not None:
        return "prequalified"
    if row.same_as:
        return "duplicate"
    return "low_priority" if row.noise_decision == "set_aside" and row.noise_review != "restored" else "open"


def _what(
    session: WriteSession, wired: Wiring, row: ReportRow, given: NewDecision
) -> tuple[str, str | None, str | None]:
    """The kind, the offence and the decision confirmed, from what is given."""
    if given.kind == "correct":
        law = wired.laws.current().ruleset.offences
        if given.offence not in law:
            raise missing(
                "/offence", "infraction inconnue", did_you_mean(given.offence or "", law, "voir `/v1/offences`")
            )
        return "correct", given.offence, None
    if given.kind != "accept":
        return given.kind, None, None
    if row.carried_decision is not None:
        carried = session.get(DecisionRow, row.carried_decision)
        if carried is not None and carried.undone_at is None:
            return ("accept" if carried.offence else carried.kind), carried.offence, carried.id
    if row.main is None:
        raise Problem("nothing-to-accept")
    return "accept", row.main, None

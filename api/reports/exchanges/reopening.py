"""Reopening of a decided report, on any day, with a reason."""

from __future__ import annotations

from sqlalchemy import select

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.permissions import Permission
from api.kit.problems import Problem
from api.reports import repository
from api.reports.decisions import take_back
from api.reports.exchanges.notes import write_note


def reopen(unit: UnitOfWork, row: ReportRow, reason: str) -> None:
    """Opens a decided report again; the decision is kept as undone, the reason as a note.

    Raises:
        Problem: nobody decided it, the decision is another's, it settled a second reading, or one
            of it is under way or to be settled.
    """
    decision = repository.live_decision(unit.session, row.id)
    if decision is None:
        raise Problem("not-decided")
    refused = refusal_to_reopen(unit.session, unit.services, unit.who, decision)
    if refused is not None:
        raise Problem(refused)
    _release(unit.session, decision)
    take_back(unit.session, unit.services, unit.who, row, decision)
    note = write_note(unit, row, reason, kind="reopening")
    now = unit.services.clock.now()
    record(unit.session, now, unit.who.account, "decision.reopened", row.id, decision=decision.id, note=note.id)


def refusal_to_reopen(session: AnySession, services: Services, who: Identity, decision: DecisionRow) -> str | None:
    """The problem that somebody would meet reopening; None when they may: who decided, and
    reviewers.
    """
    if decision.decided_by != who.account and not who.may(Permission.REPORTS_REVIEW):
        return "not-allowed"
    if repository.settles(session, decision.id):
        return "settled-decision"
    second = _second_reading(session, decision)
    if second is None:
        return None
    held = second.held_until is not None and second.held_until > services.clock.now()
    under_way = second.decided_at is None and held
    to_settle = second.agrees is False and second.settled_at is None
    return "second-reading-open" if under_way or to_settle else None


def _second_reading(session: AnySession, decision: DecisionRow) -> SecondReadingRow | None:
    return session.scalars(select(SecondReadingRow).where(SecondReadingRow.decision == decision.id)).first()


def _release(session: WriteSession, decision: DecisionRow) -> None:
    """Gives back a second reading that somebody began and left: its decision no longer holds."""
    second = _second_reading(session, decision)
    if second is not None and second.decided_at is None:
        second.held_by = second.held_until = second.qualification = None

"""Requests on a report: an opinion asked for and given, a case handed over and taken.

Meanwhile the queue keeps the report apart, for a time: `api.reports.queue.repository`. A danger to
somebody keeps nothing apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from api.db.exchanges import CaseRequestRow
from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.permissions import Permission
from api.kit.problems import Problem, invalid
from api.reports.decisions import check_not_held_by_other
from api.reports.endpoints import visible
from api.reports.exchanges import repository
from api.reports.exchanges.notes import NOBODY, write_note
from api.reports.exchanges.schemas import CaseRequestCreate, CaseRequestRead, RequestState
from api.reports.queue import repository as queue_repository
from api.reports.queue import service as queue
from textfile.text import Text

RETURN = timedelta(hours=4)
"""For how long a report is reserved for who asked, once the opinion is given."""
HOLD_MINUTES = 20
"""For how long whoever takes a case over holds it at first."""
_YOURSELF = Text(fr="c'est vous : demander à quelqu'un d'autre", en="this is you: ask somebody else")


def ask(unit: UnitOfWork, row: ReportRow, new: CaseRequestCreate) -> CaseRequestRow:
    """Asks somebody, or a role, for an opinion, or hands the case over; whoever asks no longer
    holds it. Sent again while it is open, the same request is made once.

    Raises:
        Problem: somebody else holds it, it is decided, the addressee is nobody who handles reports.
    """
    session, now = unit.session, unit.services.clock.now()
    queue_repository.lock(session, row.id)
    check_not_held_by_other(unit.services, unit.who, row)
    if row.state in CLOSED:
        raise Problem("already-decided")
    if new.account == unit.who.account:
        raise invalid("/account", _YOURSELF)
    if new.account is not None and new.account not in {person.id for person in repository.handlers(session)}:
        raise invalid("/account", NOBODY)
    if (same := repository.same_request(session, row, unit.who.account, new)) is not None:
        return same
    request = CaseRequestRow(
        id=new_id("ask", now),
        report=row.id,
        kind=new.kind,
        asked_by=unit.who.account,
        asked_at=now,
        account=new.account,
        role=new.role,
        reserved_for=new.account if new.kind == "handover" else None,
        reserved_until=now + timedelta(hours=new.hours),
    )
    session.add(request)
    session.flush()
    write_note(unit, row, new.body, kind=new.kind, request=request.id)
    if row.held_by == unit.who.account:
        queue_repository.hold(session, row, None, None)
    detail = {"request": request.id, "kind": new.kind, "account": new.account, "role": new.role}
    record(session, now, unit.who.account, "request.made", row.id, **detail)
    return request


def answer(unit: UnitOfWork, name: str, body: str) -> CaseRequestRow:
    """Gives the opinion that was asked for; the case comes back to who asked.

    Raises:
        Problem: there is none, it is another's to answer, it is no longer open.
    """
    request, row = _open_request(unit, name, "opinion")
    now = unit.services.clock.now()
    write_note(unit, row, body, kind="answer", request=request.id)
    request.answered_by, request.answered_at = unit.who.account, now
    request.reserved_for, request.reserved_until = request.asked_by, now + RETURN
    unit.session.flush()
    record(unit.session, now, unit.who.account, "request.answered", row.id, request=request.id)
    return request


def accept(unit: UnitOfWork, name: str) -> CaseRequestRow:
    """Takes over a case that was handed over: whoever does holds it.

    Raises:
        Problem: there is none, it is another's to take, it is no longer open, somebody holds it.
    """
    request, row = _open_request(unit, name, "handover")
    now = unit.services.clock.now()
    request.answered_by, request.answered_at, request.reserved_until = unit.who.account, now, now
    unit.session.flush()
    queue.hold(unit.session, unit.services, unit.who, row.id, HOLD_MINUTES)
    record(unit.session, now, unit.who.account, "request.accepted", row.id, request=request.id)
    return request


def cancel(unit: UnitOfWork, name: str) -> CaseRequestRow:
    """Takes a request back: the case is for the queue again. By who made it, whoever it was made
    to, or a reviewer.

    Raises:
        Problem: there is none, it is another's, it is no longer open.
    """
    request = repository.request_under_lock(unit.session, name)
    row = visible(unit.session, request.report, unit.who) if request is not None else None
    if request is None or row is None:
        raise Problem("not-found")
    by = unit.who
    if request.asked_by != by.account and not addressed_to(request, by) and not by.may(Permission.REPORTS_REVIEW):
        raise Problem("not-allowed")
    if state_of(request) != "open":
        raise Problem("wrong-state")
    now = unit.services.clock.now()
    request.cancelled_at, request.reserved_until = now, now
    unit.session.flush()
    record(unit.session, now, by.account, "request.cancelled", row.id, request=request.id)
    return request


def addressed_to(request: CaseRequestRow, who: Identity) -> bool:
    """Whether a request is for somebody to answer; nobody answers their own."""
    return request.account == who.account or (request.role in who.roles and request.asked_by != who.account)


def state_of(request: CaseRequestRow) -> RequestState:
    """Where a request stands."""
    if request.answered_at is not None:
        return "answered"
    return "cancelled" if request.cancelled_at is not None else "open"


def requests_read(session: AnySession, rows: Sequence[CaseRequestRow]) -> list[CaseRequestRead]:
    """Requests by the pseudonyms of their people."""
    names = repository.pseudonyms(session, (a for r in rows for a in (r.asked_by, r.account, r.answered_by)))
    return [
        CaseRequestRead.model_validate(
            {
                "id": row.id,
                "report": row.report,
                "kind": row.kind,
                "state": state_of(row),
                "by": names.get(row.asked_by, ""),
                "at": row.asked_at,
                "account": names.get(row.account or ""),
                "role": row.role,
                "reserved_until": row.reserved_until,
                "answered_by": names.get(row.answered_by or ""),
                "answered_at": row.answered_at,
            }
        )
        for row in rows
    ]


def _open_request(unit: UnitOfWork, name: str, kind: str) -> tuple[CaseRequestRow, ReportRow]:
    """An open request of a kind to whoever acts, with its report.

    Raises:
        Problem: there is none, it is another's, it is no longer open.
    """
    request = repository.request_under_lock(unit.session, name)
    if request is None or request.kind != kind:
        raise Problem("not-found")
    row = visible(unit.session, request.report, unit.who)
    if not addressed_to(request, unit.who):
        raise Problem("not-allowed")
    if state_of(request) != "open" or row.state in CLOSED:
        raise Problem("wrong-state")
    return request, row

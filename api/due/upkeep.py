"""What is due, worked out again where no act on a report says so: other rules, another day, another host, a contact erased."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from api.db.action import RegisterRow, RouteDueRow
from api.db.reports import CLOSED, ContactRow, FactRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.due.repository import DANGER, leads_first
from api.due.working_out import work_out
from api.wiring import Wiring

log = logging.getLogger("qualif.due")
STALE = ""
"""The edition of a report of which what is due must be worked out again."""
BATCH, REST, EVERY = 20, 0.2, 60.0
"""Reports a transaction, seconds between two of these, seconds before looking again."""
MARKED = 500
"""Reports marked in one transaction."""


def mark_stale(wired: Wiring) -> None:
    """Marks what was worked out under other rules, or never: decided reports, those of which something is due, and dangers.

    They are looked for without a lock, and marked a few hundred at a time.
    """
    row, edition = RegisterRow, wired.router.edition(wired.clock.today())
    danger = select(FactRow.report).where(FactRow.fact == DANGER, FactRow.withdrawn_at.is_(None))
    concerned = select(ReportRow.id).where(or_(ReportRow.state.in_(CLOSED), ReportRow.id.in_(danger)))
    never = and_(row.routing_edition.is_(None), row.report.in_(concerned))
    _mark(wired, select(row.report).where(or_(never, row.routing_edition.not_in((edition, STALE)))))


def mark_unreachable(wired: Wiring) -> None:
    """Marks the reports whose reporter was to be answered, and whose contact has been erased since."""
    row = RouteDueRow
    _mark(wired, select(row.report).where(row.recipient == "signalant", row.report.not_in(select(ContactRow.report))))


def _mark(wired: Wiring, which: Select[str]) -> None:
    with wired.database.read() as session:
        names = list(session.scalars(which))
    for first in range(0, len(names), MARKED):
        with wired.database.write() as session:
            some = RegisterRow.report.in_(names[first : first + MARKED])
            session.execute(update(RegisterRow).where(some).values(routing_edition=STALE))


def mark_host(session: WriteSession, host: str) -> None:
    """Marks the files of a host of which something else is known now."""
    row = RegisterRow
    change = update(row).where(row.host == host, row.routing_edition.is_not(None)).values(routing_edition=STALE)
    session.execute(change, execution_options={"synchronize_session": False})


def drain(wired: Wiring, batch: int = BATCH) -> int:
    """Works out again a few of the reports that are marked; how many."""
    with wired.database.write() as session:
        names = list(session.scalars(_marked().limit(batch).with_for_update(skip_locked=True)))
        for row in leads_first(session, names):
            work_out(session, wired, row)
    return len(names)


def left(session: AnySession) -> bool:
    """Whether something still has to be worked out."""
    return session.scalars(_marked().limit(1)).first() is not None


def _marked() -> Select[str]:
    return select(RegisterRow.report).where(RegisterRow.routing_edition == STALE).order_by(RegisterRow.report)


@contextmanager
def upkeep(wired: Wiring) -> Iterator[None]:
    """While the service runs, works out again what must be, a little at a time; stops with it."""
    over = Event()
    thread = Thread(target=_keep_up, args=(wired, over), name="due", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep_up(wired: Wiring, over: Event) -> None:
    edition, rest = "", 0.0
    while not over.wait(rest):
        try:
            today = wired.router.edition(wired.clock.today())
            if today != edition:
                mark_stale(wired)
                edition = today
            if drain(wired):
                rest = REST
            else:
                mark_unreachable(wired)
                rest = EVERY
        except SQLAlchemyError as error:  # the database is away, or busy: what is marked stays so
            log.warning("due.upkeep_failed", extra={"error": type(error).__name__})
            rest = EVERY

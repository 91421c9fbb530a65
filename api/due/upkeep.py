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


def mark_stale(session: WriteSession, wired: Wiring) -> None:
    """Marks what was worked out under other rules, or never: decided reports, those of which something is due, and dangers."""
    row, edition = RegisterRow, wired.router.edition(wired.clock.today())
    danger = select(FactRow.report).where(FactRow.fact == DANGER, FactRow.withdrawn_at.is_(None))
    concerned = select(ReportRow.id).where(or_(ReportRow.state.in_(CLOSED), ReportRow.id.in_(danger)))
    other = or_(
        and_(row.routing_edition.is_(None), row.report.in_(concerned)),
        and_(row.routing_edition.is_not(None), row.routing_edition != edition),
    )
    change = update(row).where(other).values(routing_edition=STALE)
    session.execute(change, execution_options={"synchronize_session": False})


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
    row = RegisterRow
    unreachable = select(RouteDueRow.report).where(
        RouteDueRow.recipient == "signalant", RouteDueRow.report.not_in(select(ContactRow.report))
    )
    return select(row.report).where(or_(row.routing_edition == STALE, row.report.in_(unreachable))).order_by(row.report)


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
    edition = ""
    while not over.is_set():
        try:
            today = wired.router.edition(wired.clock.today())
            if today != edition:
                with wired.database.write() as session:
                    mark_stale(session, wired)
                edition = today
            rest = REST if drain(wired) else EVERY
        except SQLAlchemyError as error:  # the database is away, or busy: what is marked stays so
            log.warning("due.upkeep_failed", extra={"error": type(error).__name__})
            rest = EVERY
        over.wait(rest)

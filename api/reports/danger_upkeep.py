"""The danger of waiting reports, worked out again where no act on them says so: stored by an earlier version, or under other rules."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError

from api.audit.journal import SYSTEM, record
from api.db.action import RegisterRow
from api.db.audit import AuditRow
from api.db.reports import CLOSED, FactRow, ReportRow
from api.db.sessions import AnySession
from api.reports.danger import update_danger
from api.reports.facts import stated_facts
from api.wiring import Wiring

log = logging.getLogger("qualif.danger")
REFRESHED = "danger.refreshed"
"""The entry of the journal that names the rules (`rules`, their digest) under which every waiting report was looked at."""
BATCH, RETRY = 50, 60.0
"""Reports a transaction; seconds before trying again when the database is away."""


def refresh(wired: Wiring, over: Event) -> bool:
    """Works out the danger of every waiting report, once for each edition of the rules; whether nothing is left to do."""
    with wired.database.read() as session:
        if _last_rules(session) == wired.dangers.digest:
            return True
    after = ""
    while not over.is_set():
        with wired.database.write() as session:
            rows = _waiting(session, wired, after)
            for row in rows:
                update_danger(session, wired, row, stated_facts(session, row, wired))
            if not rows:
                record(session, wired.clock.now(), SYSTEM, REFRESHED, rules=wired.dangers.digest)
                return True
            after = rows[-1].id
    return False


def _waiting(session: AnySession, wired: Wiring, after: str) -> list[ReportRow]:
    """The next reports that nobody decided, and of which something is known that may show a danger."""
    stated = select(FactRow.report).where(FactRow.fact.in_(wired.dangers.facts), FactRow.withdrawn_at.is_(None))
    routed = select(RegisterRow.report).where(RegisterRow.routing.is_not(None))
    query = select(ReportRow).where(ReportRow.id > after, ReportRow.state.not_in(CLOSED))
    query = query.where(or_(ReportRow.id.in_(stated), ReportRow.id.in_(routed))).order_by(ReportRow.id).limit(BATCH)
    return list(session.scalars(query.with_for_update(of=ReportRow)))


def _last_rules(session: AnySession) -> str | None:
    query = select(AuditRow.detail).where(AuditRow.action == REFRESHED).order_by(AuditRow.number.desc()).limit(1)
    detail = session.scalar(query)
    return detail["rules"] if detail is not None else None


@contextmanager
def refreshing(wired: Wiring) -> Iterator[None]:
    """Does so beside the service, from its start; stops with it."""
    over = Event()
    thread = Thread(target=_refresh, args=(wired, over), name="dangers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _refresh(wired: Wiring, over: Event) -> None:
    rest = 0.0
    while not over.wait(rest):
        try:
            if refresh(wired, over):
                return
        except SQLAlchemyError as error:  # the database is away, or busy: it is tried again
            log.warning("the danger of waiting reports could not be worked out: %s", type(error).__name__)
            rest = RETRY

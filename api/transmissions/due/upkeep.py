"""Background refresh of due notices where no act on a report asks for it: other rules, another day,
another host, a contact erased.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import Select, and_, or_, select, update

from api.db.action import STALE, RegisterRow
from api.db.attempts import attempt
from api.db.locks import lock_each
from api.db.reports import CLOSED, FactRow, ReportRow
from api.db.sessions import AnySession, Database
from api.http.services import Services
from api.jobs.kinds import JobKind, JobPause, JobTask
from api.reports.due_marks import DUE, leads_first
from api.transmissions.due.working_out import work_out
from engine.routing.vocabulary import DANGER

BATCH, REST, EVERY = 20, 0.2, 60.0
"""Reports a transaction, seconds between two of these, seconds before looking again."""
MARKED = 500
"""Reports marked in one transaction."""


def mark_stale(services: Services) -> None:
    """Marks what was worked out under other rules, or never: decided reports, those of which
    something is due, and dangers.

    They are looked for without a lock, and marked a few hundred at a time.
    """
    row, edition = RegisterRow, services.rules.router.edition(services.clock.today())
    danger = select(FactRow.report).where(FactRow.fact == DANGER, FactRow.withdrawn_at.is_(None))
    concerned = select(ReportRow.id).where(or_(ReportRow.state.in_(CLOSED), ReportRow.id.in_(danger)))
    never = and_(row.routing_edition.is_(None), row.report.in_(concerned))
    _mark(services.database, select(row.report).where(or_(never, row.routing_edition.not_in((edition, STALE)))))


def _mark(database: Database, which: Select[str]) -> None:
    with database.read() as session:
        names = list(session.scalars(which))
    for first in range(0, len(names), MARKED):
        with database.write() as session:
            some = RegisterRow.report.in_(names[first : first + MARKED])
            session.execute(update(RegisterRow).where(some).values(routing_edition=STALE))


def drain(services: Services, batch: int = BATCH) -> int:
    """Works out again a few of the reports that are marked; how many. One that cannot be is left as
    it was until the rules change.
    """
    edition = services.rules.router.edition(services.clock.today())
    with services.database.write() as session:
        some = list(session.scalars(_marked().limit(batch)))
        lock_each(session, DUE, some)
        free = _marked().where(RegisterRow.report.in_(some)).with_for_update(skip_locked=True)
        rows = leads_first(session, session.scalars(free).all())
        for name, row in [(row.id, row) for row in rows]:
            if not attempt(session, "due", name, partial(work_out, session, services, row)):
                tried = update(RegisterRow).where(RegisterRow.report == name).values(routing_edition=edition)
                session.execute(tried)  # it waits for other rules, and stops no other report
    return len(rows)


def has_work(session: AnySession) -> bool:
    """Whether something still has to be worked out."""
    return session.scalars(_marked().limit(1)).first() is not None


def _marked() -> Select[str]:
    return select(RegisterRow.report).where(RegisterRow.routing_edition == STALE).order_by(RegisterRow.report)


def refresh_due(services: Services, task: JobTask) -> JobPause:
    """Works out again some of what must be, after it marked what other rules, or another day, make
    stale. A report is marked until it is worked out: done twice, a step finds nothing.
    """
    edition = services.rules.router.edition(services.clock.today())
    if task.progress.get("edition") != edition:
        mark_stale(services)
    return JobPause(REST if drain(services) else EVERY, {"edition": edition})


DUE_UPKEEP = JobKind("due.refresh", refresh_due, is_recurrent=True)

"""The danger of waiting reports, worked out again where no act on them says so: stored by an
earlier version, or under other rules.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import or_, select

from api.db.action import RegisterRow
from api.db.attempts import attempt
from api.db.audit import AuditRow
from api.db.reports import CLOSED, FactRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.services import Services
from api.jobs.kinds import JobKind, JobPause, JobTask
from api.jobs.queue import JobRequest, enqueue
from api.journal.entries import SYSTEM, record
from api.reports.danger import update_danger
from api.reports.facts import warning_facts

REFRESHED = "danger.refreshed"
"""The entry of the journal that names the rules (`rules`, their digest) under which every waiting
report was looked at.
"""
BATCH, REST = 50, 0.2
"""Reports a transaction; seconds between two of these."""


def refresh_dangers(services: Services, task: JobTask) -> JobPause | None:
    """Works out the danger of a few of the waiting reports, under the rules that are served.

    Done twice, it gives the same; under other rules than the step before, it begins again.
    """
    digest = services.rules.dangers.digest
    after = str(task.progress["after"]) if task.progress.get("rules") == digest else ""
    with services.database.read() as session:
        names = _waiting(session, services, after)
    with services.database.write() as session:
        if not names:
            record(session, services.clock.now(), SYSTEM, REFRESHED, rules=digest)
            return None
        _update(session, services, names)
    return JobPause(REST, {"rules": digest, "after": names[-1]})


DANGERS = JobKind("dangers.refresh", refresh_dangers)


def plan_dangers(session: WriteSession, services: Services, before: Services | None) -> None:
    """Asks for it where waiting reports may show other dangers: at a start, unless these rules went
    through all of them; and whenever rules are taken up, for reports came in under the ones before
    until each instance had taken them up.
    """
    digest = services.rules.dangers.digest
    is_done = last_rules(session) == digest if before is None else before.rules.dangers.digest == digest
    if not is_done:
        now = services.clock.now()
        enqueue(session, now, JobRequest(DANGERS.name, DANGERS.name, now))


def _update(session: WriteSession, services: Services, names: list[str]) -> None:
    query = select(ReportRow).where(ReportRow.id.in_(names), ReportRow.state.not_in(CLOSED)).order_by(ReportRow.id)
    for name, row in [(row.id, row) for row in session.scalars(query.with_for_update(of=ReportRow))]:
        attempt(session, "danger", name, partial(_work_out, session, services, row))


def _work_out(session: WriteSession, services: Services, row: ReportRow) -> None:
    update_danger(session, services, row, warning_facts(session, row, services))


def _waiting(session: AnySession, services: Services, after: str) -> list[str]:
    """Some reports that nobody decided, and of which something is known that may show a danger."""
    stated = select(FactRow.report).where(
        FactRow.fact.in_(services.rules.dangers.facts), FactRow.withdrawn_at.is_(None)
    )
    routed = select(RegisterRow.report).where(RegisterRow.routing.is_not(None))
    query = select(ReportRow.id).where(ReportRow.state.not_in(CLOSED), ReportRow.id > after).order_by(ReportRow.id)
    if not services.rules.dangers.reads_indications:  # these lie in the answers: every report has some, perhaps
        query = query.where(or_(ReportRow.id.in_(stated), ReportRow.id.in_(routed)))
    return list(session.scalars(query.limit(BATCH)))


def last_rules(session: AnySession) -> str | None:
    """The digest of the last rules under which every waiting report was looked at."""
    query = select(AuditRow.detail).where(AuditRow.action == REFRESHED).order_by(AuditRow.number.desc()).limit(1)
    detail = session.scalar(query)
    return detail["rules"] if detail is not None else None

"""Re-qualification after a rollback: what was answered under the edition that was undone is asked
again under the one in effect.

Reports that nobody decided get the new answer, and their place in the queue with it. A decision is
somebody's: it stays, and is listed where the answer changed, for a person to take up again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from api.db.changes import PublicationRow, RequalificationRow
from api.db.reports import CLOSED, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import SERVICE
from api.http.services import Services
from api.jobs.kinds import JobKind, JobPause, JobTask, Scalar
from api.jobs.queue import JobRequest, enqueue
from api.journal.entries import record
from api.kit.problems import Problem
from api.reports.answering import answer_again, answer_ahead
from api.reports.qualifications.comparing import compare
from api.reports.qualifications.schemas import Comparison
from api.rules.publication_rows import live_publication, publication

PAGE = 100
"""Reports read at once."""
REST, REST_OF_ACTS = 1.0, 15.0
"""Seconds before another look while the edition is not taken up yet, and while people act on all of
the reports that are left.
"""


@dataclass(frozen=True)
class _StaleAnswer:
    """Last answer on a report, given under the edition that was undone."""

    report: str
    qualification: str
    main: str | None


def request_requalification(session: WriteSession, now: datetime, publication: PublicationRow) -> None:
    """Asks for the requalification that a publication needs, from its date of effect on; nothing
    where it undoes no other, or all was asked again.
    """
    if publication.rolls_back is None or publication.requalified_at is not None:
        return
    name = REQUALIFICATION.name
    payload: dict[str, Scalar] = {"publication": publication.number}
    enqueue(session, now, JobRequest(name, f"{name}:{publication.number}", publication.effect_at, payload))


def requalify(services: Services, task: JobTask) -> JobPause | None:
    """Asks again some of what was answered under the edition that a publication undoes; ends once
    nothing is left, or another publication is in effect.

    Each report is settled in one transaction with its row, and one that has its row is left alone:
    done twice, a step settles nothing.
    """
    now = services.clock.now()
    with services.database.read() as session:
        row = publication(session, int(task.payload["publication"]))
        live = live_publication(session, now)
        if row is None or row.withdrawn_at is not None or row.requalified_at is not None:
            return None
        if row.effect_at > now:
            return JobPause((row.effect_at - now).total_seconds())
        undone = publication(session, row.rolls_back) if row.rolls_back else None
        if live is None or live.number != row.number or undone is None:
            return None
        if services.editions.current().ruleset.digest != row.law:
            return JobPause(REST)  # this process has not taken the edition up yet
        some = list(_answers(session, row, undone))
    if some:
        settled = sum(_requalify(services, row, one) for one in some)
        return JobPause(0 if settled else REST_OF_ACTS)
    with services.database.write() as session:
        locked = session.get_one(PublicationRow, row.number, with_for_update=True)
        if locked.requalified_at is None:
            locked.requalified_at = services.clock.now()
            record(session, locked.requalified_at, SERVICE.account, "rules.requalified", str(row.number))
    return None


REQUALIFICATION = JobKind("rules.requalify", requalify)


def plan_requalification(session: WriteSession, services: Services) -> None:
    """Asks for that of the publication in effect, where an instance of an earlier version published
    it.
    """
    live = live_publication(session, services.clock.now())
    if live is not None:
        request_requalification(session, services.clock.now(), live)


def _answers(session: AnySession, live: PublicationRow, undone: PublicationRow) -> Iterator[_StaleAnswer]:
    """The next reports whose last answer was given under the edition undone."""
    row, done = QualificationRow, RequalificationRow
    last = select(func.max(row.id)).group_by(row.report)
    seen = select(done.report).where(done.publication == live.number)
    query = (
        select(row.report, row.id, row.main)
        .where(
            row.id.in_(last),
            row.ruleset_digest == undone.law,
            row.made_at >= undone.effect_at,
            row.report.not_in(seen),
        )
        .order_by(row.report)
        .limit(PAGE)
    )
    for report, name, main in session.execute(query):
        yield _StaleAnswer(report, name, main)


def _requalify(services: Services, live: PublicationRow, stale: _StaleAnswer) -> bool:
    """One report: a refusal is said in its row, and stops none of the others. False: somebody acted
    on it meanwhile.
    """
    with services.database.read() as session:
        report = session.get_one(ReportRow, stale.report)
        decided = report.state in CLOSED
        comparison: Comparison | None = None
        try:
            comparison = compare(services, session.get_one(QualificationRow, stale.qualification))
            ahead = None if decided else answer_ahead(session, services, report)
        except Problem:
            comparison, ahead = None, None
    if comparison is None:
        outcome, changed = "refused", False
    else:
        moved = any(None not in (one.then, one.now) for one in comparison.offences)
        changed = moved or (comparison.issue_then, comparison.main_then) != (comparison.issue_now, comparison.main_now)
        outcome = ("decided_changed" if decided else "changed") if changed else "same"
    try:
        with services.database.write() as session:
            session.get_one(ReportRow, stale.report, with_for_update=True)
            if session.get(RequalificationRow, (live.number, stale.report)) is not None:
                return True
            if ahead is not None and changed:
                answer_again(session, services, SERVICE, session.get_one(ReportRow, stale.report), ahead)
            session.add(
                RequalificationRow(
                    publication=live.number,
                    report=stale.report,
                    outcome=outcome,
                    old_main=stale.main,
                    new_main=comparison.main_now if comparison is not None else None,
                    at=services.clock.now(),
                )
            )
    except Problem:
        return False
    return True

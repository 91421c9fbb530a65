"""Re-qualification after a rollback: what was answered under the edition that was undone is asked
again under the one in effect.

Reports that nobody decided get the new answer, and their place in the queue with it. A decision is
somebody's: it stays, and is listed where the answer changed, for a person to take up again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select

from api.db.changes import PublicationRow, RequalificationRow
from api.db.reports import CLOSED, QualificationRow, ReportRow
from api.db.sessions import AnySession
from api.http.identity import SERVICE
from api.http.live import LiveServices
from api.http.services import Services
from api.journal.entries import record
from api.kit.background import background
from api.kit.problems import Problem
from api.reports.answering import answer_again, answer_ahead
from api.reports.qualifications.comparing import compare
from api.reports.qualifications.schemas import Comparison
from api.rules.publication_rows import live_publication, publication

PAGE = 100
"""Reports read at once."""
REST = 15.0
"""Seconds between two looks."""


@dataclass(frozen=True)
class _StaleAnswer:
    """Last answer on a report, given under the edition that was undone."""

    report: str
    qualification: str
    main: str | None


@contextmanager
def requalifying(live: LiveServices) -> Iterator[None]:
    """Requalifies beside the service, page by page, under the edition that answers then."""

    def step() -> float:
        return 0.0 if requalify(live.current()) else REST

    with background("requalifying", step, delay=REST):
        yield


def requalify(services: Services) -> int:
    """Asks again some of what was answered under the edition that the one in effect undoes; how
    many reports it settled. Nothing is left once it settles none.
    """
    with services.database.read() as session:
        live = live_publication(session, services.clock.now())
        undone = publication(session, live.rolls_back) if live is not None and live.rolls_back else None
        if live is None or undone is None or live.requalified_at is not None:
            return 0
        if services.editions.current().ruleset.digest != live.law:
            return 0  # this process has not taken the edition up yet
        some = list(_answers(session, live, undone))
    if some:
        return sum(_requalify(services, live, one) for one in some)
    with services.database.write() as session:
        row = session.get_one(PublicationRow, live.number)
        row.requalified_at = services.clock.now()
        record(session, row.requalified_at, SERVICE.account, "rules.requalified", str(live.number))
    return 0


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
            if ahead is not None and changed:
                answer_again(session, services, SERVICE, session.get_one(ReportRow, stale.report), ahead)
            session.merge(
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

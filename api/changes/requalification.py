"""Re-qualification after a rollback: what was answered under the edition that was undone is asked
again under the one in effect.

Reports that nobody decided get the new answer, and their place in the queue with it. A decision is
somebody's: it stays, and is listed where the answer changed, for a person to take up again.

Where the two editions read texts otherwise, words that the one undone may have read are read again
first: what it presumed of them goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from api.answers.answerer import QualificationInput
from api.backtest.rereading import reads_otherwise
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
from api.reports.rereading import WordsReading, has_lost_words, read_words_again
from api.rules.publication_rows import live_publication, publication
from api.rules.tree_rows import paths_between

PAGE, PAGE_WITH_WORDS = 100, 20
"""Reports of a step; those of one that reads their words again, which takes longer."""
REST, REST_OF_ACTS = 1.0, 15.0
"""Seconds before another look while the edition is not taken up yet, and while people act on all of
the reports that are left, or nothing here can read words that are to be read again.
"""


@dataclass(frozen=True)
class _StaleAnswer:
    """Last answer on a report, given under the edition that was undone."""

    report: str
    qualification: str
    main: str | None


@dataclass(frozen=True, slots=True)
class _Rollback:
    """A publication in effect and the one that it undoes. `lexicons`: the digest of what reads
    texts now, None where both editions read them alike.
    """

    live: PublicationRow
    undone: PublicationRow
    lexicons: str | None


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
        if (services.editions.current().ruleset.digest, services.origin.tree) != (row.law, row.tree):
            return JobPause(REST)  # this process has not taken the edition up yet
        paths = paths_between(session, undone.tree, row.tree)
        otherwise = paths is None or reads_otherwise(paths)
        lexicons = services.texts.open().lexicons if otherwise else None
        if otherwise and lexicons is None:
            return JobPause(REST_OF_ACTS)  # nothing reads texts here: another instance may
        rollback = _Rollback(row, undone, lexicons)
        some = list(_answers(session, rollback))
    if some:
        settled = sum(_requalify(services, rollback, one) for one in some)
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


def _answers(session: AnySession, rollback: _Rollback) -> Iterator[_StaleAnswer]:
    """The next reports whose last answer was given under the edition undone."""
    row, done, since = QualificationRow, RequalificationRow, rollback.undone.effect_at
    last = select(func.max(row.id)).where(row.made_at >= since).group_by(row.report)
    seen = select(done.report).where(done.publication == rollback.live.number)
    query = (
        select(row.report, row.id, row.main)
        .join(ReportRow, ReportRow.id == row.report)
        .where(row.id.in_(last), _is_stale(rollback), row.report.not_in(seen))
        .order_by(row.report)
        .limit(PAGE if rollback.lexicons is None else PAGE_WITH_WORDS)
    )
    for report, name, main in session.execute(query):
        yield _StaleAnswer(report, name, main)


def _is_stale(rollback: _Rollback) -> ColumnElement[bool]:
    """Whether an answer given since the edition undone took effect is one of its own: it names its
    law, or came before the other edition where the law of both is the same.

    Words that it read and that were answered since, or that an instance read late, are told by what
    read them.
    """
    row, live, undone = QualificationRow, rollback.live, rollback.undone
    same_law = live.law == undone.law
    given = row.made_at < live.effect_at if same_law else row.ruleset_digest == undone.law
    if rollback.lexicons is None:
        return given
    return or_(given, and_(row.lexicon_digest != rollback.lexicons, ReportRow.received_at >= undone.effect_at))


def _requalify(services: Services, rollback: _Rollback, stale: _StaleAnswer) -> bool:
    """One report: a refusal is said in its row, and stops none of the others. False: somebody acted
    on it meanwhile.
    """
    live = rollback.live
    with services.database.read() as session:
        report, answer = (
            session.get_one(ReportRow, stale.report),
            session.get_one(QualificationRow, stale.qualification),
        )
        decided = report.state in CLOSED
        is_to_read = rollback.lexicons is not None and answer.lexicon_digest != rollback.lexicons
        is_erased = is_to_read and has_lost_words(report)
        comparison: Comparison | None = None
        reading = ahead = None
        try:
            if is_to_read and not is_erased:
                reading = read_words_again(session, services, report)
            facts = QualificationInput.from_bytes(answer.question).facts
            comparison = compare(services, answer, facts if reading is None else reading.facts_after(facts))
            ahead = None if decided else answer_ahead(session, services, report, reading)
        except Problem:
            comparison = ahead = None
    outcome = _outcome(comparison, reading, decided=decided)
    if outcome == "same" and is_erased:
        outcome = "erased"
    try:
        with services.database.write() as session:
            session.get_one(ReportRow, stale.report, with_for_update=True)
            if session.get(RequalificationRow, (live.number, stale.report)) is not None:
                return True
            if ahead is not None and (outcome == "changed" or (reading is not None and not reading.is_alike)):
                answer_again(session, services, SERVICE, session.get_one(ReportRow, stale.report), ahead, reading)
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


def _outcome(comparison: Comparison | None, reading: WordsReading | None, *, decided: bool) -> str:
    """What became of a report, words that are gone apart. A decision is to be taken up again where
    the answer is another; of the rest, facts that are no longer presumed are a change.
    """
    if comparison is None:
        return "refused"
    moved = any(None not in (one.then, one.now) for one in comparison.offences)
    changed = moved or (comparison.issue_then, comparison.main_then) != (comparison.issue_now, comparison.main_now)
    if decided:
        return "decided_changed" if changed else "same"
    return "changed" if changed or (reading is not None and reading.says_otherwise) else "same"

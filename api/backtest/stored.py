"""Archive of the service's reports: the question of the last answer on each, what that answer said,
and the decision that stands; no word of any report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from api.answers.answerer import QualificationInput
from api.answers.indications import report_indications
from api.answers.storage import answer_bytes
from api.backtest.records import ArchiveDecision, stored_answer, without_words
from api.backtest.rereading import ReportWords, cue_facts_of
from api.db.reports import DecisionRow, FactRow, QualificationRow, ReportRow
from api.db.sessions import AnySession
from api.journal.entries import SYSTEM
from api.kit.canonical import canonical

PAGE = 500
"""Answers read at once."""


def stored_records(session: AnySession) -> Iterator[bytes]:
    """A line of an archive for each report that was answered, in the order of their identifiers."""
    after = ""
    while rows := _page(session, after):
        after = rows[-1].report
        decisions = _decisions(session, [row.report for row in rows])
        for row in rows:
            yield canonical(_record(row, decisions.get(row.report))) + b"\n"
        session.expunge_all()


class LastReport(NamedTuple):
    """A report that came in last: its line of an archive, and its words where they are read again
    (`words_of_answers`).
    """

    record: bytes
    words: ReportWords | None = None


def last_reports(session: AnySession, most: int, *, with_words: bool) -> list[LastReport]:
    """The reports that came in last, in the order of their identifiers."""
    row = QualificationRow
    last = select(func.max(row.id)).group_by(row.report).order_by(row.report.desc()).limit(most)
    rows = list(session.scalars(select(row).where(row.id.in_(list(session.scalars(last)))).order_by(row.report)))
    decisions = _decisions(session, [one.report for one in rows])
    words = words_of_answers(session, rows) if with_words else {}
    return [LastReport(canonical(_record(one, decisions.get(one.report))), words.get(one.id)) for one in rows]


def answer_record(row: QualificationRow) -> bytes:
    """The line of an archive for one answer."""
    return canonical(_record(row, None))


def words_of_answers(session: AnySession, rows: Sequence[QualificationRow]) -> dict[str, ReportWords]:
    """The words of the report of each answer as they are stored now, by the identifier of the
    answer, with what was read in them. They are for a process that compares answers: nothing of
    them is stored again. A fact that a person set aside, and that is a cue in force again, is not
    set aside.
    """
    names = [row.report for row in rows]
    reports = {row.id: row for row in session.scalars(select(ReportRow).where(ReportRow.id.in_(names)))}
    aside = _set_aside(session, names)
    found = {}
    for row in rows:
        report, question = reports[row.report], QualificationInput.from_bytes(row.question)
        lengths = (question.text_length, report.text), (question.comment_length, report.comment)
        cue_facts = cue_facts_of(question.facts)
        found[row.id] = ReportWords(
            report.text or "",
            report.comment or "",
            report.reported_category,
            cue_facts,
            frozenset(aside.get(row.report, ())) - cue_facts,
            any(length and words is None for length, words in lengths),
        )
    return found


def _set_aside(session: AnySession, reports: list[str]) -> dict[str, set[str]]:
    """The presumed facts that a person took out of force, by report."""
    row = FactRow
    query = select(row.report, row.fact).where(
        row.report.in_(reports), row.standing == "presumed", row.withdrawn_by.is_not(None), row.withdrawn_by != SYSTEM
    )
    found: dict[str, set[str]] = {}
    for report, fact in session.execute(query):
        found.setdefault(report, set()).add(fact)
    return found


def _page(session: AnySession, after: str) -> list[QualificationRow]:
    """The last answer on each of the next reports."""
    row = QualificationRow
    last = select(func.max(row.id)).where(row.report > after).group_by(row.report).order_by(row.report).limit(PAGE)
    return list(session.scalars(select(row).where(row.id.in_(list(session.scalars(last)))).order_by(row.report)))


def _decisions(session: AnySession, reports: list[str]) -> dict[str, ArchiveDecision]:
    row = DecisionRow
    query = select(row.report, row.offence).where(row.report.in_(reports), row.undone_at.is_(None)).order_by(row.id)
    return {report: ArchiveDecision(offence) for report, offence in session.execute(query)}


def _record(row: QualificationRow, decision: ArchiveDecision | None) -> dict[str, Any]:
    question = QualificationInput.from_bytes(row.question)
    report = {
        "date_of_facts": question.date_of_facts,
        "facts": question.facts,
        "raised": question.raised,
        **report_indications(question.indications),
    }
    said = {name: value for name, value in without_words(report).items() if value}
    beside = {} if decision is None else {"decision": decision._asdict()}
    answer = stored_answer(json.loads(answer_bytes(row)))
    return {"id": row.report, **said, "date_of_decision": question.decision_day, "answer": answer, **beside}

"""Archive of the service's reports: the question of the last answer on each, what that answer said,
and the decision that stands; no word of any report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from api.answers.answerer import QualificationInput
from api.answers.indications import report_indications
from api.answers.storage import answer_bytes
from api.backtest.records import ArchiveDecision, stored_answer, without_words
from api.db.reports import DecisionRow, QualificationRow
from api.db.sessions import AnySession
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

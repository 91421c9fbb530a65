"""The answer that a case shows: the one that was kept, asked again under the law that gave it."""

from __future__ import annotations

from dataclasses import dataclass

from api.db.reports import CLOSED, QualificationRow, ReportRow
from api.db.sessions import WriteSession
from api.problems import Problem
from api.qualifications.answerer import Answered, Given
from api.reports import repository
from api.reports.answering import answer_again
from api.security.identity import Identity
from api.wiring import Wiring
from engine.reasoning.qualify import Engine


@dataclass(frozen=True)
class Shown:
    """An answer as kept, as the engine's objects, and the engine that gave it."""

    row: QualificationRow
    answered: Answered
    engine: Engine


def shown(wired: Wiring, row: QualificationRow) -> Shown | None:
    """A kept answer as objects; None when the law that gave it is no longer at hand."""
    engine = wired.laws.by_digest(row.ruleset_digest)
    if engine is None:
        return None
    return Shown(row, wired.answerer.answer(Given.of(row.given), engine), engine)


def answer_of(session: WriteSession, wired: Wiring, who: Identity, report: ReportRow) -> Shown:
    """The answer on a report, under the law that gave it. When that law is not at hand and nobody decided yet, it is asked again.

    Raises:
        Problem: a decided report whose law is not at hand, or is damaged.
    """
    row = repository.qualification(session, report.qualification)
    found = shown(wired, row) if row is not None else None
    if found is not None:
        return found
    if report.state in CLOSED:
        raise Problem("law-absent")
    answer_again(session, wired, who, report)
    fresh = repository.qualification(session, report.qualification)
    answered = shown(wired, fresh) if fresh is not None else None
    if answered is None:
        raise Problem("law-absent")
    return answered

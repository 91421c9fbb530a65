"""The answer that a case shows: the one that was kept, asked again under the law that gave it."""

from __future__ import annotations

from dataclasses import dataclass

from api.answers.answerer import QualificationInput, QualificationResult
from api.db.reports import CLOSED, QualificationRow, ReportRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.http.services import Services
from api.kit.problems import Problem
from api.reports import repository
from api.reports.answering import answer_again, answer_ahead
from engine.reasoning.qualify import Engine


@dataclass(frozen=True)
class Shown:
    """An answer as kept, as the engine's objects, and the engine that gave it."""

    row: QualificationRow
    answered: QualificationResult
    engine: Engine


def shown(services: Services, row: QualificationRow) -> Shown | None:
    """A kept answer as objects; None when the law that gave it is no longer at hand."""
    engine = services.editions.by_digest(row.ruleset_digest)
    if engine is None:
        return None
    return Shown(row, services.answerer.answer(QualificationInput.from_bytes(row.question), engine), engine)


def answer_of(session: AnySession, services: Services, report: ReportRow) -> Shown:
    """The answer on a report, under the law that gave it.

    Raises:
        Problem: that law is not at hand, or is damaged.
    """
    row = repository.qualification(session, report.qualification)
    answer = shown(services, row) if row is not None else None
    if answer is None:
        raise Problem("law-absent")
    return answer


def renew(services: Services, who: Identity, name: str) -> None:
    """Has a report that nobody decided answered again, where the law of its answer is not at hand: before it is shown, so that it can be.

    Raises:
        Problem: the copy of that law is damaged, or what is left of its facts contradicts itself.
    """
    with services.database.read() as reading:
        report = reading.get(ReportRow, name)
        row = repository.qualification(reading, report.qualification) if report is not None else None
        if report is None or report.state in CLOSED:
            return
        if row is not None and services.editions.by_digest(row.ruleset_digest) is not None:
            return
        ahead = answer_ahead(reading, services, report)
    with services.database.write() as session:
        answer_again(session, services, who, session.get_one(ReportRow, name), ahead)

"""The answer that a case shows: the one that was kept, asked again under the law that gave it."""

from __future__ import annotations

from dataclasses import dataclass

from api.audit.journal import record
from api.db.reports import QualificationRow, ReportRow
from api.db.sessions import WriteSession
from api.problems import Problem
from api.qualifications.answerer import Answered, Given
from api.qualifications.keeping import keep
from api.reports import repository
from api.reports.facts import given_of
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
    """The answer on a report. When the law changed since and nobody decided yet, it is asked again and kept.

    Raises:
        Problem: a decided report whose law is no longer at hand.
        ReportError: today's law no longer knows a fact that was stated.
    """
    row = repository.qualification(session, report.qualification)
    found = shown(wired, row) if row is not None else None
    if found is not None:
        return found
    if report.state in ("decided", "noise", "out_of_scope"):
        raise Problem("not-found")
    engine, now = wired.laws.current(), wired.clock.now()
    answered = wired.answerer.answer(given_of(session, report, wired), engine)
    fresh = keep(session, answered, report.id, now, who.account)
    report.qualification, report.issue, report.main = fresh.id, fresh.issue, fresh.main
    session.flush()
    record(session, now, who.account, "report.answered", report.id, qualification=fresh.id)
    return Shown(fresh, answered, engine)

"""A report is asked about again, under today's rules."""

from __future__ import annotations

from typing import Any

from api.answers.answerer import QualificationInput
from api.answers.asking_again import Requalification, ask_again
from api.answers.storage import store_answer
from api.db.inserting import insert_values
from api.db.reports import CLOSED, DecisionRow, FactRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem, from_faults
from api.reports import repository
from api.reports.danger import update_danger
from api.reports.due_marks import mark
from api.reports.facts import fact_values, given_facts, question_of
from api.reports.rereading import WordsReading
from api.texts.intake import ReadBy
from engine.facts.statements import ReportError


def answer_ahead(
    session: AnySession, services: Services, row: ReportRow, reading: WordsReading | None = None
) -> Requalification:
    """The new answer of a report under today's rules, worked out before the transaction that stores
    it; on what its words show now, where they were read again.

    Raises:
        Problem: the report is decided, or what is left of its facts contradicts itself.
    """
    if row.state in CLOSED:
        raise Problem("already-decided")
    try:
        return ask_again(services.answerer, _question(session, services, row, reading), services.editions.current())
    except ReportError as error:
        raise Problem("invalid-request", from_faults(error.faults)) from error


def answer_again(
    session: WriteSession,
    services: Services,
    who: Identity,
    row: ReportRow,
    ahead: Requalification,
    reading: WordsReading | None = None,
) -> QualificationRow:
    """Gives a report the new answer of `answer_ahead`, with the presumptions of the same reading;
    the earlier one stays as it was.

    Facts that today's rules no longer take are withdrawn, as by whoever asks: they stay in the
    history. A decision carried over whose offence these rules no longer know is let go: the report
    stands by itself.

    Raises:
        Problem: the report is decided; `conflict`: something changed since the answer was worked
            out.
    """
    if row.state in CLOSED:
        raise Problem("already-decided")
    law, now = services.editions.current(), services.clock.now()
    in_force = repository.facts_in_force(session, row.id)
    if (
        (reading is not None and reading.seen != {fact.id for fact in in_force})
        or ahead.question != _question(session, services, row, reading)
        or ahead.result.answer.digests.ruleset != law.ruleset.digest
    ):
        raise Problem("conflict")
    gone = {*ahead.facts, *(reading.replaces if reading is not None else ())}
    for fact in in_force:
        if fact.fact in gone:
            fact.withdrawn_at, fact.withdrawn_by = now, who.account
    new = {fact.name: fact for fact in (reading.new if reading is not None else ()) if fact.name not in ahead.facts}
    found = (fact_values(row, name, fact.raw, fact.by, services) for name, fact in new.items())
    insert_values(session, FactRow, [values for values in found if values is not None])
    row.raised = [name for name in row.raised if name not in ahead.raised]
    carried = session.get(DecisionRow, row.carried_decision) if row.carried_decision is not None else None
    if row.state == "prequalified" and carried is not None and carried.offence not in (None, *law.ruleset.offences):
        row.state, row.carried_decision = "open", None
        row.same_as = row.same_by = row.same_score = None
    read_by = ReadBy(lexicons=reading.lexicons) if reading is not None else None
    fresh = store_answer(session, ahead.result, row.id, now, who.account, read_by)
    repository.show_answer(row, fresh)
    update_danger(session, services, row, ahead.result.report.warning_facts)
    session.flush()
    detail: dict[str, Any] = {"withdrawn": sorted(ahead.facts)}
    if reading is not None:
        detail = {"withdrawn": sorted(reading.withdraw | {*ahead.facts}), "stated": sorted(new)}
        mark(session, services, row.id)
    record(session, now, who.account, "report.answered", row.id, qualification=fresh.id, **detail)
    session.after_commit(services.metrics.qualifications.labels(fresh.issue).inc)
    return fresh


def _question(
    session: AnySession, services: Services, row: ReportRow, reading: WordsReading | None
) -> QualificationInput:
    if reading is None:
        return question_of(session, row, services)
    facts = given_facts(repository.facts_in_force(session, row.id))
    return question_of(session, row, services, reading.facts_after(facts))

"""Facts of a report: stated and withdrawn by people, each with its source; the answer follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.answers.answerer import Answerer, QualificationInput, QualificationResult
from api.answers.asking_again import unusable_parts, warning_facts_today
from api.answers.storage import store_answer
from api.db.inserting import insert_values
from api.db.reports import CLOSED, FactRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.problems import Problem, RequestFault, from_faults, invalid
from api.reports import repository
from api.reports.danger import update_danger
from api.reports.due_marks import mark
from api.reports.schemas import FactStatement
from api.rules.editions import Editions
from api.texts.intake import ReadBy
from classifiers.model_server.reading import ModelProvenance
from engine.facts.digest import known_data
from engine.facts.renamings import translated
from engine.facts.statements import Lengths, ReportError, state
from engine.model.knowledge import StatedFact
from engine.reasoning.qualify import Engine
from textfile.text import Text

NOT_STATED = Text(fr="ce fait n'est pas établi", en="this fact is not stated")


def fact_values(row: ReportRow, name: str, raw: Any, who: str, services: Services) -> dict[str, Any] | None:
    """A fact as given by somebody, to be stored as the engine reads it, by column; None when it is
    given as unknown.
    """
    stated = state(name, raw, services.editions.current().ruleset.facts, lengths_of(row))
    if stated is None:
        return None
    now = services.clock.now()
    return {
        "id": new_id("fac", now),
        "report": row.id,
        "fact": name,
        "value": known_data(stated.knowledge),
        "standing": stated.standing.value,
        "source": stated.source.replace("\x00", "") if stated.source is not None else None,
        "span_start": stated.span.start if stated.span is not None else None,
        "span_end": stated.span.end if stated.span is not None else None,
        "span_in": stated.span.voice if stated.span is not None else "text",
        "stated_by": who,
        "stated_at": now,
    }


def given_facts(rows: list[FactRow]) -> dict[str, Any]:
    """Stored facts, in the form reports use."""
    return {row.fact: short_fact_data(row) for row in rows}


def question_of(
    session: AnySession, row: ReportRow, services: Services, facts: dict[str, Any] | None = None
) -> QualificationInput:
    """Input of an answer on a report today."""
    return QualificationInput(
        id=row.id,
        date_of_facts=row.date_of_facts.isoformat() if row.date_of_facts is not None else None,
        facts=given_facts(repository.facts_in_force(session, row.id)) if facts is None else facts,
        raised=list(row.raised),
        text_length=row.text_length,
        decision_day=services.clock.today().isoformat(),
        comment_length=row.comment_length,
        indications=repository.indications(session, row, services.editions.current().ruleset),
    )


def lengths_of(row: ReportRow) -> Lengths:
    """Lengths of the words of a report as it came in, erased since or not."""
    return Lengths(row.text_length, row.comment_length)


def warning_facts(session: AnySession, row: ReportRow, services: Services) -> Mapping[str, StatedFact]:
    """The facts in force of a report as a danger reads them; those that today's rules no longer
    take are left out.
    """
    return warning_facts_today(services.answerer, services.editions.current(), question_of(session, row, services))


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact to put in force, in the form reports use, with who vouches for it; `act`: the
    statement that it comes back from, if it does.
    """

    name: str
    raw: Any
    by: str
    act: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the facts of a report: what goes out of force, what comes in, and the question
    that is then asked.
    """

    withdraw: frozenset[str]
    new: tuple[NewFact, ...]
    question: QualificationInput


def stated_today(editions: Editions, statement: FactStatement) -> dict[str, Any]:
    """What a statement states, in the words of today's vocabulary."""
    return translated(editions.current().ruleset.facts, statement.state)


def change_of(
    session: AnySession, services: Services, who: Identity, row: ReportRow, statement: FactStatement
) -> Change:
    """The change that a statement makes. Nothing is erased: a fact restated is withdrawn first.

    What is withdrawn gives way to the presumption that it had replaced, if it had replaced one: its
    reading of the text comes back.

    Raises:
        Problem: a fact to withdraw that was not stated, a report already decided, facts in force
            that today's rules no longer take.
    """
    check_not_decided(row)
    in_force = _in_force(session, row)
    for place, name in enumerate(statement.withdraw):
        if name not in in_force:
            raise invalid(f"/withdraw/{place}", NOT_STATED)
    behind = [old for name in statement.withdraw if (old := repository.presumption_behind(session, in_force[name]))]
    said = stated_today(services.editions, statement)
    new = [NewFact(name, raw, who.account) for name, raw in said.items()]
    new += [NewFact(old.fact, short_fact_data(old), old.stated_by, old.stated_in) for old in behind]
    return change(session, services, row, frozenset(statement.withdraw), new)


def change(
    session: AnySession, services: Services, row: ReportRow, withdraw: frozenset[str], new: Sequence[NewFact]
) -> Change:
    """A change of facts, with the question that it leads to.

    Raises:
        Problem: facts in force that today's rules no longer take.
    """
    named = {fact.name: fact.raw for fact in new}
    left = [fact for name, fact in _in_force(session, row).items() if name not in withdraw]
    asked = question_of(session, row, services, {**given_facts(left), **named})
    old_facts, old_points = unusable_parts(services.editions.current().ruleset, asked)
    if old_points or {*old_facts} - {*named}:  # stated under earlier rules, and today's no longer take them
        raise Problem("law-changed")
    return Change(withdraw, tuple(new), asked)


def answer_ahead(
    session: AnySession, services: Services, who: Identity, row: ReportRow, statement: FactStatement
) -> QualificationResult:
    """The answer that a statement leads to, worked out before the transaction that stores it:
    reasoning holds no lock.

    Raises:
        Problem: as `change_of` and `answer_on`.
    """
    return answer_on(services.answerer, change_of(session, services, who, row, statement).question)


def state_facts(
    session: WriteSession,
    services: Services,
    who: Identity,
    row: ReportRow,
    statement: FactStatement,
    ahead: QualificationResult,
) -> None:
    """States and withdraws facts, with the answer that follows, from `answer_ahead`.

    Raises:
        Problem: as `change_of`; `conflict`: the report, the law or the day changed since the answer
            was worked out.
    """
    made = change_of(session, services, who, row, statement)
    act = change_facts(UnitOfWork(session, services, who), row, made, ahead)
    told = {"stated": sorted(stated_today(services.editions, statement)), "withdrawn": sorted(statement.withdraw)}
    record(session, services.clock.now(), who.account, "facts.stated", row.id, **told, qualification=act.id)


def change_facts(
    work: UnitOfWork, row: ReportRow, change: Change, ahead: QualificationResult, *, undo: bool = False
) -> QualificationRow:
    """Takes facts out of force, puts others in, and stores the answer worked out ahead.

    Raises:
        Problem: `conflict`: that answer is to another question, or under another law.
    """
    same_question(work.services.editions, change.question, ahead)
    return store(work, row, change, ahead, undo=undo)


def same_question(
    editions: Editions, question: QualificationInput, ahead: QualificationResult, engine: Engine | None = None
) -> None:
    """Refuses an answer worked out ahead that is no longer to the question to store it under.

    Raises:
        Problem: something changed meanwhile; the request can be made again.
    """
    law = (engine or editions.current()).ruleset.digest
    if ahead.question != question or ahead.answer.digests.ruleset != law:
        raise Problem("conflict")


def answer_on(answerer: Answerer, question: QualificationInput, engine: Engine | None = None) -> QualificationResult:
    """The answer once facts are stated.

    Raises:
        Problem: a value that a fact cannot have.
    """
    try:
        return answerer.answer(question, engine)
    except ReportError as error:
        raise Problem("invalid-request", [_at_place(fault) for fault in from_faults(error.faults)]) from error


def store(
    work: UnitOfWork,
    row: ReportRow,
    change: Change,
    result: QualificationResult,
    *,
    undo: bool = False,
    reader: ModelProvenance | None = None,
) -> QualificationRow:
    """Stores what is withdrawn and stated, and the answer that follows. The answer names the act;
    one that undoes another is no act, nor is what a model server read (`reader`).
    """
    session, services, by, new = work.session, work.services, work.who.account, change.new
    now = services.clock.now()
    qualification = store_answer(session, result, row.id, now, by, ReadBy(reader=reader))
    act = None if undo or reader is not None else qualification.id
    in_force, named = _in_force(session, row), {fact.name for fact in new}
    for name in {*change.withdraw, *named} & in_force.keys():
        before = in_force[name]
        before.withdrawn_at, before.withdrawn_by, before.withdrawn_in = now, by, act
    stated = [(fact, fact_values(row, fact.name, fact.raw, fact.by, services)) for fact in new]
    values = [{**found, "stated_in": fact.act or act} for fact, found in stated if found is not None]
    insert_values(session, FactRow, values)
    repository.show_answer(row, qualification)
    update_danger(session, services, row, result.report.warning_facts)
    session.flush()
    mark(session, services, row.id)
    session.after_commit(services.metrics.qualifications.labels(qualification.issue).inc)
    return qualification


def check_not_decided(row: ReportRow) -> None:
    """Refuses what somebody would change of a report that is decided.

    Raises:
        Problem: it is.
    """
    if row.state in CLOSED:
        raise Problem("already-decided")


def _in_force(session: AnySession, row: ReportRow) -> dict[str, FactRow]:
    return {fact.fact: fact for fact in repository.facts_in_force(session, row.id)}


def fact_data(row: FactRow) -> dict[str, Any]:
    """A stored fact in the form reports use, nothing left out."""
    told: dict[str, Any] = {"value": row.value}
    if row.standing != "confirmed":
        told["standing"] = row.standing
    if row.source is not None:
        told["source"] = row.source
    if row.span_start is not None and row.span_end is not None:
        told["span"] = [row.span_start, row.span_end]
        if row.span_in != "text":
            told["span_in"] = row.span_in
    return told


def short_fact_data(row: FactRow) -> Any:
    """Stored fact in its shortest form."""
    told = fact_data(row)
    return told if len(told) > 1 or isinstance(row.value, dict) else row.value


def _at_place(fault: RequestFault) -> RequestFault:
    if fault.pointer.startswith("/facts/"):
        return replace(fault, pointer="/state/" + fault.pointer.removeprefix("/facts/"))
    return fault

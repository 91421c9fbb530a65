"""Facts of a report: stated and withdrawn by people, each with its source; the answer follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api.audit.journal import record
from api.db.inserting import insert_values
from api.db.reports import CLOSED, FactRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.due.marks import mark
from api.kit.ids import new_id
from api.problems import Problem, RequestFault, from_faults, invalid
from api.qualifications.answerer import Answered, Given
from api.qualifications.asking_again import not_taken
from api.qualifications.keeping import keep
from api.reports import repository
from api.reports.schemas import Statement
from api.security.identity import Identity
from api.wiring import Wiring
from engine.facts.digest import known_data
from engine.facts.statements import ReportError, state
from engine.model.text import Text
from engine.reasoning.qualify import Engine

NOT_STATED = Text(fr="ce fait n'est pas établi", en="this fact is not stated")


def fact_values(row: ReportRow, name: str, raw: Any, who: str, wired: Wiring) -> dict[str, Any] | None:
    """A fact as given by somebody, to be stored as the engine reads it, by column; None when it is given as unknown."""
    stated = state(name, raw, wired.laws.current().ruleset.facts, row.text_length)
    if stated is None:
        return None
    now = wired.clock.now()
    return {
        "id": new_id("fac", now),
        "report": row.id,
        "fact": name,
        "value": known_data(stated.known),
        "standing": stated.standing.value,
        "source": stated.source.replace("\x00", "") if stated.source is not None else None,
        "span_start": stated.span.start if stated.span is not None else None,
        "span_end": stated.span.end if stated.span is not None else None,
        "stated_by": who,
        "stated_at": now,
    }


def given_facts(rows: list[FactRow]) -> dict[str, Any]:
    """Stored facts, in the form reports use."""
    return {row.fact: _given(row) for row in rows}


def given_of(session: AnySession, row: ReportRow, wired: Wiring, facts: dict[str, Any] | None = None) -> Given:
    """What an answer on a report is computed from today."""
    return Given(
        id=row.id,
        date_of_facts=row.date_of_facts.isoformat() if row.date_of_facts is not None else None,
        facts=given_facts(repository.facts_in_force(session, row.id)) if facts is None else facts,
        raised=list(row.raised),
        text_length=row.text_length,
        decision_day=wired.clock.today().isoformat(),
    )


def state_facts(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow, given: Statement) -> None:
    """States and withdraws facts, and has the report answered again. Nothing is erased: a fact restated is withdrawn first.

    Raises:
        Problem: a value that a fact cannot have, a fact to withdraw that was not stated, a report already decided, facts in force
            that today's rules no longer take.
    """
    if row.state in CLOSED:
        raise Problem("already-decided")
    in_force = {fact.fact: fact for fact in repository.facts_in_force(session, row.id)}
    for place, name in enumerate(given.withdraw):
        if name not in in_force:
            raise invalid(f"/withdraw/{place}", NOT_STATED)
    kept = [fact for name, fact in in_force.items() if name not in given.withdraw]
    facts = {**given_facts(kept), **given.state}
    asked = given_of(session, row, wired, facts)
    old_facts, old_points = not_taken(wired.laws.current().ruleset, asked)
    if old_points or {*old_facts} - {*given.state}:  # stated under earlier rules, and today's no longer take them
        raise Problem("law-changed")
    store(session, wired, who, row, given, answered_on(wired, asked))


def answered_on(wired: Wiring, asked: Given, engine: Engine | None = None) -> Answered:
    """The answer once facts are stated.

    Raises:
        Problem: a value that a fact cannot have.
    """
    try:
        return wired.answerer.answer(asked, engine)
    except ReportError as error:
        raise Problem("invalid-request", [_placed(fault) for fault in from_faults(error.faults)]) from error


def store(
    session: WriteSession,
    wired: Wiring,
    who: Identity,
    row: ReportRow,
    given: Statement,
    answered: Answered,
    **detail: Any,
) -> QualificationRow:
    """Stores what is stated and withdrawn, and the answer that follows; `detail` goes to the journal."""
    now = wired.clock.now()
    in_force = {fact.fact: fact for fact in repository.facts_in_force(session, row.id)}
    for name in (*given.withdraw, *given.state):
        if name in in_force:
            in_force[name].withdrawn_at, in_force[name].withdrawn_by = now, who.account
    stated = [fact_values(row, name, raw, who.account, wired) for name, raw in given.state.items()]
    insert_values(session, FactRow, [fact for fact in stated if fact is not None])
    qualification = keep(session, answered, row.id, now, who.account)
    repository.show_answer(row, qualification)
    session.flush()
    mark(session, wired, row.id)
    record(
        session,
        now,
        who.account,
        "facts.stated",
        row.id,
        stated=sorted(given.state),
        withdrawn=sorted(given.withdraw),
        qualification=qualification.id,
        **detail,
    )
    wired.metrics.qualifications.labels(qualification.issue).inc()
    return qualification


def given_fact(row: FactRow) -> dict[str, Any]:
    """A stored fact in the form reports use, nothing left out."""
    told: dict[str, Any] = {"value": row.value}
    if row.standing != "confirmed":
        told["standing"] = row.standing
    if row.source is not None:
        told["source"] = row.source
    if row.span_start is not None and row.span_end is not None:
        told["span"] = [row.span_start, row.span_end]
    return told


def _given(row: FactRow) -> Any:
    told = given_fact(row)
    return told if len(told) > 1 or isinstance(row.value, dict) else row.value


def _placed(fault: RequestFault) -> RequestFault:
    if fault.pointer.startswith("/facts/"):
        return replace(fault, pointer="/state/" + fault.pointer.removeprefix("/facts/"))
    return fault

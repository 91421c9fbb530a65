"""Presumed facts confirmed by a person: with the decision, in one act, or after it, where that
leaves the answer as it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.answers.answerer import QualificationInput, QualificationResult
from api.answers.storage import answer_bytes
from api.db.reports import CLOSED, DecisionRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.problems import Problem, invalid
from api.reports import facts, repository
from api.reports.facts import (
    NOT_STATED,
    Change,
    NewFact,
    answer_on,
    fact_data,
    question_of,
    same_question,
    state_facts,
    store,
)
from api.reports.schemas import FactStatement
from api.rules.editions import Editions
from engine.facts.digest import known_data
from engine.model.outcome import Standing, Status
from engine.reasoning.qualify import Engine


def confirmation(session: AnySession, services: Services, row: ReportRow, names: Sequence[str]) -> FactStatement | None:
    """Facts as somebody confirms them: their value, passage and source unchanged. None when every
    one is confirmed already.

    Raises:
        Problem: a fact that is neither stated nor presumed from what is.
    """
    in_force = {fact.fact: fact for fact in repository.facts_in_force(session, row.id)}
    held = services.answerer.report(question_of(session, row, services)).facts
    told: dict[str, Any] = {}
    for place, name in enumerate(names):
        stated = held.get(name)
        if stated is None:
            raise invalid(f"/confirm/{place}", NOT_STATED)
        if stated.standing is Standing.CONFIRMED:
            continue
        raw = fact_data(in_force[name]) if name in in_force else {"value": known_data(stated.knowledge)}
        told[name] = {part: value for part, value in raw.items() if part != "standing"}
    return FactStatement(state=told) if told else None


def answer_ahead(
    session: AnySession, services: Services, who: Identity, row: ReportRow, statement: FactStatement
) -> QualificationResult:
    """The answer that a statement leads to, of a report decided or not, worked out before the
    transaction that stores it.

    Raises:
        Problem: as `facts.answer_ahead`; of a decided report: nobody decided it itself, a fact to
            withdraw, the answer would change, its law is not at hand.
    """
    if row.state not in CLOSED:
        return facts.answer_ahead(session, services, who, row, statement)
    after = _after(session, services.editions, row, statement)
    answered = answer_on(services.answerer, after.question, after.engine)
    if not same_answer(after.before, answered, after.decision):
        raise Problem("answer-would-change")
    return answered


def state(
    session: WriteSession,
    services: Services,
    who: Identity,
    row: ReportRow,
    statement: FactStatement,
    ahead: QualificationResult,
) -> None:
    """States facts, of a report that is decided or not, with the answer from `answer_ahead`.

    Raises:
        Problem: as `answer_ahead`; `conflict`: something changed since.
    """
    (state_after if row.state in CLOSED else state_facts)(session, services, who, row, statement, ahead)


def state_after(
    session: WriteSession,
    services: Services,
    who: Identity,
    row: ReportRow,
    statement: FactStatement,
    ahead: QualificationResult,
) -> None:
    """States facts of a decided report whose answer they leave as it is, under the law and on the
    day of that answer.

    The decision's own answer stays; notices then rest on the new one.

    Raises:
        Problem: as `answer_ahead`; `conflict`: something changed since.
    """
    after = _after(session, services.editions, row, statement)
    same_question(services.editions, after.question, ahead, after.engine)
    new = [NewFact(name, raw, who.account) for name, raw in statement.state.items()]
    change = Change(frozenset(), tuple(new), after.question)
    fresh = store(UnitOfWork(session, services, who), row, change, ahead)
    after.decision.confirmation = fresh.id
    session.flush()
    told = {
        "stated": sorted(statement.state),
        "withdrawn": [],
        "qualification": fresh.id,
        "decision": after.decision.id,
    }
    record(session, services.clock.now(), who.account, "facts.stated", row.id, **told)


@dataclass(frozen=True, slots=True)
class _After:
    """A statement on a decided report: the decision, the answer it rests on, its law, and the
    question that is then asked.
    """

    decision: DecisionRow
    before: QualificationRow
    engine: Engine
    question: QualificationInput


def _after(session: AnySession, editions: Editions, row: ReportRow, statement: FactStatement) -> _After:
    decision = repository.live_decision(session, row.id)
    basis = repository.qualification(session, decision.basis) if decision is not None else None
    if decision is None or basis is None or statement.withdraw:
        raise Problem("already-decided")
    engine = editions.by_digest(basis.ruleset_digest)
    if engine is None:
        raise Problem("law-absent")
    before = QualificationInput.from_bytes(basis.question)
    return _After(decision, basis, engine, replace(before, facts={**before.facts, **statement.state}))


def same_answer(stored: QualificationRow, result: QualificationResult, decision: DecisionRow) -> bool:
    """Whether an answer says what the one before it said, and is no less sure of the offence
    decided.
    """
    before, now = json.loads(answer_bytes(stored)), result.answer
    if (before["issue"], before["main"]) != (now.issue.value, now.main):
        return False
    if decision.offence is None:
        return True
    then = next((e for e in before["offences"] if e["offence"] == decision.offence), None)
    if then is None:  # upheld under later rules than those of the answer
        return True
    found = now.assessment(decision.offence)
    sure = then["confirmed"] == Status.ESTABLISHED
    return then["status"] == found.status and (not sure or found.confirmed is Status.ESTABLISHED)

"""Presumed facts confirmed by a person: with the decision, in one act, or after it, where that leaves the answer as it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from api.audit.journal import record
from api.db.reports import CLOSED, DecisionRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.problems import Problem, invalid
from api.qualifications.answerer import Answered, Given
from api.qualifications.keeping import answer_bytes
from api.reports import repository
from api.reports.facts import NOT_STATED, NewFact, answered_on, fact_data, given_of, state_facts, store
from api.reports.schemas import Statement
from api.security.identity import Identity
from api.wiring import Wiring
from engine.facts.digest import known_data
from engine.model.outcome import Standing, Status


def confirmation(session: AnySession, wired: Wiring, row: ReportRow, names: Sequence[str]) -> Statement | None:
    """Facts as somebody confirms them: their value, passage and source unchanged. None when every one is confirmed already.

    Raises:
        Problem: a fact that is neither stated nor presumed from what is.
    """
    in_force = {fact.fact: fact for fact in repository.facts_in_force(session, row.id)}
    held = wired.answerer.report(given_of(session, row, wired)).facts
    told: dict[str, Any] = {}
    for place, name in enumerate(names):
        stated = held.get(name)
        if stated is None:
            raise invalid(f"/confirm/{place}", NOT_STATED)
        if stated.standing is Standing.CONFIRMED:
            continue
        raw = fact_data(in_force[name]) if name in in_force else {"value": known_data(stated.known)}
        told[name] = {part: value for part, value in raw.items() if part != "standing"}
    return Statement(state=told) if told else None


def state(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow, given: Statement) -> None:
    """States facts, of a report that is decided or not.

    Raises:
        Problem: as `state_facts` and `state_after`.
    """
    (state_after if row.state in CLOSED else state_facts)(session, wired, who, row, given)


def state_after(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow, given: Statement) -> None:
    """States facts of a decided report whose answer they leave as it is, under the law and on the day of that answer.

    The decision's own answer stays; notices then rest on the new one.

    Raises:
        Problem: nobody decided this report itself, a fact to withdraw, the answer would change, its law is not at hand.
    """
    decision = repository.live_decision(session, row.id)
    kept = repository.qualification(session, decision.basis) if decision is not None else None
    if decision is None or kept is None or given.withdraw:
        raise Problem("already-decided")
    engine = wired.laws.by_digest(kept.ruleset_digest)
    if engine is None:
        raise Problem("law-absent")
    before = Given.of(kept.given)
    answered = answered_on(wired, replace(before, facts={**before.facts, **given.state}), engine)
    if not _same(kept, answered, decision):
        raise Problem("answer-would-change")
    fresh = store(
        session, wired, who, row, (), [NewFact(n, raw, who.account) for n, raw in given.state.items()], answered
    )
    decision.confirmation = fresh.id
    session.flush()
    told = {"stated": sorted(given.state), "withdrawn": [], "qualification": fresh.id, "decision": decision.id}
    record(session, wired.clock.now(), who.account, "facts.stated", row.id, **told)


def _same(kept: QualificationRow, answered: Answered, decision: DecisionRow) -> bool:
    """Whether an answer says what the one before it said, and is no less sure of the offence decided."""
    before, now = json.loads(answer_bytes(kept)), answered.answer
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

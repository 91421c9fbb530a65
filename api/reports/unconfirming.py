"""The undo of what was confirmed after a decision: facts are again as they were, presumed ones
among them, and the decision stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.answers.answerer import QualificationInput, QualificationResult
from api.db.reports import DecisionRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.problems import Problem
from api.reports import repository
from api.reports.acts import Act, is_after, last_act
from api.reports.confirming import same_answer
from api.reports.facts import Change, NewFact, answer_on, same_question, short_fact_data, store
from api.reports.repository import transmissions_of
from api.rules.editions import Editions
from engine.reasoning.qualify import Engine


def answer_ahead(session: AnySession, services: Services, who: Identity, row: ReportRow) -> QualificationResult:
    """The answer that taking back the last confirmation leads to, worked out before the transaction
    that stores it.

    Raises:
        Problem: nothing of theirs was confirmed since the decision, a notice rests on it, the
            answer decided on would change, its law is not at hand.
    """
    back = _back(session, services.editions, who, row)
    answered = answer_on(services.answerer, back.question, back.engine)
    if not same_answer(back.own, answered, back.decision):
        raise Problem("answer-would-change")
    return answered


def undo(
    session: WriteSession, services: Services, who: Identity, row: ReportRow, ahead: QualificationResult
) -> tuple[str, ...]:
    """Takes back the last confirmation made after a decision, with the answer from `answer_ahead`;
    gives the names of the facts.

    Notices then rest on the confirmation before it, or on the answer decided on.

    Raises:
        Problem: as `answer_ahead`; `conflict`: something changed since.
    """
    decision = repository.live_decision(session, row.id)
    if decision is not None:
        repository.lock_decision(session, decision)
    back = _back(session, services.editions, who, row)
    same_question(services.editions, back.question, ahead, back.engine)
    new = tuple(NewFact(fact.fact, short_fact_data(fact), fact.stated_by, fact.stated_in) for fact in back.act.out)
    change = Change(frozenset(fact.fact for fact in back.act.put), new, back.question)
    answer = store(UnitOfWork(session, services, who), row, change, ahead, undo=True)
    for fact in back.act.out:  # it is in force again under another name
        fact.withdrawn_in = None
    session.flush()
    left = repository.last_act(session, row.id)
    back.decision.confirmation = answer.id if is_after(back.decision, left) else None
    session.flush()
    names = tuple(sorted(back.act.facts))
    detail = {"facts": list(names), "qualification": answer.id, "decision": back.decision.id}
    record(session, services.clock.now(), who.account, "facts.undone", row.id, **detail)
    return names


@dataclass(frozen=True, slots=True)
class _Reversal:
    """The way back from an act: the decision and its own answer, the law of that answer, and the
    question that is asked again.
    """

    act: Act
    decision: DecisionRow
    own: QualificationRow
    engine: Engine
    question: QualificationInput


def _back(session: AnySession, editions: Editions, who: Identity, row: ReportRow) -> _Reversal:
    act = last_act(session, who, row)
    decision = repository.live_decision(session, row.id)
    own = repository.qualification(session, decision.qualification) if decision is not None else None
    basis = repository.qualification(session, decision.basis) if decision is not None else None
    if act is None or decision is None or own is None or basis is None:
        raise Problem("nothing-to-undo")
    if _has_notice(session, row, act):
        raise Problem("notice-rests-on-it")
    engine = editions.by_digest(basis.ruleset_digest)
    if engine is None:
        raise Problem("law-absent")
    before = QualificationInput.from_bytes(basis.question)
    put = {fact.fact for fact in act.put}
    facts = {name: raw for name, raw in before.facts.items() if name not in put}
    facts |= {fact.fact: short_fact_data(fact) for fact in act.out}
    return _Reversal(act, decision, own, engine, replace(before, facts=facts))


def _has_notice(session: AnySession, row: ReportRow, act: Act) -> bool:
    """Whether a notice that was not withdrawn rests on what an act confirmed: on its answer, or on
    one since.
    """
    notices = (n for n in transmissions_of(session, row.id) if n.state != "withdrawn")
    return any(notice.qualification is not None and notice.qualification >= act.id for notice in notices)

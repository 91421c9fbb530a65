"""The last change of facts taken back: what it had put in force goes, what it had taken out comes
back with its source and its passage.
"""

from __future__ import annotations

from api.answers.answerer import QualificationResult
from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.problems import Problem
from api.reports import unconfirming
from api.reports.acts import Act, last_act
from api.reports.facts import Change, NewFact, answer_on, change, change_facts, short_fact_data


def answer_ahead(session: AnySession, services: Services, who: Identity, row: ReportRow) -> QualificationResult:
    """The answer that taking back the last change leads to, worked out before the transaction that
    stores it.

    Raises:
        Problem: nothing to take back, facts that today's rules no longer take; of a decided report,
            as `unconfirming.answer_ahead`.
    """
    if row.state in CLOSED:
        return unconfirming.answer_ahead(session, services, who, row)
    return answer_on(services.answerer, _back(session, services, row, _undoable(session, who, row)).question)


def undo_act(
    session: WriteSession, services: Services, who: Identity, row: ReportRow, ahead: QualificationResult
) -> tuple[str, ...]:
    """Takes back the last change of facts, with the answer from `answer_ahead`; gives the names of
    the facts.

    Raises:
        Problem: as `answer_ahead`; `conflict`: something changed since.
    """
    if row.state in CLOSED:
        return unconfirming.undo(session, services, who, row, ahead)
    act = _undoable(session, who, row)
    answer = change_facts(UnitOfWork(session, services, who), row, _back(session, services, row, act), ahead, undo=True)
    for fact in act.out:  # it is in force again under another name
        fact.withdrawn_in = None
    session.flush()
    names = tuple(sorted(act.facts))
    record(
        session, services.clock.now(), who.account, "facts.undone", row.id, facts=list(names), qualification=answer.id
    )
    return names


def _undoable(session: AnySession, who: Identity, row: ReportRow) -> Act:
    act = last_act(session, who, row)
    if act is None:
        raise Problem("nothing-to-undo")
    return act


def _back(session: AnySession, services: Services, row: ReportRow, act: Act) -> Change:
    back = [NewFact(fact.fact, short_fact_data(fact), fact.stated_by, fact.stated_in) for fact in act.out]
    return change(session, services, row, frozenset(fact.fact for fact in act.put), back)

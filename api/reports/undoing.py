"""The last change of facts taken back: what it had put in force goes, what it had taken out comes back with its source and its passage."""

from __future__ import annotations

from dataclasses import dataclass

from api.audit.journal import record
from api.db.reports import CLOSED, FactRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.problems import Problem
from api.qualifications.answerer import Answered
from api.reports import repository
from api.reports.facts import Change, NewFact, answered_on, change, change_facts, not_decided, short_fact_data
from api.security.identity import Identity
from api.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Act:
    """A change of facts: the answer that names it, what it put in force and what it took out."""

    id: str
    put: tuple[FactRow, ...]
    out: tuple[FactRow, ...]


def last_act(session: AnySession, who: Identity, row: ReportRow) -> Act | None:
    """The last change of the facts of a report, if this person made it and nobody decided since."""
    name = repository.last_act(session, row.id)
    made = repository.qualification(session, name)
    if name is None or made is None or made.made_for != who.account or row.state in CLOSED:
        return None
    put, out = repository.facts_of_act(session, row.id, name)
    return Act(name, tuple(put), tuple(out))


def answer_ahead(session: AnySession, wired: Wiring, who: Identity, row: ReportRow) -> Answered:
    """The answer that taking back the last change leads to, worked out before the transaction that stores it.

    Raises:
        Problem: a report already decided, nothing to take back, facts that today's rules no longer take.
    """
    return answered_on(wired, _back(session, wired, row, _undoable(session, who, row)).question)


def undo_act(session: WriteSession, wired: Wiring, who: Identity, row: ReportRow, ahead: Answered) -> tuple[str, ...]:
    """Takes back the last change of facts, with the answer from `answer_ahead`; gives the names of the facts.

    Raises:
        Problem: as `answer_ahead`; `conflict`: something changed since.
    """
    act = _undoable(session, who, row)
    answer = change_facts(session, wired, who, row, _back(session, wired, row, act), ahead, undo=True)
    for fact in act.out:  # it is in force again under another name
        fact.withdrawn_in = None
    session.flush()
    names = tuple(sorted({fact.fact for fact in (*act.put, *act.out)}))
    record(session, wired.clock.now(), who.account, "facts.undone", row.id, facts=list(names), qualification=answer.id)
    return names


def _undoable(session: AnySession, who: Identity, row: ReportRow) -> Act:
    not_decided(row)
    act = last_act(session, who, row)
    if act is None:
        raise Problem("nothing-to-undo")
    return act


def _back(session: AnySession, wired: Wiring, row: ReportRow, act: Act) -> Change:
    back = [NewFact(fact.fact, short_fact_data(fact), fact.stated_by, fact.stated_in) for fact in act.out]
    return change(session, wired, row, frozenset(fact.fact for fact in act.put), back)

"""The last change of facts of a report: who made it, what it put in force, what it took out."""

from __future__ import annotations

from dataclasses import dataclass

from api.db.reports import CLOSED, DecisionRow, FactRow, ReportRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.reports import repository


@dataclass(frozen=True, slots=True)
class Act:
    """A change of facts: the answer that names it, what it put in force and what it took out."""

    id: str
    put: tuple[FactRow, ...]
    out: tuple[FactRow, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that it changed."""
        return tuple(dict.fromkeys(fact.fact for fact in (*self.put, *self.out)))


def last_act(session: AnySession, who: Identity, row: ReportRow) -> Act | None:
    """The last change of the facts of a report, if this person made it; of a decided report, only
    one made after the decision.
    """
    name = repository.last_act(session, row.id)
    made = repository.qualification(session, name)
    if name is None or made is None or made.made_for != who.account:
        return None
    if row.state in CLOSED and not is_after(repository.live_decision(session, row.id), name):
        return None
    put, out = repository.facts_of_act(session, row.id, name)
    return Act(name, tuple(put), tuple(out))


def is_after(decision: DecisionRow | None, act: str | None) -> bool:
    """Whether an act came after a decision: its answer is later than the one decided on, which
    names the acts before it.
    """
    if decision is None or decision.qualification is None or act is None:
        return False
    return act > decision.qualification

"""Rulings of one wording, read off the integer that holds the outcomes of its conditions
(engine.reasoning.outcomes).

`engine.reasoning.assess` says the same thing clause by clause, in the words of the semantics; here
a few masks do, because every report asks it of every offence, and what is asked next of thousands
of suppositions. Tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.model.answer import Conclusion, Point, Wording
from engine.model.law import Penalty
from engine.model.outcome import Outcome, Status
from engine.reasoning.milder import Ruling
from engine.reasoning.outcomes import bit, formula_of
from engine.reasoning.plan import Regime

_OPEN, _ESTABLISHED, _REFUTED = Outcome.OPEN, Outcome.ESTABLISHED, Outcome.REFUTED

_ANY_STATE = -1
"""A mask that every state meets."""
Bits = list[tuple[int, str]]
"""Clauses, in their order, by the bit that says something of them."""


class Ruler:
    """Rules on one regime, of which a person may have raised some clauses (`by_hand`: their
    names).
    """

    def __init__(self, regime: Regime, by_hand: Collection[str] = ()) -> None:
        self.regime = regime
        self.formulas = frozenset(regime.formulas)
        version, clauses = regime.version, regime.clauses
        self._void = version.void is not None
        self._outside: Bits = []
        self._against: Bits = []
        self._pending: Bits = []
        self._presumable: Bits = []
        self._raisable: list[tuple[int, int, str]] = []
        for clause in clauses:
            number, name = clause.formula, clause.name
            if clause.kind == "element" or clause.kind == "scope":
                refuting = self._against if clause.kind == "element" else self._outside
                refuting.append((bit(number, _REFUTED), name))
                presumable = clause.presumable and name not in by_hand
                (self._presumable if presumable else self._pending).append((bit(number, _OPEN), name))
            elif clause.kind == "defence":
                self._against.append((bit(number, _ESTABLISHED), name))
                if name in by_hand:
                    self._raisable.append((bit(number, _OPEN), _ANY_STATE, name))
                elif clause.raised is not None:
                    self._raisable.append((bit(number, _OPEN), bit(clause.raised, _ESTABLISHED), name))
        self._order = {clause.name: number for number, clause in enumerate(clauses)}
        self._any_outside, self._any_against, self._any_pending, self._any_presumable = map(
            _any, (self._outside, self._against, self._pending, self._presumable)
        )
        aggravations = [(c.name, c.formula) for c in clauses if c.kind == "aggravation"]
        self._aggravating: Bits = [(bit(number, _ESTABLISHED), name) for name, number in aggravations]
        self._not_aggravating: Bits = [(bit(number, _REFUTED), name) for name, number in aggravations]
        self._any_aggravating, self._any_not_aggravating = map(_any, (self._aggravating, self._not_aggravating))
        self._aggravations = frozenset(name for name, _ in aggravations)
        self._cautioning = _any([(bit(c.formula, _ESTABLISHED), c.name) for c in clauses if c.kind == "caution"])
        self._evoked = None if regime.evoked is None else bit(regime.evoked, _ESTABLISHED)
        self._penalty = version.penalty or Penalty()
        self._wordings: dict[int, Wording] = {}

    def status(self, state: int) -> Status:
        """The status alone."""
        if self._void:
            return Status.NOT_IN_FORCE
        if state & self._any_outside:
            return Status.OUT_OF_SCOPE
        if state & self._any_against:
            return Status.EXCLUDED
        if state & self._any_pending or any(
            state & is_open and state & raised for is_open, raised, _ in self._raisable
        ):
            return Status.OPEN
        return Status.ESTABLISHED

    def open_formulas(self, state: int) -> list[int]:
        """The formulas still to be settled: open elements and scope rules that nothing presumes,
        defences that must be examined.
        """
        pending = [formula_of(is_open) for is_open, _ in self._pending if state & is_open]
        return pending + [
            formula_of(is_open) for is_open, raising, _ in self._raisable if state & is_open and state & raising
        ]

    def obstacles(self, state: int) -> list[str]:
        """The clauses that keep the offence from being established, whatever its status: a refuted
        scope rule may hide refuted elements.
        """
        found = [name for bits in (self._outside, self._against, self._pending) for one, name in bits if state & one]
        found += [name for is_open, raising, name in self._raisable if state & is_open and state & raising]
        return sorted(found, key=self._order.__getitem__)

    def ruling(self, state: int) -> Ruling:
        """All that follows."""
        status = self.status(state)
        raised = tuple([name for is_open, raising, name in self._raisable if state & is_open and state & raising])
        because: tuple[str, ...] = ()
        if status is Status.OPEN:
            because = _names(self._pending, state & self._any_pending) + raised
            because = tuple(sorted(because, key=self._order.__getitem__)) if raised else because
        elif status is not Status.ESTABLISHED:
            because = _names(self._outside if status is Status.OUT_OF_SCOPE else self._against, state)
        aggravated = _names(self._aggravating, state & self._any_aggravating)
        refuted = _names(self._not_aggravating, state & self._any_not_aggravating)
        conclusion = Conclusion(
            self._wording(state),
            status,
            because,
            _names(self._presumable, state & self._any_presumable),
            raised,
            self._incurred(aggravated) if aggravated else self._penalty,
        )
        evoked = None if self._evoked is None else bool(state & self._evoked)
        return Ruling(
            self.regime,
            conclusion,
            evoked,
            frozenset(aggravated),
            self._aggravations.difference(refuted) if refuted else self._aggravations,
        )

    def _incurred(self, aggravated: tuple[str, ...]) -> Penalty:
        """The heaviest penalty."""
        more = self.regime.version.aggravations
        return max([self._penalty, *(more[name] for name in aggravated)], key=lambda p: p.weight)

    def _wording(self, state: int) -> Wording:
        """One object for equal wordings: a regime has one, and others by the cautions that hold."""
        cautioned = state & self._cautioning
        if cautioned not in self._wordings:
            points = tuple(
                Point(c.kind, c.name, c.formula)
                for c in self.regime.clauses
                if c.kind != "caution" or cautioned & bit(c.formula, _ESTABLISHED)
            )
            regime = self.regime
            self._wordings[cautioned] = Wording(regime.offence.id, regime.version.id, regime.from_, points)
        return self._wordings[cautioned]


def _any(bits: Bits) -> int:
    every = 0
    for one, _ in bits:
        every |= one
    return every


def _names(bits: Bits, state: int) -> tuple[str, ...]:
    return tuple([name for one, name in bits if state & one]) if state else ()

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


class _Clauses:
    """Clauses of one regime by their bits, and all of these together (`any`)."""

    __slots__ = ("any", "bits")

    def __init__(self, bits: Bits) -> None:
        self.bits = bits
        self.any = 0
        for one, _ in bits:
            self.any |= one

    def names(self, state: int) -> tuple[str, ...]:
        """The names of those that a state meets."""
        met = state & self.any
        return tuple([name for one, name in self.bits if met & one]) if met else ()


class Ruler:
    """Rules on one regime, of which a person may have raised some clauses (`by_hand`: their
    names).
    """

    def __init__(self, regime: Regime, by_hand: Collection[str] = ()) -> None:
        self.regime = regime
        self.formulas = frozenset(regime.formulas)
        version, clauses = regime.version, regime.clauses
        self._void = version.void is not None
        outside: Bits = []
        against: Bits = []
        pending: Bits = []
        presumable: Bits = []
        self._raisable: list[tuple[int, int, str]] = []
        for clause in clauses:
            number, name = clause.formula, clause.name
            if clause.kind == "element" or clause.kind == "scope":
                (against if clause.kind == "element" else outside).append((bit(number, _REFUTED), name))
                is_presumed = clause.presumable and name not in by_hand
                (presumable if is_presumed else pending).append((bit(number, _OPEN), name))
            elif clause.kind == "defence":
                against.append((bit(number, _ESTABLISHED), name))
                if name in by_hand:
                    self._raisable.append((bit(number, _OPEN), _ANY_STATE, name))
                elif clause.raised is not None:
                    self._raisable.append((bit(number, _OPEN), bit(clause.raised, _ESTABLISHED), name))
        self._order = {clause.name: number for number, clause in enumerate(clauses)}
        self._outside, self._against, self._pending, self._presumable = map(
            _Clauses, (outside, against, pending, presumable)
        )
        aggravations = [(c.name, c.formula) for c in clauses if c.kind == "aggravation"]
        self._aggravating = _Clauses([(bit(number, _ESTABLISHED), name) for name, number in aggravations])
        self._not_aggravating = _Clauses([(bit(number, _REFUTED), name) for name, number in aggravations])
        self._aggravations = frozenset(name for name, _ in aggravations)
        self._cautioning = _Clauses(
            [(bit(c.formula, _ESTABLISHED), c.name) for c in clauses if c.kind == "caution"]
        ).any
        self._evoked = None if regime.evoked is None else bit(regime.evoked, _ESTABLISHED)
        self._penalty = version.penalty or Penalty()
        self._wordings: dict[int, Wording] = {}

    def status(self, state: int) -> Status:
        """The status alone."""
        if self._void:
            return Status.NOT_IN_FORCE
        if state & self._outside.any:
            return Status.OUT_OF_SCOPE
        if state & self._against.any:
            return Status.EXCLUDED
        if state & self._pending.any or (self._raisable and self._raised(state)):
            return Status.OPEN
        return Status.ESTABLISHED

    def open_formulas(self, state: int) -> list[int]:
        """The formulas still to be settled: open elements and scope rules that nothing presumes,
        defences that must be examined.
        """
        pending = [formula_of(is_open) for is_open, _ in self._pending.bits if state & is_open]
        return pending + [
            formula_of(is_open) for is_open, raising, _ in self._raisable if state & is_open and state & raising
        ]

    def obstacles(self, state: int) -> list[str]:
        """The clauses that keep the offence from being established, whatever its status: a refuted
        scope rule may hide refuted elements.
        """
        found = [name for group in (self._outside, self._against, self._pending) for name in group.names(state)]
        found += self._raised(state)
        return sorted(found, key=self._order.__getitem__)

    def ruling(self, state: int) -> Ruling:
        """All that follows."""
        status = self.status(state)
        raised = self._raised(state) if self._raisable else ()
        because: tuple[str, ...] = ()
        if status is Status.OPEN:
            because = self._pending.names(state)
            because = tuple(sorted(because + raised, key=self._order.__getitem__)) if raised else because
        elif status is not Status.ESTABLISHED:
            deciding = self._outside if status is Status.OUT_OF_SCOPE else self._against
            because = deciding.names(state)
        aggravated = self._aggravating.names(state) if state & self._aggravating.any else ()
        refuted = self._not_aggravating.names(state) if state & self._not_aggravating.any else ()
        conclusion = (
            self._wording(state),
            status,
            because,
            self._presumable.names(state),
            raised,
            self._incurred(aggravated) if aggravated else self._penalty,
        )
        ruling = (
            self.regime,
            tuple.__new__(Conclusion, conclusion),  # by their names both cost half as much again
            None if self._evoked is None else bool(state & self._evoked),
            frozenset(aggravated),
            self._aggravations.difference(refuted) if refuted else self._aggravations,
        )
        return tuple.__new__(Ruling, ruling)

    def _raised(self, state: int) -> tuple[str, ...]:
        """The open defences that must be examined."""
        return tuple([name for is_open, raising, name in self._raisable if state & is_open and state & raising])

    def _incurred(self, aggravated: tuple[str, ...]) -> Penalty:
        """The heaviest penalty."""
        more = self.regime.version.aggravations
        return max([self._penalty, *(more[name] for name in aggravated)], key=lambda p: p.weight)

    def _wording(self, state: int) -> Wording:
        """One object for equal wordings: a regime has one, and others by the cautions that hold."""
        cautioned = state & self._cautioning
        wording = self._wordings.get(cautioned)
        if wording is None:
            points = tuple(
                Point(c.kind, c.name, c.formula)
                for c in self.regime.clauses
                if c.kind != "caution" or cautioned & bit(c.formula, _ESTABLISHED)
            )
            regime = self.regime
            wording = self._wordings[cautioned] = Wording(regime.offence.id, regime.version.id, regime.from_, points)
        return wording

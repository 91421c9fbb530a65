"""Profile of an offence on a report: all that an answer takes of it, from the outcomes of its
clauses alone, read on diagrams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.analysis.backtest.flat import FlatDiagram, KnownStates, flatten
from engine.analysis.difference.regimes import CompiledLaw
from engine.analysis.difference.space import StateSpace
from engine.model.knowledge import Knowledge
from engine.model.outcome import Outcome, Status
from engine.reasoning.milder import milder, mildest
from engine.reasoning.outcomes import bit
from engine.reasoning.plan import Regime
from engine.reasoning.rulings import Ruler


class KnownFacts(NamedTuple):
    """Knowledge of the facts of a report: all of it, and what is confirmed of it."""

    all: Mapping[str, Knowledge]
    sure: Mapping[str, Knowledge]


class OffenceRank(NamedTuple):
    """What places an offence among the suggestions: its points open, the weight of its penalty, its
    distinctive elements that are met, by all facts and by confirmed ones.
    """

    open_points: int
    penalty: tuple[int, int, int]
    met: tuple[tuple[str, bool, bool], ...]


class OffenceProfile(NamedTuple):
    """Status of an offence, that on confirmed facts, whether it is evoked, and its rank."""

    status: Status
    confirmed: Status
    evoked: bool
    rank: OffenceRank | None = None

    @property
    def is_punished(self) -> bool:
        """Whether it is established or open."""
        return self.status in (Status.ESTABLISHED, Status.OPEN)

    @property
    def is_live(self) -> bool:
        """Whether it is suggested."""
        return self.status is Status.ESTABLISHED or (self.status is Status.OPEN and self.evoked)

    @property
    def is_silent(self) -> bool:
        """Whether an answer reads the same without it."""
        if self.is_live or self.confirmed in (Status.EXCLUDED, Status.OUT_OF_SCOPE):
            return False
        return not self.evoked or self.status is Status.OPEN


_ABSENT = OffenceProfile(Status.NOT_IN_FORCE, Status.NOT_IN_FORCE, False)


class Profiler:
    """Profiles of the offences of one law, of which no clause is raised by hand."""

    def __init__(self, law: CompiledLaw, space: StateSpace, states: KnownStates) -> None:
        self._law, self._space, self._states = law, space, states
        self._rulers: dict[int, tuple[Regime, Ruler]] = {}
        self._diagrams: dict[int, tuple[FlatDiagram, FlatDiagram]] = {}

    def profile(self, regimes: Sequence[Regime], distinctive: frozenset[str], known: KnownFacts) -> OffenceProfile:
        """The profile under the wordings in force from the facts to the decision, oldest first;
        none where the first is not encoded yet.
        """
        if not regimes:
            return _ABSENT
        formulas = {f for regime in regimes for f in regime.formulas}
        outcomes = {f: self.outcome(f, known.all) for f in formulas}
        firm = outcomes if known.sure == known.all else {f: self.outcome(f, known.sure) for f in formulas}
        rulers = [self._ruler(regime) for regime in regimes]
        state = sum(bit(f, outcome) for f, outcome in outcomes.items())
        rulings = [ruler.ruling(state) for ruler in rulers]
        chosen, _ = milder(rulings)
        conclusion = chosen.conclusion
        sure = sum(bit(f, outcome) for f, outcome in firm.items())
        confirmed = mildest([r.status(sure) for r in rulers], regimes) if sure != state else conclusion.status
        met = tuple(
            (
                clause.name,
                outcomes[clause.formula] is Outcome.ESTABLISHED or clause.name in conclusion.presumed,
                firm[clause.formula] is Outcome.ESTABLISHED or clause.name in conclusion.presumed,
            )
            for clause in chosen.regime.clauses
            if clause.kind == "element" and clause.name in distinctive
        )
        rank = OffenceRank(len(conclusion.because), conclusion.penalty.weight, met)
        evoked = rulings[0].evoked if chosen.evoked is None else chosen.evoked
        return OffenceProfile(conclusion.status, confirmed, bool(evoked), rank)

    def outcome(self, formula: int, known: Mapping[str, Knowledge]) -> Outcome:
        """The outcome of a formula of the plan."""
        diagrams = self._diagrams.get(formula)
        if diagrams is None:
            settled = self._law.space.settled(self._law.plan.formulas[formula])
            established, refuted = (flatten(node, self._space) for node in settled)
            diagrams = self._diagrams[formula] = established, refuted
        if self._states.holds(diagrams[0], known):
            return Outcome.ESTABLISHED
        return Outcome.REFUTED if self._states.holds(diagrams[1], known) else Outcome.OPEN

    def _ruler(self, regime: Regime) -> Ruler:
        found = self._rulers.get(id(regime))
        if found is None:
            found = self._rulers[id(regime)] = regime, Ruler(regime)  # held, so that its address stays its own
        return found[1]

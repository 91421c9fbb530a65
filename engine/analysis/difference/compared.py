"""Two laws over one space of states, no wider than what is compared in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.analysis.difference.groups import Facts
from engine.analysis.difference.regimes import CompiledLaw, statuses
from engine.analysis.difference.space import LawSpace, StateSpace, joined
from engine.analysis.difference.state_diagrams import Node, StateDiagrams
from engine.analysis.difference.witness import WitnessSearch, WitnessState
from engine.facts.atoms import atoms_of
from engine.model.condition import Condition, IncludesAny, IsOneOf, IsTrue, Within, walk
from engine.model.literal import Atom
from engine.model.outcome import Status
from engine.reasoning.plan import Plan, Regime


class ComparedLaws:
    """Both laws over the states that some atoms tell apart: those, and those that the presumptions
    of their facts look at.

    The fewer the atoms, the fewer the classes of each fact, and the smaller the diagrams. A fact
    that is another way of saying something of a second one in one vocabulary alone (`means`) says
    not the same in both: no state tells it.
    """

    def __init__(
        self, plans: tuple[Plan, Plan], old: Iterable[Atom], new: Iterable[Atom], diagrams: StateDiagrams
    ) -> None:
        facts = plans[0].ruleset.facts, plans[1].ruleset.facts
        common = facts[0].keys() & facts[1].keys()
        redefined = frozenset(name for name in common if facts[0][name].means != facts[1][name].means)
        retyped = redefined.union(name for name in common if facts[0][name].type != facts[1][name].type)
        unreadable = retyped, redefined
        sides = zip((old, new), unreadable, strict=True)
        atoms = {atom for side, never in sides for atom in side if atom.fact not in never}
        self.space = StateSpace(_presuming(atoms, facts, unreadable), joined(*facts), diagrams)
        self.old = CompiledLaw(plans[0], LawSpace(self.space, facts[0], retyped))
        self.new = CompiledLaw(plans[1], LawSpace(self.space, facts[1], redefined))
        self._search = WitnessSearch(self.space)
        self._searched: dict[Node, WitnessState | None] = {}
        self._statuses: dict[tuple[int, bool], Mapping[Status, Node]] = {}

    def statuses(self, regime: Regime | None, *, new: bool) -> Mapping[Status, Node]:
        """The states that lead to each status under a wording of one of the laws, worked out
        once.
        """
        key = id(regime), new
        if key not in self._statuses:
            self._statuses[key] = statuses(regime, self.new if new else self.old, self.space)
        return self._statuses[key]

    def smallest(self, states: Node) -> WitnessState | None:
        """The smallest state of a set in which neither vocabulary presumes anything more; None
        where there is none.
        """
        if states not in self._searched:
            self._searched[states] = self._smallest(states)
        return self._searched[states]

    def _smallest(self, states: Node) -> WitnessState | None:
        """What is presumed of facts that the set does not look at changes nothing in it. Where it
        looks at a fact that would be presumed, that one must be stated: asked for when it happens.
        """
        asked: set[str] = set()
        while True:
            state = self._search.smallest(states)
            if state is None:
                return None
            more = {name for name in self._search.facts(states) - asked if not self._presumes_nothing(name, state)}
            if not more:
                return state
            asked |= more
            states &= self.old.space.closed(more) & self.new.space.closed(more)

    def _presumes_nothing(self, fact: str, state: WitnessState) -> bool:
        """Whether neither vocabulary presumes anything more of a fact in a state."""
        return all(self.space.holds(law.space.closed((fact,)), state.possible) for law in (self.old, self.new))


def _presuming(
    atoms: set[Atom], vocabularies: tuple[Facts, Facts], unreadable: tuple[frozenset[str], frozenset[str]]
) -> set[Atom]:
    """The atoms, with those of what is presumed of their facts, and of the facts of these; none of
    the facts that a vocabulary cannot say here.
    """
    found, todo, seen = set(atoms), {atom.fact for atom in atoms}, set[str]()
    while todo:
        name = todo.pop()
        seen.add(name)
        for facts, never in zip(vocabularies, unreadable, strict=True):
            rules = facts[name].presumed_when if name in facts else ()
            more = {atom for rule in rules for atom in _atoms_in(rule.condition, facts)}
            more = {atom for atom in more if atom.fact not in never}
            found |= more
            todo |= {atom.fact for atom in more} - seen
    return found


def _atoms_in(condition: Condition, facts: Facts) -> tuple[Atom, ...]:
    """The atoms of a condition that names no notion."""
    tests = [part for part in walk(condition) if isinstance(part, IsTrue | IsOneOf | IncludesAny | Within)]
    return atoms_of(tests, facts).all

"""Ways for a clause to turn out right on stated facts, and the new statement that each asks of a
fact.

They depend on the clause and on what is known of its own facts alone, and searches ask again and
again: each is looked up before it is worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.cache import TwoGenerationCache
from engine.facts.atoms import settled
from engine.facts.possible import agrees, values_for
from engine.model.answer import Reason
from engine.model.fact import Value
from engine.model.knowledge import Knowledge, StatedFact
from engine.model.literal import FactLiteral
from engine.reasoning.plan import Clause, Plan

CACHE_SIZE = 4_000
"""Lists of ways, and new statements, kept per generation (a few megabytes)."""


class Way(NamedTuple):
    """One way for a clause to turn out right: literals by fact, and the facts it needs stated
    anew.
    """

    literals: tuple[tuple[str, Reason], ...]
    needs: frozenset[str]


class NewStatement(NamedTuple):
    """New statement on a fact: a value that satisfies literals (None: there is none), and whether
    it goes against what is stated rather than says more.
    """

    value: Value | None
    contradicts: bool


class _Option(NamedTuple):
    """Literals that must be known to hold, and literals that must only stay possible."""

    sure: Reason
    possible: Reason


class _Options(NamedTuple):
    """The options of a clause, whatever the facts, and the facts that they look at."""

    each: tuple[_Option, ...]
    facts: tuple[str, ...]


class Ways:
    """Finds the ways for the clauses of a plan to turn out right."""

    def __init__(self, plan: Plan) -> None:
        self._formulas = plan.formulas
        self._facts = plan.ruleset.facts
        self._literals: dict[FactLiteral, FactLiteral] = {}  # each once: they are compared by identity
        self._options: dict[tuple[object, ...], _Options] = {}  # as many as clauses, at most twice
        self._ways: TwoGenerationCache[list[Way]] = TwoGenerationCache(CACHE_SIZE)
        self._alike: TwoGenerationCache[list[Way]] = TwoGenerationCache(CACHE_SIZE)
        self._statements: TwoGenerationCache[NewStatement] = TwoGenerationCache(CACHE_SIZE)

    def of(self, clause: Clause, by_hand: bool, stated: Mapping[str, StatedFact]) -> list[Way]:
        """The ways for a clause to turn out right, without those that no facts allow; the same
        object for clauses that ask the same. `by_hand`: a person raised it.
        """
        key = (clause.formula, clause.kind, clause.presumable, clause.raised, by_hand)
        options = self._options.get(key) or self._options.setdefault(key, self._worked_out(clause, by_hand))
        known = tuple([stated[name].knowledge if name in stated else None for name in options.facts])
        found = self._ways[key, known]
        if found is None:
            each = [self._way(option, stated) for option in options.each]
            found = [way for way in each if self._is_allowed(way, stated)]
            found = self._ways.put((key, known), self._alike[tuple(found)] or self._alike.put(tuple(found), found))
        return found

    def statement(self, fact: str, literals: Reason, known: Knowledge | None) -> NewStatement:
        """The new statement on a fact, of which this much is known, that satisfies literals of the
        ways.
        """
        key = (fact, tuple(map(id, literals)), known)
        return self._statements[key] or self._statements.put(key, self._stated_anew(fact, literals, known))

    def _worked_out(self, clause: Clause, by_hand: bool) -> _Options:
        once = self._literals.setdefault
        each = {
            _Option(tuple(once(lit, lit) for lit in sure), tuple(once(lit, lit) for lit in possible)): None
            for sure, possible in self._reasons(clause, by_hand)
        }
        facts = dict.fromkeys(lit.atom.fact for option in each for lit in (*option.sure, *option.possible))
        return _Options(tuple(each), tuple(facts))

    def _reasons(self, clause: Clause, by_hand: bool) -> Iterator[tuple[Reason, Reason]]:
        formula = self._formulas[clause.formula]
        if clause.kind != "defence":
            sure = by_hand or not clause.presumable
            yield from ((reason, ()) if sure else ((), reason) for reason in formula.reasons_for)
            return
        yield from ((reason, ()) for reason in formula.reasons_against)
        if clause.raised is not None and not by_hand:
            unraised = self._formulas[clause.raised].reasons_against
            yield from (((), (*reason, *other)) for reason in formula.reasons_against for other in unraised)

    def _way(self, option: _Option, stated: Mapping[str, StatedFact]) -> Way:
        every = dict.fromkeys((*option.sure, *option.possible))
        facts = dict.fromkeys(lit.atom.fact for lit in every)
        needs = {lit.atom.fact for lit in option.sure if not _is_known(lit, stated)}
        needs |= {f for f in {lit.atom.fact for lit in option.possible} if not self._can_be(f, option.possible, stated)}
        mine = tuple((fact, tuple(lit for lit in every if lit.atom.fact == fact)) for fact in facts)
        return Way(mine, frozenset(needs))

    def _is_allowed(self, way: Way, stated: Mapping[str, StatedFact]) -> bool:
        """Whether each fact that the way needs stated anew has a value that satisfies its
        literals.
        """
        return all(
            self.statement(fact, literals, stated[fact].knowledge if fact in stated else None).value is not None
            for fact, literals in way.literals
            if fact in way.needs
        )

    def _can_be(self, fact: str, literals: Reason, stated: Mapping[str, StatedFact]) -> bool:
        """Whether a fact, as far as it is known, can satisfy the literals on it."""
        if fact not in stated:
            return True
        mine = tuple(lit for lit in literals if lit.atom.fact == fact)
        if all(_is_known(lit, stated) for lit in mine):
            return True
        anew = self.statement(fact, mine, stated[fact].knowledge)
        return anew.value is not None and not anew.contradicts

    def _stated_anew(self, fact: str, literals: Reason, known: Knowledge | None) -> NewStatement:
        fitting = values_for(self._facts[fact], literals, known)
        if not fitting:
            return NewStatement(None, False)
        return NewStatement(fitting[0], known is not None and not agrees(fitting[0], known))


def _is_known(literal: FactLiteral, stated: Mapping[str, StatedFact]) -> bool:
    known = stated.get(literal.atom.fact)
    return known is not None and settled(literal.atom, known.knowledge) is literal.holds

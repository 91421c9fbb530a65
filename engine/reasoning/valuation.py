"""Valuation of the atoms of a plan by stated facts, as bits of one integer: what a formula depends
on is then one mask away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.cache import TwoGenerationCache
from engine.facts.atoms import settled
from engine.model.fact import Value
from engine.model.knowledge import Exactly, OneOf, StatedFact
from engine.model.literal import Atom
from engine.model.outcome import Standing

CACHE_SIZE = 4_000
"""Statements kept per generation (a few megabytes)."""

_TRUE, _FALSE, _PRESUMED = 1, 2, 4
_SETTLED = _TRUE | _FALSE
_NOBODY: frozenset[int] = frozenset()
_WIDTH = 3
"""Bits of an atom: known to hold, known not to, known by a presumed fact only."""


class FactValuation(NamedTuple):
    """Valuation by one stated fact: the formulas that look at it, all as bits, atoms by position,
    those that are presumed only.
    """

    formulas: frozenset[int]
    bits: int
    atoms: Mapping[int, bool]
    presumed: frozenset[int]


class Valuation(NamedTuple):
    """Valuation by all stated facts together."""

    statements: Sequence[FactValuation]
    bits: int

    @property
    def formulas(self) -> frozenset[int]:
        """The formulas that look at an atom that is settled."""
        return frozenset().union(*[statement.formulas for statement in self.statements])

    @property
    def atoms(self) -> dict[int, bool]:
        """The atoms settled, by position."""
        return {position: value for statement in self.statements for position, value in statement.atoms.items()}

    @property
    def presumed(self) -> frozenset[int]:
        """The atoms settled by presumed facts only."""
        return frozenset().union(*[statement.presumed for statement in self.statements])


class Atlas:
    """The atoms of a plan, the facts they look at, and the formulas that look at them."""

    def __init__(self, atoms: Sequence[Atom], of_formulas: Sequence[Iterable[int]]) -> None:
        """`of_formulas` gives the atoms of each formula, by position; a formula that nothing
        changes has none.
        """
        self._atoms = atoms
        self._of_fact: dict[str, list[int]] = {}
        for position, atom in enumerate(atoms):
            self._of_fact.setdefault(atom.fact, []).append(position)
        self._formulas: list[list[int]] = [[] for _ in atoms]
        for number, own in enumerate(of_formulas):
            for position in own:
                self._formulas[position].append(number)
        self._one_of = 1 << _WIDTH * len(atoms)
        self._own = {
            name: sum(_SETTLED << _WIDTH * position for position in positions)
            for name, positions in self._of_fact.items()
        }
        self._looking = {
            name: frozenset(number for position in positions for number in self._formulas[position])
            for name, positions in self._of_fact.items()
        }
        self._truths = sum(self._own.values())
        self.masks = [self._one_of | sum(7 << _WIDTH * position for position in set(own)) for own in of_formulas]
        """For each formula, the bits that its verdict depends on."""
        self._cache: TwoGenerationCache[FactValuation] = TwoGenerationCache(CACHE_SIZE)
        self._values: TwoGenerationCache[int] = TwoGenerationCache(CACHE_SIZE)

    def known(self, facts: Mapping[str, StatedFact]) -> Valuation:
        """The valuation by these facts."""
        kept = self._cache
        statements: list[FactValuation] = []
        bits = 0
        for name, stated in facts.items():
            key = (name, stated.knowledge, stated.standing, stated.sure)
            statement = kept[key] or kept.put(key, self._statement(name, stated))
            statements.append(statement)
            bits |= statement.bits
        return Valuation(statements, bits)

    def truths(self, known: int) -> int:
        """The bits of what holds and of what does not, whether or not it is presumed, among those
        of a valuation.
        """
        return known & self._truths

    def looking_at(self, fact: str) -> frozenset[int]:
        """The formulas that look at a fact."""
        return self._looking.get(fact, _NOBODY)

    def with_value(self, truths: int, fact: str, value: Value) -> int:
        """The truths, one fact having this value instead."""
        return self.without(truths, fact) | self.exactly(fact, value)

    def without(self, truths: int, fact: str) -> int:
        """The truths, one fact being unknown."""
        return truths & ~self._own.get(fact, 0)

    def exactly(self, fact: str, value: Value) -> int:
        """The bits of the atoms of a fact that has this value."""
        key = (fact, value)
        exact = self._values[key]
        if exact is None:
            exact = self._values.put(key, self._statement(fact, StatedFact(fact, Exactly(value))).bits)
        return exact

    def atoms_of(self, truths: int, positions: Iterable[int]) -> dict[int, bool]:
        """The truth value of those of these atoms that are settled, by position."""
        found = ((position, truths >> _WIDTH * position & _SETTLED) for position in positions)
        return {position: bits == _TRUE for position, bits in found if bits}

    def one_of(self, known: int) -> int:
        """The bit, among those of a valuation, that says that a choice is known to be one of
        several values, where one is: reasons then do not tell all that is possible.
        """
        return known & self._one_of

    def _statement(self, name: str, stated: StatedFact) -> FactValuation:
        atoms: dict[int, bool] = {}
        presumed: set[int] = set()
        bits = self._one_of if isinstance(stated.knowledge, OneOf) else 0
        for position in self._of_fact.get(name, ()):
            value = settled(self._atoms[position], stated.knowledge)
            if value is None:
                continue
            atoms[position] = value
            bits |= (_TRUE if value else _FALSE) << _WIDTH * position
            if stated.standing is Standing.PRESUMED and (
                stated.sure is None or settled(self._atoms[position], stated.sure) is None
            ):
                presumed.add(position)
                bits |= _PRESUMED << _WIDTH * position
        formulas = frozenset(number for position in atoms for number in self._formulas[position])
        return FactValuation(formulas, bits, atoms, frozenset(presumed))

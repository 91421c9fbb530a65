"""Bound on the size of the decision diagram of a condition, from its text alone, before anything is
built.

Atoms are read in the order of their names (engine.facts.atoms). Between two of them, the diagram
has at most as many nodes as there are ways in which what was read changes what remains: one per
constant, and the product over the parts read in part, or the number of answers that the atoms read
can give together, where that is less. The sum over all cuts bounds the diagram. A formula whose
parts are read one after the other stays small; one whose parts are all begun before any is finished
doubles with each part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.facts.atoms import atoms_of
from engine.model.condition import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    IncludesAny,
    IsOneOf,
    IsTrue,
    Not,
    NotionRef,
    Test,
    Within,
)
from engine.model.fact import FactDefinition
from engine.model.literal import Atom

Wordings = Mapping[str, tuple[Condition, ...]]
"""The conditions a notion has had; the widest counts."""

SMALL = 12
"""A formula of so few comparisons needs no measure: its diagram has some thousand nodes at most."""


def width(
    condition: Condition, tests: frozenset[Test], notions: Wordings, facts: Mapping[str, FactDefinition], limit: int
) -> int:
    """A bound on the nodes of the diagram of a condition, whose comparisons are `tests`; more than
    `limit` is not counted.
    """
    atoms = atoms_of(sorted(tests, key=repr), facts)
    order = {atom: i for i, atom in enumerate(atoms.all)}
    positions = {test: sorted(order[a] for a in atoms.of[test]) for test in tests}
    measure = _Measure(atoms.all, positions, notions, limit)
    total = 0
    for cut in range(1, len(atoms.all)):
        total += measure.at(condition, cut)
        if total > limit:
            break
    return total


class _Measure:
    def __init__(
        self, atoms: Sequence[Atom], positions: Mapping[Test, list[int]], notions: Wordings, limit: int
    ) -> None:
        self.atoms = atoms
        self.positions = positions
        self.notions = notions
        self.limit = limit
        self._answers: dict[tuple[int, int], int] = {}
        self._notion_spans: dict[str, tuple[int, int]] = {}
        self._notion_widths: dict[tuple[str, int], int] = {}

    def at(self, condition: Condition, cut: int) -> int:
        """The number of different formulas that can remain of a condition once the atoms before the
        cut are read.
        """
        match condition:
            case Not(part):
                return self.at(part, cut)
            case All(parts) | AnyOf(parts):
                return self._parts(parts, cut, 1)
            case AtLeast(count, parts):
                return self._parts(parts, cut, count)
            case NotionRef(notion):
                if (notion, cut) not in self._notion_widths:
                    self._notion_widths[notion, cut] = max(self.at(c, cut) for c in self.notions[notion])
                return self._notion_widths[notion, cut]
            case IsTrue() | IsOneOf() | IncludesAny() | Within():
                before = sum(position < cut for position in self.positions[condition])
                return 1 if not before else 2 if before == len(self.positions[condition]) else 3

    def _parts(self, parts: tuple[Condition, ...], cut: int, count: int) -> int:
        product, read, first = 1, 0, cut
        for part in parts:
            low, high = self._span(part)
            first = min(first, low)
            if high < cut:
                read += 1
            elif low < cut:
                product = min(product * self.at(part, cut), self.limit + 1)
        bound = product * (min(read, count) + 1) if product > 1 or read else 1
        return min(bound, self._answers_of(first, cut))

    def _answers_of(self, low: int, cut: int) -> int:
        """The number of answers that the atoms from `low` to the cut can give together: those of
        one choice exclude each other.
        """
        if (low, cut) not in self._answers:
            total, together, fact = 1, 0, ""
            for atom in self.atoms[low:cut]:
                together = together + 1 if atom.fact == fact and atom.kind in ("is", "from") else 1
                fact = atom.fact
                total = total * (together + 1) // together if together > 1 else total * 2
                if total > self.limit:
                    break
            self._answers[low, cut] = total
        return self._answers[low, cut]

    def _span(self, condition: Condition) -> tuple[int, int]:
        """The first and last atoms a condition looks at."""
        match condition:
            case Not(part):
                return self._span(part)
            case All(parts) | AnyOf(parts) | AtLeast(_, parts):
                spans = [self._span(part) for part in parts]
            case NotionRef(notion):
                if notion not in self._notion_spans:
                    self._notion_spans[notion] = _around([self._span(c) for c in self.notions[notion]])
                return self._notion_spans[notion]
            case IsTrue() | IsOneOf() | IncludesAny() | Within():
                return self.positions[condition][0], self.positions[condition][-1]
        return _around(spans)


def _around(spans: list[tuple[int, int]]) -> tuple[int, int]:
    return min(low for low, _ in spans), max(high for _, high in spans)

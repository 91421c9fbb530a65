"""Walks on diagrams under what is known: can a formula still be true, can it still be false, and
how.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.outcome import Outcome
from engine.reasoning.diagram import FALSE, TRUE, Diagram, Formula

Steps = tuple[tuple[int, bool], ...]


def way_to_false(diagram: Diagram, known: Mapping[int, bool], index: tuple[int, ...]) -> Steps | None:
    """Choices on unknown atoms that make the diagram false, or None when nothing can.

    `index[i]` is the plan-wide position of the diagram's i-th atom; `known` and the result use
    plan-wide positions.
    """
    dead: set[int] = set()
    steps: list[tuple[int, bool]] = []
    nodes = diagram.nodes

    def reach(node: int) -> bool:
        if node == FALSE:
            return True
        if node == TRUE or node in dead:
            return False
        position, low, high = nodes[node]
        atom = index[position]
        value = known.get(atom)
        for choice, child in ((False, low), (True, high)):
            if value is not None and value is not choice:
                continue
            if reach(child):
                if value is None:
                    steps.append((atom, choice))
                return True
        dead.add(node)
        return False

    return tuple(reversed(steps)) if reach(diagram.root) else None


def reduced(
    diagram: Diagram, known: Mapping[int, bool], index: tuple[int, ...], unique: dict[tuple[int, int, int], int]
) -> int:
    """The name of what is left of a diagram under what is known; equal functions get equal names
    under one `unique` table.
    """
    memo: dict[int, int] = {FALSE: FALSE, TRUE: TRUE}

    def reduce(node: int) -> int:
        if node not in memo:
            position, low, high = diagram.nodes[node]
            value = known.get(index[position])
            if value is not None:
                memo[node] = reduce(high if value else low)
            else:
                left = (index[position], reduce(low), reduce(high))
                memo[node] = left[1] if left[1] == left[2] else unique.setdefault(left, len(unique) + 2)
        return memo[node]

    return reduce(diagram.root)


def outcome(formula: Formula, known: Mapping[int, bool], indexes: tuple[tuple[int, ...], tuple[int, ...]]) -> Outcome:
    """The exact outcome read on the diagrams alone, without rules."""
    if way_to_false(formula.sufficient, known, indexes[0]) is None:
        return Outcome.ESTABLISHED
    return Outcome.REFUTED if way_to_false(formula.contrary, known, indexes[1]) is None else Outcome.OPEN

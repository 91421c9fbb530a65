"""Walks on diagrams under what is known: can a formula still be true, can it still be false, and how."""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.outcome import Outcome
from engine.reasoning.diagram import FALSE, TRUE, Diagram, Formula

Steps = tuple[tuple[int, bool], ...]


def way_to_false(diagram: Diagram, known: Mapping[int, bool], index: tuple[int, ...]) -> Steps | None:
    """Choices on unknown atoms that make the diagram false, or None when nothing can.

    `index[i]` is the plan-wide position of the diagram's i-th atom; `known` and the result use plan-wide positions.
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


def reachable_atoms(diagram: Diagram, known: Mapping[int, bool], index: tuple[int, ...]) -> frozenset[int]:
    """The unknown atoms that can still decide the diagram: those on a node where the two branches differ under what is known."""
    memo: dict[int, tuple[int, frozenset[int]]] = {FALSE: (FALSE, frozenset()), TRUE: (TRUE, frozenset())}
    unique: dict[tuple[int, int, int], int] = {}

    def reduce(node: int) -> tuple[int, frozenset[int]]:
        if node not in memo:
            position, low, high = diagram.nodes[node]
            atom = index[position]
            value = known.get(atom)
            if value is not None:
                memo[node] = reduce(high if value else low)
            else:
                (low_id, low_atoms), (high_id, high_atoms) = reduce(low), reduce(high)
                if low_id == high_id:
                    memo[node] = (low_id, low_atoms)
                else:
                    key = (atom, low_id, high_id)
                    memo[node] = (
                        unique.setdefault(key, len(diagram.nodes) + len(unique)),
                        low_atoms | high_atoms | {atom},
                    )
        return memo[node]

    return reduce(diagram.root)[1]


def outcome(formula: Formula, known: Mapping[int, bool], indexes: tuple[tuple[int, ...], tuple[int, ...]]) -> Outcome:
    """The exact outcome read on the diagrams alone, without rules."""
    if way_to_false(formula.sufficient, known, indexes[0]) is None:
        return Outcome.ESTABLISHED
    return Outcome.REFUTED if way_to_false(formula.contrary, known, indexes[1]) is None else Outcome.OPEN

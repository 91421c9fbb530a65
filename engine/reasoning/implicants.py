"""Prime implicants: the minimal sets of literals that settle a formula.

Recursion on the first variable x of a diagram (Coudert and Madre, 1992): the primes of f are those
of f0 and f1 together, and those of each side alone that are not already among them, with the
literal on x.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from engine.facts.atoms import Atoms, consequences
from engine.model.literal import Atom, FactLiteral

Term: TypeAlias = frozenset[tuple[str, bool]]

MAX_IMPLICANTS = 1_000
MAX_WORK = 20_000
"""Terms made in all while looking for the primes of one formula, whatever becomes of them."""


class TooManyReasons(Exception):
    """A formula has more minimal reasons than rules can hold; the condition must be split into
    notions or elements.
    """


def prime_implicants(
    manager: Any, root: Any, constraint: Any, levels: Mapping[str, Atom], atoms: Atoms
) -> tuple[tuple[FactLiteral, ...], ...]:
    """The primes of `root`, less those that contradict the constraint and those that say more than
    another one.

    A reason « says more » when what it entails by the type of its facts already contains another
    reason: `age ≥ 18` adds nothing to `age ≥ 15` where the latter suffices.

    Raises:
        TooManyReasons: more than MAX_IMPLICANTS primes, of the formula or of a part of it, or too
            many to compute.
    """
    terms = [
        t for t in _Primes(manager).of(root) if manager.apply("and", constraint, manager.cube(dict(t))) != manager.false
    ]
    reasons = {frozenset(FactLiteral(levels[name], value) for name, value in term) for term in terms}
    closures = {reason: _closure(reason, atoms) for reason in reasons}
    kept: list[frozenset[FactLiteral]] = []
    for reason in sorted(reasons, key=lambda r: (len(r), -sum(lit.holds for lit in r), _order(r))):
        if not any(other <= closures[reason] for other in kept):
            kept = [other for other in kept if not reason <= closures[other]] + [reason]
    return tuple(
        sorted(
            (tuple(sorted(r, key=lambda lit: (lit.atom.order, lit.holds))) for r in kept),
            key=lambda r: (len(r), _order(r)),
        )
    )


def _order(reason: Any) -> Any:
    return sorted((lit.atom.order, lit.holds) for lit in reason)


class _Primes:
    """The recursion, each diagram once, and what it has cost so far."""

    def __init__(self, manager: Any) -> None:
        self.manager = manager
        self.work = 0
        self._memo: dict[int, frozenset[Term]] = {}

    def of(self, node: Any) -> frozenset[Term]:
        if node == self.manager.false:
            return frozenset()
        if node == self.manager.true:
            return frozenset({frozenset()})
        key = int(node)
        if key not in self._memo:
            low, high = (~node.low, ~node.high) if node.negated else (node.low, node.high)
            both = self.of(low & high)
            only_low = self.of(low) - both
            only_high = self.of(high) - both
            name = node.var
            result = both | {t | {(name, False)} for t in only_low} | {t | {(name, True)} for t in only_high}
            self.work += 1 + len(result)
            if len(result) > MAX_IMPLICANTS or self.work > MAX_WORK:
                raise TooManyReasons(f"more than {MAX_IMPLICANTS} minimal reasons, or {MAX_WORK} terms on the way")
            self._memo[key] = frozenset(result)
        return self._memo[key]


def _closure(reason: frozenset[FactLiteral], atoms: Atoms) -> frozenset[FactLiteral]:
    return reason.union(*(consequences(literal, atoms) for literal in reason))

"""Rules shared out among durable_rules rulesets, each under that library's ceilings.

Measured on 2.0.28 (docs/decisions/0004): error 303 beyond 64 alternatives pending, which the number
of known atoms in a partition bounds; compiling never ends beyond about 512 rules; 32 operators in
one expression; 255 properties in one fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.model.literal import FactLiteral

MAX_ATOMS = 60
MAX_RULES = 400
MAX_LITERALS = 30


class PartitionError(Exception):
    """A formula alone exceeds what one durable_rules ruleset can hold."""


@dataclass(frozen=True, slots=True)
class ImplicantRule:
    """Rule of a minimal sufficient reason: when its literals are known, the formula is settled, for
    (`holds`) or against.
    """

    number: int
    formula: int
    holds: bool
    when: tuple[tuple[int, bool], ...]
    reason: tuple[FactLiteral, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """Rules that go together in one durable_rules ruleset, and the atoms they look at."""

    rules: tuple[ImplicantRule, ...]
    atoms: frozenset[int]
    formulas: frozenset[int]


def partition(rules: Iterable[ImplicantRule], current: set[int]) -> tuple[Partition, ...]:
    """Packs formulas that share atoms together; formulas only past law uses apart, so that they run
    when asked for.

    Raises:
        PartitionError: one formula has more atoms, rules or literals than a ruleset may hold.
    """
    by_formula: dict[int, list[ImplicantRule]] = {}
    for rule in rules:
        by_formula.setdefault(rule.formula, []).append(rule)
    result: list[Partition] = []
    for wanted in (True, False):
        group = {f: rs for f, rs in by_formula.items() if (f in current) is wanted}
        result.extend(_pack(group))
    return tuple(result)


def ceiling_exceeded(atoms: int, rules: int, literals: int) -> str | None:
    """The ceiling that a formula exceeds, in French, or None."""
    if atoms > MAX_ATOMS:
        return f"{atoms} comparaisons (au plus {MAX_ATOMS})"
    if rules > MAX_RULES:
        return f"{rules} raisons minimales (au plus {MAX_RULES})"
    if literals > MAX_LITERALS:
        return f"une raison de {literals} faits (au plus {MAX_LITERALS})"
    return None


def _pack(group: dict[int, list[ImplicantRule]]) -> Iterable[Partition]:
    atoms = {f: frozenset(a for r in rs for a, _ in r.when) for f, rs in group.items()}
    for formula, rs in group.items():
        exceeded = ceiling_exceeded(len(atoms[formula]), len(rs), max(len(r.when) for r in rs))
        if exceeded:
            raise PartitionError(exceeded)
    # Sets of atoms as integers, counted at once.
    bits = {f: sum(1 << atom for atom in mine) for f, mine in atoms.items()}
    left = sorted(group, key=lambda f: (-len(atoms[f]), f))
    while left:
        chosen = [left.pop(0)]
        held, count = bits[chosen[0]], len(group[chosen[0]])
        while left:
            fitting = [
                f for f in left if (held | bits[f]).bit_count() <= MAX_ATOMS and count + len(group[f]) <= MAX_RULES
            ]
            if not fitting:
                break
            best = max(fitting, key=lambda f: ((held & bits[f]).bit_count() / len(atoms[f]), -f))
            left.remove(best)
            chosen.append(best)
            held |= bits[best]
            count += len(group[best])
        together = frozenset().union(*(atoms[f] for f in chosen))
        yield Partition(tuple(r for f in sorted(chosen) for r in group[f]), together, frozenset(chosen))

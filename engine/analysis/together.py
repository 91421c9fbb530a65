"""Proofs on diagrams that hold whatever the facts: two offences that cannot be there together, an
aggravation that comes with the offence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.model.condition import All, Condition, Not
from engine.model.fact import FactDefinition
from engine.model.law import Offence, Version
from engine.model.ruleset import Ruleset
from engine.reasoning.diagram import can_hold, expand
from engine.reasoning.in_force import LawPeriod, periods


def never_together(one: Offence, other: Offence, ruleset: Ruleset) -> bool:
    """Whether, on any day, one being established refutes the other, and the other the one."""
    return all(
        _refutes(first, second, one, other, ruleset.facts) and _refutes(second, first, other, one, ruleset.facts)
        for first in periods(one, ruleset.notions)
        for second in periods(other, ruleset.notions)
        if first.version.void is None and second.version.void is None and _overlap(first, second)
    )


def always_aggravated(offence: Offence, version: Version, ruleset: Ruleset) -> bool:
    """Whether the elements of a version imply one of its aggravations: its penalty alone is never
    incurred.
    """
    return bool(version.aggravations) and all(
        any(
            not can_hold(
                All((*_required(offence, period), Not(expand(offence.aggravations[name].condition, period.notions)))),
                {},
                ruleset.facts,
            )
            for name in version.aggravations
        )
        for period in periods(offence, ruleset.notions)
        if period.version.id == version.id
    )


def _refutes(
    first: LawPeriod, second: LawPeriod, one: Offence, other: Offence, facts: Mapping[str, FactDefinition]
) -> bool:
    """Whether the elements of one, established, refute a clause without which the other is not."""
    held = tuple(_required(one, first))
    return any(not can_hold(All((*held, clause)), {}, facts) for clause in _needed(other, second))


def _required(offence: Offence, period: LawPeriod) -> Iterator[Condition]:
    """The conditions that an established offence has established: those of elements not presumed."""
    for name in period.version.elements:
        element = offence.elements[name]
        if element.presumed is None:
            yield expand(element.condition, period.notions)


def _needed(offence: Offence, period: LawPeriod) -> Iterator[Condition]:
    """What refutes or excludes an offence as soon as it is false."""
    version = period.version
    for name in version.elements:
        yield expand(offence.elements[name].condition, period.notions)
    for name in version.scope:
        yield expand(offence.scope[name].condition, period.notions)
    for name in version.defences:
        yield Not(expand(offence.defences[name].condition, period.notions))


def _overlap(first: LawPeriod, second: LawPeriod) -> bool:
    return (first.until is None or second.from_ <= first.until) and (
        second.until is None or first.from_ <= second.until
    )

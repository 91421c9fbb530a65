"""Proofs on diagrams that hold whatever the facts: two offences that cannot be there together, an
aggravation that comes with the offence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.model.condition import All, AnyOf, Condition, Not
from engine.model.law import Offence, Version
from engine.model.ruleset import Ruleset
from engine.reasoning.diagram import can_hold, expand
from engine.reasoning.in_force import LawPeriod, periods
from engine.reasoning.leaves import evoking


def refutes(one: Offence, other: Offence, ruleset: Ruleset) -> bool:
    """Whether, on any day, one being established leaves the other neither established nor open and
    evoked: its elements refute the other, or whatever evokes the other refutes it.
    """
    return all(
        _against(_required(one, first), _needed(other, second), ruleset)
        or (
            _against([_evoked(other, second)], _needed(one, first), ruleset)
            and _against(_required(other, second), _needed(one, first), ruleset)
        )
        for first in periods(one, ruleset.notions)
        for second in periods(other, ruleset.notions)
        if first.version.void is None and second.version.void is None and first.overlaps(second.from_, second.until)
    )


def always_aggravated(offence: Offence, version: Version, ruleset: Ruleset) -> bool:
    """Whether the elements of a version imply one of its aggravations: its penalty alone is never
    incurred.
    """
    return bool(version.aggravations) and all(
        _against(
            _required(offence, period),
            [Not(expand(offence.aggravations[name].condition, period.notions)) for name in version.aggravations],
            ruleset,
        )
        for period in periods(offence, ruleset.notions)
        if period.version.id == version.id
    )


def _against(together: Iterable[Condition], any_of: Iterable[Condition], ruleset: Ruleset) -> bool:
    """Whether some condition cannot hold with all the first ones."""
    fixed = tuple(together)
    return any(not can_hold(All((*fixed, condition)), {}, ruleset.facts) for condition in any_of)


def _required(offence: Offence, period: LawPeriod) -> Iterator[Condition]:
    """The conditions that an established offence has established: elements not presumed."""
    for name in period.version.elements:
        element = offence.elements[name]
        if element.presumed is None:
            yield expand(element.condition, period.notions)


def _needed(offence: Offence, period: LawPeriod) -> Iterator[Condition]:
    """Conditions each of which, refuted, takes the offence away."""
    version = period.version
    for name in version.elements:
        yield expand(offence.elements[name].condition, period.notions)
    for name in version.scope:
        yield expand(offence.scope[name].condition, period.notions)
    for name in version.defences:
        yield Not(expand(offence.defences[name].condition, period.notions))


def _evoked(offence: Offence, period: LawPeriod) -> Condition:
    core = tuple(offence.elements[e].condition for e in period.version.elements if offence.elements[e].core)
    return evoking(AnyOf(core), period.notions)

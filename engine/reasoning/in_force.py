"""Timelines of wordings: the periods during which neither an offence nor any notion it uses
changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.model.condition import Condition, notions_in
from engine.model.dated import ONE_DAY, InForce
from engine.model.law import Notion, Offence, Version


@dataclass(frozen=True, slots=True)
class LawPeriod(InForce):
    """Period, both days included, over which the law of one offence reads the same.

    `until` is None for the law of today.
    """

    version: Version
    from_: date
    until: date | None
    notions: Mapping[str, Condition]


def periods(offence: Offence, notions: Mapping[str, Notion]) -> tuple[LawPeriod, ...]:
    """The periods of an offence, oldest first.

    A day outside all of them precedes the encoded timeline.
    """
    result: list[LawPeriod] = []
    for version in offence.versions:
        used = [notions[n] for n in sorted(closure(conditions_of(offence, version), notions))]
        for from_, until in split(version.from_, version.until, used, offence.changes):
            then = offence.as_on(version, from_)
            in_force, _ = wording(conditions_of(offence, then), notions, from_)
            result.append(LawPeriod(then, from_, until, in_force))
    return tuple(result)


def wording(
    conditions: Iterable[Condition], notions: Mapping[str, Notion], day: date
) -> tuple[dict[str, Condition], list[str]]:
    """The condition, on a day, of each notion that the conditions then need, and the notions that
    had none.
    """
    found: dict[str, Condition] = {}
    missing: list[str] = []
    todo = sorted({name for condition in conditions for name in notions_in(condition)})
    while todo:
        name = todo.pop()
        if name in found or name in missing:
            continue
        version = notions[name].at(day)
        if version is None:
            missing.append(name)
        else:
            found[name] = version.condition
            todo.extend(sorted(notions_in(version.condition)))
    return found, missing


def wordings(
    condition: Condition, notions: Mapping[str, Notion]
) -> Iterator[tuple[date, date | None, dict[str, Condition]]]:
    """Each span of days over which a condition reads the same, from the day all its notions
    exist.
    """
    used = sorted(closure((condition,), notions))
    for from_, until in split(date.min, None, [notions[n] for n in used]):
        found, missing = wording((condition,), notions, from_)
        if not missing:
            yield from_, until, found


def conditions_of(offence: Offence, version: Version) -> tuple[Condition, ...]:
    """Every condition a version relies on."""
    return (
        *(offence.elements[e].condition for e in version.elements),
        *(offence.defences[d].condition for d in version.defences),
        *(raised for d in version.defences if (raised := offence.defences[d].raised_by) is not None),
        *(offence.scope[s].condition for s in version.scope),
        *(offence.aggravations[a].condition for a in version.aggravations),
        *(offence.cautions[c].condition for c in version.cautions),
    )


def closure(conditions: tuple[Condition, ...], notions: Mapping[str, Notion]) -> frozenset[str]:
    """The notions named by the conditions, and by those notions in any of their versions."""
    found: set[str] = set()
    todo = [name for condition in conditions for name in notions_in(condition)]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(n for version in notions[name].versions for n in notions_in(version.condition))
    return frozenset(found)


def split(
    from_: date, until: date | None, notions: list[Notion], days: frozenset[date] = frozenset()
) -> list[tuple[date, date | None]]:
    """Cuts a span of days where one of the notions changes wording, and on other days."""
    starts = days.union(*(version.changes for notion in notions for version in notion.versions))
    cuts = sorted({from_, *(s for s in starts if s > from_ and (until is None or s <= until))})
    ends: list[date | None] = [cut - ONE_DAY for cut in cuts[1:]]
    return list(zip(cuts, [*ends, until], strict=True))

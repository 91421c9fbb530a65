"""One pair of random laws, and what brute force says of their difference: what it misses, invents,
shows with too many facts, or classes wrongly.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random

from engine.analysis.difference.difference import difference
from engine.analysis.difference.findings import DifferenceClass, PartDifference, RulesetDifference, StatusChange
from engine.facts.values import known_of
from engine.model.fact import FactDefinition, Value
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf, StatedFact
from engine.model.outcome import Status
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from tests.generators.knowledge import random_known
from tests.generators.law_pairs import LawPair, law_pair

TRIED = 60
"""Random states of knowledge that are tried on each pair."""
MOST_SMALLER = 4_000
"""States of fewer facts that are tried, of one witness."""
_RANK = {Status.ESTABLISHED: 2, Status.OPEN: 1}


def compared(seed: int) -> tuple[LawPair, RulesetDifference]:
    """The pair of a seed and its difference."""
    made = law_pair(seed)
    return made, difference(made.old, made.new)


def missed(seed: int, made: LawPair, found: RulesetDifference) -> Iterator[str]:
    """The differences that random states show and that are not among those found."""
    random = Random(f"brute {seed}")
    days = _days(made)
    for _ in range(TRIED):
        known, day = random_known(random, made.vocabulary, random.random()), random.choice(days)
        for offence in made.new.ruleset.offences:
            old, new = (_status(engine, known, day, offence) for engine in (made.old, made.new))
            if old is not new and not any(_says(change, old, new, day) for change in _changes(found, offence)):
                yield f"{offence} on {day}: {old.value} -> {new.value}, {known}"


def wrong_witnesses(made: LawPair, found: RulesetDifference) -> Iterator[str]:
    """The witnesses that do not replay, or that a report of fewer facts could replace."""
    facts = made.new.ruleset.facts
    for part in found.of("offence"):
        for change in part.statuses:
            raw, day = change.witness.new_facts, change.witness.day
            known = {n: one for n, value in raw.items() if (one := known_of(value, facts[n], n)) is not None}
            wanted = [change.old, change.new]
            if [_status(engine, known, day, part.id) for engine in (made.old, made.new)] != wanted:
                yield f"{part.id} on {day}: {raw} does not show {wanted}"
            for smaller in itertools.islice(_states(made, len(known) - 1), MOST_SMALLER):
                if [_status(engine, smaller, day, part.id) for engine in (made.old, made.new)] == wanted:
                    yield f"{part.id} on {day}: {smaller} is smaller than {raw}"
                    break


def wrong_classes(found: RulesetDifference) -> Iterator[str]:
    """The parts whose class is not that of their changes."""
    for part in found.of("offence"):
        if part.of_class not in (_class_of(part), DifferenceClass.TIME):
            yield f"{part.id}: {part.of_class.value}, not {_class_of(part).value}"


def _class_of(part: PartDifference) -> DifferenceClass:
    ranks = [(_RANK.get(change.old, 0), _RANK.get(change.new, 0)) for change in part.statuses]
    moves = {(new > old) - (new < old) for old, new in ranks}
    if {1, -1} <= moves:
        return DifferenceClass.BOTH
    if moves & {1, -1}:
        return DifferenceClass.WIDER if 1 in moves else DifferenceClass.STRICTER
    if part.statuses or part.clauses or part.consequences or part.relations:
        return DifferenceClass.CONSEQUENCES
    return DifferenceClass.WORDING if part.wordings else DifferenceClass.EDITORIAL


def _status(engine: Engine, known: Mapping[str, Knowledge], day: date, offence: str) -> Status:
    facts = {name: StatedFact(name, one) for name, one in known.items()}
    return engine.qualify(Report("r", facts, day), day).assessment(offence).status


def _changes(found: RulesetDifference, offence: str) -> tuple[StatusChange, ...]:
    return next((part.statuses for part in found.of("offence") if part.id == offence), ())


def _says(change: StatusChange, old: Status, new: Status, day: date) -> bool:
    days = change.days
    within = days.from_ <= day and (days.until is None or day <= days.until)
    return within and (change.old, change.new) == (old, new)


def _days(made: LawPair) -> list[date]:
    """The first day of each wording, and its eve."""
    laws = (made.old.ruleset, made.new.ruleset)
    starts = {v.from_ for law in laws for o in law.offences.values() for v in o.versions}
    starts |= {v.from_ for law in laws for n in law.notions.values() for v in n.versions}
    return sorted({day for start in starts for day in (start, start - start.resolution)})


def _states(made: LawPair, size: int) -> Iterator[dict[str, Knowledge]]:
    """Every state in which so many facts are known."""
    if size < 0:
        return
    domains = made.vocabulary.domains
    options = {name: list(_knowledge(fact, domains[name])) for name, fact in made.vocabulary.facts.items()}
    for names in itertools.combinations(options, size):
        for chosen in itertools.product(*(options[name] for name in names)):
            yield dict(zip(names, chosen, strict=True))


def _knowledge(fact: FactDefinition, domain: Sequence[Value]) -> Iterator[Knowledge]:
    yield from (Exactly(value) for value in domain)
    match fact.type:
        case "choice":
            for size in range(2, len(fact.values)):
                yield from (OneOf(frozenset(some)) for some in itertools.combinations(fact.values, size))
        case "set":
            for name in fact.values:
                yield Members(frozenset({name}), frozenset())
                yield Members(frozenset(), frozenset({name}))
        case "integer" | "date":
            for low, high in itertools.combinations(sorted(domain), 2):
                yield Between(low, high)  # type: ignore[arg-type]
        case _:
            return

"""The difference of two random laws against brute force: nothing missed, nothing invented, every witness replays and is the smallest."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from random import Random

import pytest

from engine.analysis.difference.difference import difference
from engine.analysis.difference.findings import DifferenceClass, PartDifference, RulesetDifference, StatusChange
from engine.facts.values import known_of
from engine.model.fact import FactDefinition
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf, StatedFact
from engine.model.outcome import Status
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from tests.generators.knowledge import random_known
from tests.generators.law_pairs import LawPair, law_pair

SEEDS = range(60)
TRIED = 60
MOST_SMALLER = 4_000
"""States of fewer facts that are tried, of one witness."""
_RANK = {Status.ESTABLISHED: 2, Status.OPEN: 1}


@cache
def pair(seed: int) -> tuple[LawPair, RulesetDifference]:
    made = law_pair(seed)
    return made, difference(made.old, made.new)


def status(engine: Engine, known: Mapping[str, Knowledge], day: date, offence: str) -> Status:
    facts = {name: StatedFact(name, one) for name, one in known.items()}
    answer = engine.qualify(Report("r", facts, day), day)
    return answer.assessment(offence).status


def changes_of(found: RulesetDifference, offence: str) -> tuple[StatusChange, ...]:
    return next((part.statuses for part in found.of("offence") if part.id == offence), ())


def days_of(made: LawPair) -> list[date]:
    laws = (made.old.ruleset, made.new.ruleset)
    starts = {v.from_ for law in laws for o in law.offences.values() for v in o.versions}
    starts |= {v.from_ for law in laws for n in law.notions.values() for v in n.versions}
    return sorted({day for start in starts for day in (start, start - start.resolution)})


@pytest.mark.parametrize("seed", SEEDS)
def test_every_difference_that_brute_force_finds_is_told(seed: int) -> None:
    made, found = pair(seed)
    random = Random(f"brute {seed}")
    days = days_of(made)
    for _ in range(TRIED):
        known, day = random_known(random, made.vocabulary, random.random()), random.choice(days)
        for offence in made.new.ruleset.offences:
            old, new = (status(engine, known, day, offence) for engine in (made.old, made.new))
            if old is not new:
                told = [c for c in changes_of(found, offence) if (c.old, c.new) == (old, new)]
                assert any(c.days.from_ <= day and (c.days.until is None or day <= c.days.until) for c in told), (
                    offence, day, old, new, known,
                )  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_every_witness_replays_on_both_laws_and_none_is_smaller(seed: int) -> None:
    made, found = pair(seed)
    facts = made.new.ruleset.facts
    for part in found.of("offence"):
        for change in part.statuses:
            raw, day = change.witness.new_facts, change.witness.day
            known = {
                name: one for name, value in raw.items() if (one := known_of(value, facts[name], name)) is not None
            }
            assert len(known) == len(raw)
            for engine, wanted in ((made.old, change.old), (made.new, change.new)):
                assert status(engine, known, day, part.id) is wanted
            for smaller in itertools.islice(_states(made, len(known) - 1), MOST_SMALLER):
                both = [status(engine, smaller, day, part.id) for engine in (made.old, made.new)]
                assert both != [change.old, change.new], (smaller, known)


def _states(made: LawPair, size: int) -> Iterator[dict[str, Knowledge]]:
    if size < 0:
        return
    options = {
        name: list(_knowledge(fact, made.vocabulary.domains[name])) for name, fact in made.vocabulary.facts.items()
    }
    for names in itertools.combinations(options, size):
        for chosen in itertools.product(*(options[name] for name in names)):
            yield dict(zip(names, chosen, strict=True))


def _knowledge(fact: FactDefinition, domain: object) -> Iterator[Knowledge]:
    values = list(domain)  # type: ignore[call-overload]
    yield from (Exactly(value) for value in values)
    match fact.type:
        case "choice":
            for size in range(2, len(fact.values)):
                yield from (OneOf(frozenset(some)) for some in itertools.combinations(fact.values, size))
        case "set":
            for name in fact.values:
                yield Members(frozenset({name}), frozenset())
                yield Members(frozenset(), frozenset({name}))
        case "integer" | "date":
            for low, high in itertools.combinations(sorted(values), 2):
                yield Between(low, high)
        case _:
            return


@pytest.mark.parametrize("seed", SEEDS)
def test_the_class_is_that_of_the_changes(seed: int) -> None:
    _, found = pair(seed)
    for part in found.of("offence"):
        assert part.of_class is _expected(part) or part.of_class is DifferenceClass.TIME


def _expected(part: PartDifference) -> DifferenceClass:
    moves = {
        (_RANK.get(c.new, 0) > _RANK.get(c.old, 0)) - (_RANK.get(c.new, 0) < _RANK.get(c.old, 0)) for c in part.statuses
    }
    if {1, -1} <= moves:
        return DifferenceClass.BOTH
    if moves & {1, -1}:
        return DifferenceClass.WIDER if 1 in moves else DifferenceClass.STRICTER
    if part.statuses or part.clauses or part.relations or part.consequences:
        return DifferenceClass.CONSEQUENCES
    return DifferenceClass.WORDING if part.wordings else DifferenceClass.EDITORIAL


def test_a_law_does_not_differ_from_itself() -> None:
    made = law_pair(3)
    assert difference(made.old, made.old).parts == ()


def test_the_pairs_differ_in_every_way() -> None:
    classes = {part.of_class for seed in SEEDS for part in pair(seed)[1].parts}
    assert {
        DifferenceClass.STRICTER, DifferenceClass.WIDER, DifferenceClass.BOTH, DifferenceClass.CONSEQUENCES, DifferenceClass.TIME,
    } <= classes  # fmt: skip

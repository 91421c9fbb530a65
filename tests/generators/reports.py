"""Random reports on random law: facts of the vocabulary, days around the changes of the law, points raised by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from engine.model.knowledge import Exactly, Knowledge, StatedFact
from engine.model.outcome import Standing
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from tests.generators.knowledge import random_known, stated
from tests.generators.law import SPAN, START, TIMELINE
from tests.generators.vocabulary import Vocabulary


def random_day(random: Random, ruleset: Ruleset) -> date:
    """A day of the timeline, often on the eve or the first day of a change."""
    if random.random() < 0.5:
        starts = sorted(
            {v.from_ for o in ruleset.offences.values() for v in o.versions}
            | {v.from_ for n in ruleset.notions.values() for v in n.versions}
        )
        return random.choice(starts) - timedelta(days=random.randint(0, 1))
    return START + timedelta(days=random.randint(-5, SPAN + 30))


def random_report(
    random: Random,
    ruleset: Ruleset,
    vocabulary: Vocabulary,
    *,
    share: float = 0.55,
    presumed: float = 0.3,
    raised: float = 0.05,
) -> tuple[Report, date]:
    """A report, and the day of the decision on it (the day of the facts half of the time)."""
    day = random_day(random, ruleset)
    decision = day if random.random() < 0.5 else max(day, random_day(random, ruleset))
    facts = stated(random, random_known(random, vocabulary, share), presumed)
    facts.update(stated(random, _timeline(random, day), presumed))
    names = [f"{o.id}/{name}" for o in ruleset.offences.values() for name in (*o.elements, *o.defences, *o.scope)]
    by_hand = frozenset(name for name in names if random.random() < raised)
    return Report("r", facts, day, raised=by_hand), decision


def _timeline(random: Random, day: date) -> dict[str, Knowledge]:
    known: dict[str, Knowledge] = {}
    for name, fact in TIMELINE.items():
        if random.random() < 0.25:
            around = day + timedelta(days=random.randint(-100, 700))
            known[name] = Exactly(random.random() < 0.7 if fact.type == "boolean" else around)
    return known


def confirmed_only(report: Report) -> Report:
    """The report restricted to what is confirmed in it."""
    kept: dict[str, StatedFact] = {}
    for name, fact in report.facts.items():
        if fact.standing is Standing.CONFIRMED:
            kept[name] = fact
        elif fact.sure is not None:
            kept[name] = StatedFact(name, fact.sure)
    return replace(report, facts=kept)


def known_of(facts: Mapping[str, StatedFact]) -> dict[str, Knowledge]:
    """What the stated facts say, without who vouches for it."""
    return {name: fact.knowledge for name, fact in facts.items()}

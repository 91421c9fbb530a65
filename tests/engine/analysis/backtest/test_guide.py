"""What the guide proves is so: on random laws and reports, a report proved unchanged has the same outcome under both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from engine.analysis.backtest.guide import Guide
from engine.analysis.backtest.outcomes import is_unchanged, outcome_of
from engine.model.indications import Indications
from engine.model.ruleset import Ruleset
from tests.generators.edits import edited_law
from tests.generators.law import random_law
from tests.generators.law_pairs import engine
from tests.generators.orders import random_indications, random_order
from tests.generators.reports import random_report

REPORTS = 25


def verdicts(seed: int) -> Iterator[tuple[bool, bool]]:
    """Of each random report: whether it is proved unchanged, and whether it is."""
    random = Random(f"backtest {seed}")
    order = random_order(random, random_law(seed)[0]) if seed % 3 else None
    old, new, vocabulary = edited_law(seed, order)
    before, after = engine(old), engine(new)
    guide = Guide(before, after)
    indicated = random.choice((0.0, 0.4, 0.9))
    for _ in range(REPORTS):
        raised = random.choice((0.0, 0.0, 0.1))
        report, decision = random_report(random, old, vocabulary, share=random.random(), raised=raised)
        said = random_indications(random, list(new.offences)) if random.random() < indicated else Indications()
        report = replace(report, indications=said, raised=frozenset(r for r in report.raised if _known(r, new)))
        if random.random() < 0.1:
            report = replace(report, date_of_facts=None)
        one, other = (outcome_of(law.qualify(report, decision)) for law in (before, after))
        yield guide.proves(report, decision), is_unchanged(one, other)


def _known(raised: str, law: Ruleset) -> bool:
    name, _, clause = raised.partition("/")
    offence = law.offences.get(name)
    return offence is not None and clause in {*offence.elements, *offence.defences, *offence.scope}


@pytest.mark.parametrize("start", range(0, 50, 10))
def test_what_is_proved_unchanged_is_unchanged(start: int) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()
    wrong: list[int] = []
    for seed in range(start, start + 10):
        for proved, same in verdicts(seed):
            counts[proved, same] += 1
            if proved and not same:
                wrong.append(seed)
    assert wrong == []
    assert counts[True, True] > 10, "the guide proves something"
    assert counts[False, False] > 0, "some reports do change"

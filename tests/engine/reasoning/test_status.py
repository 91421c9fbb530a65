"""The status of an offence, the wording that governs and what is confirmed, against their plain definitions."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.model.outcome import Status
from tests.engine.reasoning.sample import SEEDS, sample
from tests.generators.reports import confirmed_only, random_report

REPORTS = 25


@pytest.mark.parametrize("seed", SEEDS)
def test_status_wording_and_grounds_follow_the_definition(seed: int) -> None:
    law = sample(seed)
    random = law.random("status")
    for _ in range(REPORTS):
        report, decision = random_report(random, law.ruleset, law.vocabulary)
        for found in law.engine.qualify(report, decision).assessments:
            wanted = law.plain.answer(law.ruleset.offences[found.offence], report, decision)
            got = (found.status, found.version, frozenset(found.because))
            assert got == (wanted.status, wanted.version, wanted.because), (found.offence, report, decision)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_person_raises_by_hand_is_examined(seed: int) -> None:
    law = sample(seed)
    random = law.random("raised")
    for _ in range(REPORTS // 2):
        report, decision = random_report(random, law.ruleset, law.vocabulary, share=0.4, raised=0.5)
        for found in law.engine.qualify(report, decision).assessments:
            wanted = law.plain.answer(law.ruleset.offences[found.offence], report, decision)
            assert (found.status, frozenset(found.because)) == (wanted.status, wanted.because), (
                found.offence,
                report,
                decision,
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_confirmed_is_the_status_on_confirmed_facts_alone(seed: int) -> None:
    law = sample(seed)
    random = law.random("confirmed")
    for _ in range(REPORTS):
        report, decision = random_report(random, law.ruleset, law.vocabulary, share=0.7, presumed=0.4)
        alone = law.engine.qualify(confirmed_only(report), decision)
        for found in law.engine.qualify(report, decision).assessments:
            assert found.confirmed is alone.assessment(found.offence).status, (found.offence, report, decision)
            assert found.confirmed is law.plain.confirmed(law.ruleset.offences[found.offence], report, decision)


def test_the_sample_reaches_every_status_and_both_sides_of_a_change_of_law() -> None:
    seen: Counter[Status] = Counter()
    moved = 0
    for seed in SEEDS:
        law = sample(seed)
        random = law.random("reach")
        for _ in range(2 * REPORTS):
            report, decision = random_report(random, law.ruleset, law.vocabulary)
            for found in law.engine.qualify(report, decision).assessments:
                seen[found.status] += 1
                moved += bool(found.compared) and found.version != found.compared[0].version
    assert min(seen[status] for status in Status) >= 20, seen
    assert moved >= 10, "a later wording governed too seldom for the test to see it"

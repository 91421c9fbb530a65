"""Salient offences are all that an answer must assess at once, and few of them."""

from __future__ import annotations

import pytest

from bench.cases import shipped_cases
from engine.model.outcome import Status
from tests.engine.reasoning.sample import SEEDS, sample
from tests.generators.reports import random_report
from tests.shared import shipped


@pytest.mark.parametrize("seed", SEEDS)
def test_no_offence_is_live_or_evoked_without_being_salient(seed: int) -> None:
    law = sample(seed)
    random = law.random("salience")
    for _ in range(25):
        report, decision = random_report(random, law.ruleset, law.vocabulary, raised=0.2)
        answer = law.engine.qualify(report, decision)
        places = law.engine.salience.salient(answer.board.outcomes, report.raised)
        salient = {answer.assessments[place].offence for place in places}
        for assessment in answer.assessments:
            if assessment.offence not in salient:
                assert not assessment.evoked
                assert assessment.status is not Status.ESTABLISHED
                assert not any(name.startswith(f"{assessment.offence}/") for name in report.raised)


def test_salient_offences_of_the_shipped_law_are_few() -> None:
    engine = shipped()
    salient = [
        len(engine.salience.salient(engine.verdicts.of(asked.report.facts).outcomes, asked.report.raised))
        for asked in shipped_cases().make(100, seed=27)
    ]
    assert sum(salient) < 100 * len(engine.ruleset.offences) / 4


def test_what_is_read_of_an_answer_does_not_depend_on_what_was_read_before() -> None:
    engine = shipped()
    for asked in shipped_cases().make(60, seed=28):
        whole, piecemeal = (engine.qualify(asked.report, asked.decision) for _ in range(2))
        names = list(whole.by_offence)
        one_by_one = [piecemeal.assessment(name) for name in reversed(names)][::-1]
        assert one_by_one == list(whole.assessments) == list(piecemeal.assessments)
        assert [a.offence for a in whole.assessments] == names
        assert whole.evoked == tuple(a for a in whole.assessments if a.evoked)
        assert whole == piecemeal

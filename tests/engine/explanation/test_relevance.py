"""What is still worth asking: a fact called relevant can change an outcome, one left out cannot."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.explanation.inquiry import Inquiry
from engine.explanation.questions import next_questions
from engine.model.answer import Assessment
from engine.model.fact import Value
from engine.model.knowledge import Exactly, StatedFact
from engine.model.outcome import Outcome, Status
from engine.reasoning.assess import Outlook, under
from engine.reasoning.outcomes import reader
from fuzz.agreement import Court
from tests.engine.reasoning.sample import SEEDS, sample
from tests.generators.knowledge import random_known
from tests.generators.reports import random_report

FEW = list(SEEDS)[:6]


@pytest.mark.parametrize("seed", FEW)
def test_the_relevant_facts_are_those_that_two_completions_show_to_matter(seed: int) -> None:
    law = sample(seed)
    random = law.random("relevance")
    court = Court(law.plan, law.vocabulary, durable=None)
    for _ in range(6):
        known = random_known(random, law.vocabulary)
        facts = {name: StatedFact(name, said) for name, said in known.items()}
        for judged in court.judged:
            if judged.truth.outcome(known) is Outcome.OPEN:
                wanted = {name for name in law.vocabulary.facts if judged.truth.decided_by(name, known)}
                found = law.engine.what_if.relevant_facts(
                    judged.formula, facts, law.engine.verdicts.atlas.known(facts).bits
                )
                assert set(found) == wanted, (judged.name, known)


@pytest.mark.parametrize("seed", FEW)
def test_every_question_asked_has_an_answer_that_settles_something(seed: int) -> None:
    law = sample(seed)
    random = law.random("questions")
    for _ in range(8):
        report, _ = random_report(random, law.ruleset, law.vocabulary, share=0.4, presumed=0, raised=0)
        assert report.date_of_facts is not None
        answer = law.engine.qualify(report, report.date_of_facts)
        inquiry = Inquiry(law.engine, report, answer)
        live = [a for a in answer.assessments if a.status is Status.OPEN and a.evoked]
        for question in next_questions(law.engine, report, answer, limit=99):
            stated = report.facts.get(question.fact)
            assert stated is None or not isinstance(stated.knowledge, Exactly)
            effects = [(value, a) for value in law.vocabulary.domains[question.fact] for a in live]
            assert any(_settles(inquiry, value, question.fact, a) for value, a in effects), (question.fact, report)


def _settles(inquiry: Inquiry, value: Value, fact: str, assessment: Assessment) -> bool:
    before, after = _outlook(inquiry, assessment, {}), _outlook(inquiry, assessment, {fact: value})
    outcomes = {f.name: f.verdict.outcome for f in after.findings}
    return after.status is not Status.OPEN or any(
        f.verdict.outcome is Outcome.OPEN and outcomes.get(f.name) is not Outcome.OPEN
        for f in before.findings
        if f.name in before.because
    )


def _outlook(inquiry: Inquiry, assessment: Assessment, values: Mapping[str, Value]) -> Outlook:
    """The offence clause by clause, some facts of the report having these values instead."""
    ruler = inquiry.ruler(assessment)
    assert ruler is not None
    return under(ruler.regime, reader(inquiry.state(ruler.formulas, values)))


@pytest.mark.parametrize("seed", FEW)
def test_a_fact_of_which_one_answer_closes_an_open_offence_is_asked(seed: int) -> None:
    law = sample(seed)
    random = law.random("closing")
    for _ in range(8):
        report, _ = random_report(random, law.ruleset, law.vocabulary, share=0.5, presumed=0, raised=0)
        assert report.date_of_facts is not None
        answer = law.engine.qualify(report, report.date_of_facts)
        inquiry = Inquiry(law.engine, report, answer)
        asked = {question.fact for question in next_questions(law.engine, report, answer, limit=99)}
        absorbed = {setting.offence for setting in answer.others if setting.kind == "absorbed"}
        for assessment in answer.assessments:
            if assessment.status is not Status.OPEN or not assessment.evoked:
                continue
            if assessment.offence in absorbed:
                continue
            grounds = [f for f in _outlook(inquiry, assessment, {}).findings if f.name in assessment.because]
            for fact in law.vocabulary.facts.keys() - report.facts.keys() - asked:
                for value in law.vocabulary.domains[fact]:
                    after = _outlook(inquiry, assessment, {fact: value})
                    closed = after.status is Status.ESTABLISHED or (
                        after.status is Status.EXCLUDED and set(after.because) & {f.name for f in grounds}
                    )
                    assert not closed, f"{fact} = {value} closes {assessment.offence}, yet it is not asked"

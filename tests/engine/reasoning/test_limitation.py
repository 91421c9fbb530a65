"""The limitation of prosecution, against a count that lives every day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from engine.model.answer import Assessment
from engine.model.knowledge import Exactly, StatedFact
from engine.model.law import Limitation, LimitationVersion
from engine.model.outcome import Outcome, Status, TimeBar
from engine.reasoning.limitation import Step, deadline
from tests.engine.reasoning.sample import SEEDS as LAWS
from tests.engine.reasoning.sample import Sample, sample
from tests.generators.law import SOURCE, SPAN, START, LawMaker
from tests.generators.plain_limitation import last_day_lived
from tests.generators.reports import random_report
from tests.generators.vocabulary import random_vocabulary, text

SEEDS = range(80)


def random_regime(random: Random, starts: str, name: str) -> Limitation:
    maker = LawMaker(random, random_vocabulary(random, 2))
    versions = tuple(
        LimitationVersion.model_validate({"from": start, "until": end, "delay": maker.delay(), "source": SOURCE})
        for start, end in maker.periods(4)
    )
    return Limitation(id=name, label=text(name), article="art. 8", starts=starts, versions=versions)


def random_steps(random: Random, starts: str, facts: date, count: int) -> list[Step]:
    days = sorted(facts + timedelta(days=random.randint(1, 600)) for _ in range(count - 1))
    return [(day, random_regime(random, starts, f"l{i}")) for i, day in enumerate([facts - timedelta(days=90), *days])]


def a_day(random: Random, after: date = START) -> date:
    return after + timedelta(days=random.randint(0, SPAN))


@pytest.mark.parametrize("seed", SEEDS)
def test_under_one_text_the_last_day_is_the_one_reached_day_by_day(seed: int) -> None:
    random = Random(f"limitation {seed}")
    facts = a_day(random)
    decision = a_day(random, facts)
    steps = random_steps(random, "facts", facts, 1)
    wanted = last_day_lived(steps, facts, decision)
    found = deadline(steps, facts, decision, {})
    assert (found.last_day, found.bar) == (wanted, TimeBar.YES if decision > wanted else TimeBar.NO)


@pytest.mark.parametrize("seed", SEEDS)
def test_when_the_text_changes_the_last_day_is_the_one_reached_day_by_day(seed: int) -> None:
    random = Random(f"texts {seed}")
    facts = a_day(random)
    decision = a_day(random, facts)
    steps = [step for step in random_steps(random, "facts", facts, random.randint(2, 3)) if step[0] <= decision]
    wanted = last_day_lived(steps, facts, decision)
    found = deadline(steps, facts, decision, {})
    assert (found.last_day, found.bar) == (wanted, TimeBar.YES if decision > wanted else TimeBar.NO), (
        facts,
        decision,
        steps,
    )


@pytest.mark.parametrize(
    ("starts", "fact"), [("first_publication", "date_premiere_mise_en_ligne"), ("majority", "date_majorite_victime")]
)
@pytest.mark.parametrize("seed", range(25))
def test_a_delay_that_starts_later_runs_from_its_own_day(seed: int, starts: str, fact: str) -> None:
    random = Random(f"later start {seed}")
    facts = a_day(random)
    start = a_day(random, facts)
    decision = a_day(random, start)
    steps = random_steps(random, starts, facts, 1)
    found = deadline(steps, facts, decision, {fact: StatedFact(fact, Exactly(start))})
    wanted = last_day_lived(steps, start, decision)
    assert (found.last_day, found.bar) == (wanted, TimeBar.YES if decision > wanted else TimeBar.NO)


@pytest.mark.parametrize("starts", ["majority", "discovery"])
@pytest.mark.parametrize("seed", range(25))
def test_an_unknown_start_never_says_out_of_time(seed: int, starts: str) -> None:
    random = Random(f"unknown start {seed}")
    facts = a_day(random)
    decision = a_day(random, facts)
    steps = [step for step in random_steps(random, starts, facts, random.randint(1, 3)) if step[0] <= decision]
    from_the_facts = last_day_lived(steps, facts, decision)
    found = deadline(steps, facts, decision, {})
    assert (found.last_day, found.bar) == (None, TimeBar.NO if decision <= from_the_facts else TimeBar.UNKNOWN)


@pytest.mark.parametrize("seed", LAWS)
def test_an_offence_takes_its_limitation_from_the_texts_between_the_facts_and_the_decision(seed: int) -> None:
    law = sample(seed)
    random = law.random("limitation")
    for _ in range(25):
        report, decision = random_report(random, law.ruleset, law.vocabulary, share=0.7)
        for found in law.engine.qualify(report, decision).assessments:
            if found.status is not Status.ESTABLISHED:
                continue
            start = law.plain.day_of_law(law.ruleset.offences[found.offence], report, decision)
            sure = steps_of(law, found, start, decision, (Outcome.ESTABLISHED,))
            perhaps = steps_of(law, found, start, decision, (Outcome.ESTABLISHED, Outcome.OPEN))
            if any(limitation.starts != "facts" for _, limitation in (*sure, *perhaps)):
                continue  # other starts have their own tests
            if not sure:
                assert found.time_bar is TimeBar.UNKNOWN
                continue
            wanted: date | None = last_day_lived(sure, start, decision)
            bar = TimeBar.YES if decision > wanted else TimeBar.NO
            if bar is TimeBar.YES and (not perhaps or last_day_lived(perhaps, start, decision) >= decision):
                wanted, bar = None, TimeBar.UNKNOWN  # a circumstance still open would leave time
            assert (found.time_bar, found.deadline) == (bar, wanted), (found.offence, report, decision)


def steps_of(law: Sample, found: Assessment, start: date, decision: date, accepted: tuple[Outcome, ...]) -> list[Step]:
    """The limitation of each text in force from a day to the decision, given the circumstances that count."""
    outcomes = {f.name: f.verdict.outcome for f in found.findings if f.kind == "aggravation"}
    steps: list[Step] = []
    for version in law.ruleset.offences[found.offence].versions:
        if version.from_ > max(start, decision) or (version.until is not None and version.until < start):
            continue
        names = [
            version.limitation,
            *(other for name, other in version.limitation_if.items() if outcomes.get(name) in accepted),
        ]
        if names[-1] is not None:
            steps.append((version.from_ if steps else START, law.ruleset.limitations[names[-1]]))
    return steps


def test_what_is_never_time_barred_has_no_last_day_and_revives_nothing_that_was() -> None:
    facts, change = date(2000, 1, 1), date(2004, 1, 1)
    never = regime("never", {"never": True})
    for years, bar in ((3, TimeBar.YES), (10, TimeBar.NO)):
        steps = [(facts, regime("counted", {"years": years})), (change, never)]
        found = deadline(steps, facts, date(2050, 1, 1), {})
        assert (found.bar, found.last_day) == (bar, date(2003, 1, 1) if bar is TimeBar.YES else None)
        assert found.limitation == ("counted" if bar is TimeBar.YES else "never")


def regime(name: str, delay: dict[str, int | bool]) -> Limitation:
    version = LimitationVersion.model_validate({"from": date(1990, 1, 1), "delay": delay, "source": SOURCE})
    return Limitation(id=name, label=text(name), article="art. 8", starts="facts", versions=(version,))

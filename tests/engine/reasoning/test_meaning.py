"""A boolean that `means` a comparison of a number: whichever of the two a report states, the answer is the same."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from engine.facts.atoms import settled
from engine.facts.statements import ReportError, read_report
from engine.language.synonyms import written_out
from engine.model.fact import FactDefinition, Means
from engine.model.knowledge import Knowledge
from engine.model.outcome import Outcome
from engine.reasoning.diagram import compile_formula
from tests.generators.conditions import random_formula
from tests.generators.vocabulary import NUMBERS, Vocabulary, define, domain
from tests.generators.worlds import is_true

SEEDS = range(30)
LOW, HIGH = NUMBERS


def vocabulary(random: Random) -> tuple[Vocabulary, Means]:
    """An age, what it means to be under (or over) a threshold, and an unrelated boolean."""
    threshold = random.randint(LOW + 1, HIGH)
    means = Means.model_validate({"fact": "age", random.choice(("under", "from")): threshold})
    facts: dict[str, FactDefinition] = {
        "age": define("age", "integer", low=LOW, high=HIGH),
        "seuil": define("seuil", "boolean").model_copy(update={"means": means}),
        "autre": define("autre", "boolean"),
    }
    return Vocabulary(facts, {name: domain(fact) for name, fact in facts.items()}), means


def says(means: Means, age: int) -> bool:
    return age < means.under if means.under is not None else age >= (means.from_ or 0)


def random_data(random: Random) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if random.random() < 0.6:
        low, high = sorted((random.randint(LOW, HIGH), random.randint(LOW, HIGH)))
        data["age"] = random.choice((low, {"min": low}, {"max": high}, {"min": low, "max": high}))
    if random.random() < 0.6:
        data["seuil"] = random.random() < 0.5
    if random.random() < 0.4:
        data["autre"] = random.random() < 0.5
    items = list(data.items())
    random.shuffle(items)
    return dict(items)


def fits(age: int, said: Any) -> bool:
    if isinstance(said, dict):
        return bool(said.get("min", LOW) <= age <= said.get("max", HIGH))
    return said is None or age == said


@pytest.mark.parametrize("seed", SEEDS)
def test_the_outcome_is_the_one_of_the_worlds_where_both_agree(seed: int) -> None:
    random = Random(f"means {seed}")
    words, means = vocabulary(random)
    condition = random_formula(random, words, list(words.facts))
    formula = compile_formula(written_out(condition, {"seuil": means}), {}, words.facts)
    for _ in range(15):
        data = random_data(random)
        worlds = [
            {"age": age, "seuil": says(means, age), "autre": autre}
            for age in range(LOW, HIGH + 1)
            for autre in (False, True)
            if fits(age, data.get("age"))
            and data.get("seuil", says(means, age)) is says(means, age)
            and data.get("autre", autre) is autre
        ]
        if not worlds:
            with pytest.raises(ReportError):
                read_report({"facts": data}, words.facts)
            continue
        known = {name: fact.knowledge for name, fact in read_report({"facts": data}, words.facts).facts.items()}
        answers = {is_true(condition, {}, world) for world in worlds}
        wanted = Outcome.OPEN if len(answers) == 2 else Outcome.ESTABLISHED if True in answers else Outcome.REFUTED
        assert _by_reasons(formula.reasons_for, formula.reasons_against, known) is wanted, (condition, data)


def _by_reasons(for_: Any, against: Any, known: dict[str, Knowledge]) -> Outcome:
    def is_known(reason: Any) -> bool:
        return all(lit.atom.fact in known and settled(lit.atom, known[lit.atom.fact]) is lit.holds for lit in reason)

    if any(is_known(reason) for reason in for_):
        return Outcome.ESTABLISHED
    return Outcome.REFUTED if any(is_known(reason) for reason in against) else Outcome.OPEN

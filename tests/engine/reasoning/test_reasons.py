"""The reasons of a formula: sufficient, minimal, none said twice, and enough of them to settle all that can be settled."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest

from engine.facts.atoms import settled
from engine.model.answer import Reason
from engine.model.condition import All, AnyOf, Condition, IsOneOf, IsTrue
from engine.model.knowledge import Knowledge, OneOf
from engine.model.literal import FactLiteral
from engine.model.outcome import Outcome
from engine.reasoning.diagram import Formula, compile_formula
from tests.generators.conditions import random_formula
from tests.generators.knowledge import random_known
from tests.generators.vocabulary import Vocabulary, define, domain, random_vocabulary
from tests.generators.worlds import Truth, literal_holds

SEEDS = range(50)


class Compiled:
    """A random condition over three facts: its reasons, and the worlds where each holds."""

    def __init__(self, condition: Condition, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.formula = compile_formula(condition, {}, vocabulary.facts)
        self.truth = Truth(condition, {}, vocabulary)

    def sides(self) -> Iterable[tuple[tuple[Reason, ...], int]]:
        """The reasons for, with the worlds where the condition holds; the reasons against, with the others."""
        yield self.formula.reasons_for, self.truth.true
        yield self.formula.reasons_against, self.truth.everywhere & ~self.truth.true

    def worlds(self, reason: Iterable[FactLiteral]) -> int:
        """The worlds where every literal holds."""
        literals = list(reason)
        return sum(
            1 << i
            for i, world in enumerate(self.truth.worlds)
            if all(literal_holds(lit, world[self.truth.names.index(lit.atom.fact)]) for lit in literals)
        )


def compiled(seed: int) -> Compiled:
    random = Random(f"reasons {seed}")
    vocabulary = random_vocabulary(random, 4)
    while True:
        condition = random_formula(random, vocabulary, random.sample(list(vocabulary.facts), 3))
        if len(Truth(condition, {}, vocabulary).worlds) <= 2_000:
            return Compiled(condition, vocabulary)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_reason_is_sufficient_and_possible(seed: int) -> None:
    case = compiled(seed)
    for reasons, goal in case.sides():
        for reason in reasons:
            worlds = case.worlds(reason)
            assert worlds, f"impossible: {reason}"
            assert not worlds & ~goal, f"not sufficient: {reason}"


@pytest.mark.parametrize("seed", SEEDS)
def test_no_reason_can_do_without_one_of_its_literals(seed: int) -> None:
    case = compiled(seed)
    for reasons, goal in case.sides():
        for reason in reasons:
            for i in range(len(reason)):
                assert case.worlds([*reason[:i], *reason[i + 1 :]]) & ~goal, f"{reason[i]} is not needed in {reason}"


@pytest.mark.parametrize("seed", SEEDS)
def test_no_reason_is_a_particular_case_of_another(seed: int) -> None:
    case = compiled(seed)
    for reasons, _ in case.sides():
        worlds = [case.worlds(reason) for reason in reasons]
        for i, mine in enumerate(worlds):
            for j, other in enumerate(worlds):
                assert i == j or mine & ~other, f"{reasons[i]} adds nothing to {reasons[j]}"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reason_is_known_exactly_when_the_outcome_is_settled(seed: int) -> None:
    case = compiled(seed)
    random = Random(f"known {seed}")
    for _ in range(10):
        known = random_known(random, case.vocabulary, share=0.7)
        assert _outcome(case.formula, known) is case.truth.outcome(known), known


def test_one_of_two_values_settles_what_either_would() -> None:
    facts = {"forme": define("forme", "choice", ["a", "b", "c"]), "autre": define("autre", "boolean")}
    condition = AnyOf((IsOneOf("forme", ("a", "b")), All((IsOneOf("forme", ("a",)), IsTrue("autre", True)))))
    assert (
        _outcome(compile_formula(condition, {}, facts), {"forme": OneOf(frozenset({"a", "b"}))}) is Outcome.ESTABLISHED
    )


def test_the_last_value_of_a_choice_is_one_reason_not_two() -> None:
    facts = {"forme": define("forme", "choice", ["a", "b", "c"]), "autre": define("autre", "boolean")}
    vocabulary = Vocabulary(facts, {name: domain(fact) for name, fact in facts.items()})
    either = All((IsTrue("autre", True), AnyOf((IsOneOf("forme", ("a",)), IsOneOf("forme", ("b",))))))
    formula = Compiled(AnyOf((IsOneOf("forme", ("c",)), either)), vocabulary).formula
    alone = [reason for reason in formula.reasons_for if {lit.atom.fact for lit in reason} == {"forme"}]
    assert len(alone) == 1, f"« c » and « neither a nor b » say the same: {alone}"


def _outcome(formula: Formula, known: dict[str, Knowledge]) -> Outcome:
    """What the reasons known say; never both."""

    def is_known(reason: Reason) -> bool:
        return all(lit.atom.fact in known and settled(lit.atom, known[lit.atom.fact]) is lit.holds for lit in reason)

    for_ = any(is_known(reason) for reason in formula.reasons_for)
    against = any(is_known(reason) for reason in formula.reasons_against)
    assert not (for_ and against)
    return Outcome.ESTABLISHED if for_ else Outcome.REFUTED if against else Outcome.OPEN

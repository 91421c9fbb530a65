"""An open verdict shows two completions that what is known allows: one that makes its condition hold, one that makes it fail."""

from __future__ import annotations

from random import Random

import pytest

from engine.model.condition import All, AnyOf, Condition, IsOneOf, IsTrue
from engine.model.fact import FactDefinition
from engine.model.knowledge import OneOf, StatedFact
from engine.model.law import Version
from engine.model.literal import FactLiteral
from engine.model.outcome import Outcome
from engine.model.ruleset import Ruleset
from engine.reasoning.forward import PlainForward
from engine.reasoning.plan import compile_plan
from engine.reasoning.verdicts import Verdicts
from fuzz.agreement import Court
from tests.engine.reasoning.sample import SEEDS, sample
from tests.generators.knowledge import random_known
from tests.generators.law import SOURCE, START, LawMaker
from tests.generators.vocabulary import Vocabulary, define, domain, text
from tests.generators.worlds import Truth, literal_holds


@pytest.mark.parametrize("seed", SEEDS)
def test_each_completion_shown_is_possible_and_settles_the_condition_its_way(seed: int) -> None:
    law = sample(seed)
    random = law.random("witnesses")
    court = Court(law.plan, law.vocabulary, durable=None)
    seen = 0
    for _ in range(12):
        known = random_known(random, law.vocabulary)
        board = law.engine.verdicts.of({name: StatedFact(name, said) for name, said in known.items()})
        for judged in court.judged:
            verdict = board.verdict(judged.formula)
            if verdict.outcome is Outcome.OPEN:
                possible, true = judged.truth.possible(known), judged.truth.true
                holds = possible & worlds(judged.truth, verdict.could_hold)
                fails = possible & worlds(judged.truth, verdict.could_fail)
                assert holds, f"{judged.name}: {verdict.could_hold} contradicts {known}"
                assert fails, f"{judged.name}: {verdict.could_fail} contradicts {known}"
                assert not holds & ~true
                assert not fails & true
                seen += 1
    assert seen > 0


def test_one_of_three_values_is_not_taken_for_the_fourth() -> None:
    facts = {"forme": define("forme", "choice", ["a", "b", "c", "d"]), "zone": define("zone", "boolean")}
    condition = AnyOf((IsOneOf("forme", ("a",)), All((IsOneOf("forme", ("b",)), IsTrue("zone", True)))))
    plan = compile_plan(one_element(condition, facts))
    known = {"forme": StatedFact("forme", OneOf(frozenset({"b", "c", "d"})))}
    (regime,) = plan.regimes["essai"]
    verdict = Verdicts(plan, PlainForward(plan.partitions)).of(known).verdict(regime.clauses[0].formula)
    shown = [
        value
        for value in "bcd"
        if all(literal_holds(lit, value) for lit in verdict.could_hold if lit.atom.fact == "forme")
    ]
    assert verdict.outcome is Outcome.OPEN
    assert shown == ["b"], f"{verdict.could_hold} leaves {shown} among b, c, d"


def one_element(condition: Condition, facts: dict[str, FactDefinition]) -> Ruleset:
    """A law of one offence of one element."""
    maker = LawMaker(Random(0), Vocabulary(facts, {name: domain(fact) for name, fact in facts.items()}), 1)
    maker.condition = lambda: condition  # type: ignore[method-assign]
    element = maker.element(core=True)
    frame = {"id": "v0", "from": START, "law": "loi", "change": text("loi"), "source": SOURCE, "elements": ("e0",)}
    drawn = sample(0).ruleset.offences["o0"]
    changes = {
        "id": "essai",
        "elements": {"e0": element},
        "versions": (Version.model_validate(frame),),
        "relations": (),
    }
    emptied: dict[str, object] = {"defences": {}, "scope": {}, "aggravations": {}, "cautions": {}}
    return Ruleset(facts, {}, {}, {"essai": drawn.model_copy(update={**changes, **emptied})}, {}, "essai")


def worlds(truth: Truth, literals: tuple[FactLiteral, ...]) -> int:
    """The worlds where every literal holds."""
    return sum(
        1 << i
        for i, world in enumerate(truth.worlds)
        if all(literal_holds(lit, world[truth.names.index(lit.atom.fact)]) for lit in literals)
    )

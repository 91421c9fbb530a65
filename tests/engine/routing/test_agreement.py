"""The router against the reference evaluator, which enumerates completions and shares no code with diagrams or rules."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from engine.facts.statements import read_report
from engine.model.outcome import Outcome
from engine.model.routing import RoutingRule
from engine.reasoning.durable import MISSING, DurableForward
from engine.reasoning.forward import PlainForward
from engine.reasoning.in_force import wording
from engine.reasoning.reference import evaluate
from engine.routing.router import Router
from tests.engine.routing.shared import DAY, QUIET, decide, random_situation, router

SITUATIONS = 120
_WORD = {Outcome.ESTABLISHED: "due", Outcome.REFUTED: "not_due", Outcome.OPEN: "open"}


def by_hand(rule: RoutingRule, situation: dict[str, object], day: date, due: set[str]) -> str | None:
    """What the documentation says of a rule, worked out without the router; None when it is not in force."""
    rules = router().rules
    version = rule.at(day)
    if version is None:
        return None
    stated = read_report({"facts": situation}, rules.facts).facts
    known = {name: fact.knowledge for name, fact in stated.items()}
    notions, _ = wording((version.condition,), rules.notions, day)
    found = evaluate(version.condition, notions, rules.facts, known)
    if version.notice is not None:
        told = situation.get("deja_transmis")
        presumed = isinstance(told, dict) and told.get("standing") == "presumed"
        value = told.get("value", told) if isinstance(told, dict) else told
        listed, never = (
            (value.get("includes", ()), value.get("excludes", ())) if isinstance(value, dict) else (value, None)
        )
        already = None if listed is None else rule.recipient in listed
        if already is False and never is not None and rule.recipient not in never:
            already = None
        if rule.urgent:
            found = Outcome.REFUTED if already and not presumed else found
        elif already:
            found = Outcome.REFUTED
        elif already is None and found is Outcome.ESTABLISHED:
            found = Outcome.OPEN
    if found is Outcome.ESTABLISHED and due.intersection(rule.yields_to):
        return "not_due"
    return _WORD[found]


@pytest.fixture(params=["python", "durable_rules"])
def judged(request: pytest.FixtureRequest) -> Router:
    if request.param == "python":
        return Router(router().rules, PlainForward(router().plan.partitions))
    if MISSING is not None:
        pytest.skip(f"durable_rules is not installed: {MISSING}")
    return Router(router().rules, DurableForward(router().plan.partitions))


def test_every_status_is_the_reference_evaluators(judged: Router) -> None:
    random = Random(20261124)
    seen: Counter[str] = Counter()
    for number in range(SITUATIONS):
        situation = random_situation(random, random.choice((0.55, 0.75, 0.95, 1.0)))
        day = DAY - timedelta(days=random.choice((0, 0, 1_500)))
        routing = judged.decide(situation, day)
        due: set[str] = set()
        wanted: dict[str, str] = {}
        for rule in judged.rules.rules:
            status = by_hand(rule, situation, day, due)
            if status is not None:
                wanted[rule.id] = status
                due |= {rule.id} if status == "due" else set()
        got = {route.rule: route.status for route in routing.routes}
        assert got == wanted, (number, situation)
        seen.update(got.values())
    assert min(seen[word] for word in ("due", "not_due", "open")) > 50, seen


def test_settled_stays_settled_when_more_is_known() -> None:
    random = Random(7)
    for _ in range(60):
        whole = random_situation(random, 1.0)
        part = {name: value for name, value in whole.items() if random.random() < 0.6}
        before = {r.rule: r.status for r in router().decide(part, DAY).routes}
        after = {r.rule: r.status for r in router().decide(whole, DAY).routes}
        for rule in router().rules.rules:
            if rule.urgent or rule.yields_to:
                continue  # an earlier sending, or another rule, may come to stand in the way
            if before[rule.id] != "open":
                assert after[rule.id] == before[rule.id], (rule.id, part, whole)


def test_what_is_missing_is_what_closes_a_route() -> None:
    random = Random(11)
    closed = 0
    for _ in range(40):
        situation = random_situation(random, 0.7)
        for route in router().decide(situation, DAY).having("open"):
            assert route.missing
            for fact in route.missing:
                known = read_report({"facts": situation}, router().rules.facts).facts.get(fact)
                assert known is None or type(known.knowledge).__name__ != "Exactly"
            closed += 1
    assert closed > 50


def test_what_is_kept_of_a_partly_known_choice_changes_no_answer() -> None:
    for left in (["france", "indeterminable"], ["etranger", "france"], ["etranger", "indeterminable"]):
        said = {**QUIET, "hebergement": {"one_of": left}, "pays_membre_inhope": True, "origine": "inhope"}
        fresh = Router(router().rules).decide(said, DAY)
        assert router().decide(said, DAY) == fresh


def test_the_same_situation_gives_the_same_answer() -> None:
    assert decide() == decide()
    assert decide().digest == router().rules.digest

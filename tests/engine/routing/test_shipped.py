"""The shipped routing: nothing to say of it, every case gets its routes, and the cases would notice a damaged rule."""

from __future__ import annotations

from functools import cache

import pytest

from engine.model.outcome import Confidence
from engine.routing.cases import RouteRow, routing_cases
from engine.routing.trials import RoutingResult, failures, routing_coverage, routing_mutation, run_routing
from tests.engine.routing.shared import DAY, QUIET, faults_of, router
from tests.shared import RULESETS, shipped

RULES = {rule.id: rule for rule in router().rules.rules}


@cache
def results() -> tuple[RoutingResult, ...]:
    runs, _, faults = routing_cases(RULESETS, router().rules)
    assert faults == []
    return tuple(run_routing(router(), runs))


@cache
def rows() -> tuple[RouteRow, ...]:
    return tuple(routing_cases(RULESETS, router().rules)[1])


def test_nothing_is_wrong_in_it_and_it_agrees_with_the_law() -> None:
    assert [fault.as_text() for fault in faults_of(RULESETS)] == []


def test_every_case_gets_its_routes() -> None:
    assert len(results()) > 100
    assert [str(failure) for failure in failures(results(), rows())] == []


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_seen_due_not_due_and_open_in_each_version(rule: str) -> None:
    assert routing_coverage(RULES[rule], results(), rows()).missing == ()


@pytest.mark.parametrize("rule", RULES)
def test_the_cases_would_notice_any_damage_to_a_rule(rule: str) -> None:
    found = routing_mutation(router(), RULES[rule], results(), rows())
    assert found.total > 0
    assert found.survivors == ()


def test_every_offence_of_the_law_has_its_family() -> None:
    assert {name for name in shipped().ruleset.offences if router().rules.family_of(name) is None} == set()


def test_abuse_images_and_danger_to_life_want_two_persons() -> None:
    danger = router().decide({"danger_immediat": True, "annonce_suicide": True, "enfant_en_danger": True}, DAY)
    images = [router().decide({**QUIET, "hebergement": where}, DAY) for where in ("france", "etranger")]
    seen = [r for routing in (danger, *images) for r in routing.having("due")]
    assert {r.recipient for r in seen} == {"secours", "pharos", "hebergeur", "iccam"}
    assert all(r.two_persons for r in seen)


def test_what_the_hotline_set_for_itself_is_marked_so() -> None:
    for rule in RULES.values():
        for version in rule.versions:
            deadline = version.deadline
            if deadline is not None and deadline.days is not None:
                assert (deadline.binding, deadline.source.confidence) == (False, Confidence.TO_VERIFY)

"""Cases of routing run: what fails, what they do not show, and whether they would notice a damaged
condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.analysis.case_runs import Failure
from engine.analysis.coverage import Coverage
from engine.analysis.mutation import Mutation, mutants, settle
from engine.facts.statements import read_report
from engine.model.condition import Condition
from engine.model.knowledge import StatedFact
from engine.model.routing import RoutingRule, RoutingVersion
from engine.reasoning.diagram import Formula, compile_formula, expand
from engine.reasoning.implicants import TooManyReasons
from engine.reasoning.in_force import wording
from engine.routing.cases import RoutingRun
from engine.routing.router import STATUS, Router, RouteStatus, Routing, due_condition

WAYS: tuple[RouteStatus, ...] = ("due", "not_due", "open")


@dataclass(frozen=True, slots=True)
class RoutingResult:
    """A run and what the router answered."""

    run: RoutingRun
    routing: Routing
    differences: tuple[str, ...]


def run_routing(router: Router, runs: Iterable[RoutingRun]) -> list[RoutingResult]:
    """Every run decided, in order."""
    results = []
    for run in runs:
        routing = router.decide(run.situation, run.day)
        results.append(RoutingResult(run, routing, tuple(_differences(run, routing))))
    return results


def failures(results: Iterable[RoutingResult]) -> list[Failure]:
    """The runs that did not get their routes."""
    return [Failure(r.run.place, f"routage · {r.run.case.name}", r.differences) for r in results if r.differences]


def _differences(run: RoutingRun, routing: Routing) -> Iterator[str]:
    for status, wanted in (("due", run.case.due), ("open", run.case.open)):
        got = [route.rule for route in routing.routes if route.status == status]
        if got != list(wanted):
            word = "dues" if status == "due" else "ouvertes"
            yield f"{word} : attendu {', '.join(wanted) or 'aucune'}, obtenu {', '.join(got) or 'aucune'}"
    for route in routing.routes:
        facts = run.case.missing.get(route.rule)
        if facts is not None and facts != route.missing:
            yield f"{route.rule} attend : attendu {', '.join(facts)}, obtenu {', '.join(route.missing) or 'rien'}"


def routing_coverage(rule: RoutingRule, results: Iterable[RoutingResult]) -> Coverage:
    """Version x status, and the eve and day of each change of version."""
    seen: set[str] = set()
    for result in results:
        version = rule.at(result.run.day)
        route = next((r for r in result.routing.routes if r.rule == rule.id), None)
        if version is not None and route is not None:
            seen |= {f"{version.from_} · {route.status}", f"le {result.run.day}"}
    wanted = [f"{version.from_} · {way}" for version in rule.versions for way in WAYS]
    for version in rule.versions[1:]:
        wanted.append(f"le {version.from_}")
    for version in rule.versions[:-1]:
        wanted.append(f"le {version.until}")
    return Coverage(rule.id, len(wanted), tuple(cell for cell in wanted if cell not in seen))


def routing_mutation(router: Router, rule: RoutingRule, results: Iterable[RoutingResult]) -> Mutation:
    """Damages the conditions of a rule one at a time, and replays the cases.

    A case counts where the condition alone gives the status: not where the rule yields to another,
    or was told before.
    """
    total, survivors = 0, []
    everyone = list(results)
    for original, versions in _conditions(router, rule).items():
        here = [r for r in everyone if any(version.covers(r.run.day) for version in versions)]
        before = compile_formula(original, {}, router.rules.facts)
        cases = [shown for r in here for shown in _shown(router, rule, before, r)]
        for label, mutant in mutants(original):
            try:
                compiled = compile_formula(mutant, {}, router.rules.facts)
            except TooManyReasons:
                continue
            if compiled == before:
                continue
            total += 1
            if all(STATUS[settle(compiled, facts)] == status for facts, status in cases):
                survivors.append(f"{versions[0].from_} · {label}")
    return Mutation(rule.id, total, tuple(survivors))


def _conditions(router: Router, rule: RoutingRule) -> dict[Condition, list[RoutingVersion]]:
    """Each whole condition of a rule, notions written out as on the first day of its versions."""
    found: dict[Condition, list[RoutingVersion]] = {}
    for version in rule.versions:
        found.setdefault(_expanded(router, rule, version), []).append(version)
    return found


def _expanded(router: Router, rule: RoutingRule, version: RoutingVersion) -> Condition:
    condition = due_condition(rule, version)
    notions, _ = wording((condition,), router.rules.notions, version.from_)
    return expand(condition, notions)


def _shown(
    router: Router, rule: RoutingRule, formula: Formula, result: RoutingResult
) -> Iterator[tuple[dict[str, StatedFact], RouteStatus]]:
    facts = dict(read_report({"facts": dict(result.run.situation)}, router.rules.facts).facts)
    status = STATUS[settle(formula, facts)]
    if any(route.rule == rule.id and route.status == status for route in result.routing.routes):
        yield facts, status

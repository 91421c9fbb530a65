"""Routing checks of `qualif rules check`, `test` and `coverage`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.cli.shared import fail
from engine.analysis.coverage import Coverage
from engine.analysis.mutation import Mutation
from engine.model.routing import RoutingRules
from engine.routing.cases import RouteRow, routing_cases
from engine.routing.loader import load_routing
from engine.routing.project import FOLDER
from engine.routing.router import Router
from engine.routing.trials import RoutingResult, failures, routing_coverage, routing_mutation, run_routing
from textfile.diagnostics import RulesetError, render_text


def routing_size(rules: RoutingRules | None) -> str:
    """Summary of a routing, in a line; empty when there is none, or an unusable one."""
    if rules is None:
        return ""
    size = f"{len(rules.rules)} règles de routage, {len(rules.families)} familles d'infractions"
    return f"{size} ; empreinte du routage : {rules.digest}"


def told_routing_cases(root: Path) -> bool:
    """Replays the cases of routing, says how it went, and whether something failed."""
    if not (root / FOLDER).is_dir():
        return False
    _, results, rows = _results(root)
    failed = failures(results, rows)
    for failure in failed:
        print(failure)
    print(f"{len(results)} cas de routage rejoués, {len(failed)} en échec.")
    return bool(failed)


def routing_rows(root: Path) -> Iterator[tuple[Coverage, Mutation]]:
    """Coverage of each routing rule by the cases."""
    if (root / FOLDER).is_dir():
        router, results, rows = _results(root)
        for rule in router.rules.rules:
            yield routing_coverage(rule, results, rows), routing_mutation(router, rule, results, rows)


def _results(root: Path) -> tuple[Router, list[RoutingResult], list[RouteRow]]:
    try:
        router = Router(load_routing(root))
    except RulesetError as error:
        fail(render_text(error.diagnostics), 1)
    runs, rows, faults = routing_cases(root, router.rules)
    if faults:
        fail(render_text(faults), 1)
    return router, run_routing(router, runs), rows

"""Routing checks of `qualif rules check`, `test` and `coverage`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.cli.shared import fail
from engine.analysis.coverage import Coverage
from engine.analysis.mutation import Mutation
from engine.language.names import names_in
from engine.model.ruleset import Ruleset
from engine.routing.cases import routing_runs
from engine.routing.loader import check_routing, load_routing
from engine.routing.project import FOLDER
from engine.routing.router import Router
from engine.routing.trials import RoutingResult, failures, routing_coverage, routing_mutation, run_routing
from textfile.diagnostics import Diagnostic, RulesetError, render_text


def routing_faults(root: Path, ruleset: Ruleset) -> tuple[str, list[Diagnostic]]:
    """Summary of the routing of a folder, in a line (empty when it has none, or an unusable one),
    and what is wrong in it.
    """
    if not (root / FOLDER).is_dir():
        return "", []
    rules, faults = check_routing(root, names_in(ruleset))
    if rules is None:
        return "", faults
    size = f"{len(rules.rules)} règles de routage, {len(rules.families)} familles d'infractions"
    return f"{size} ; empreinte du routage : {rules.digest}", faults


def told_routing_cases(root: Path) -> bool:
    """Replays the cases of routing, says how it went, and whether something failed."""
    if not (root / FOLDER).is_dir():
        return False
    _, results = _results(root)
    failed = failures(results)
    for failure in failed:
        print(failure)
    print(f"{len(results)} cas de routage rejoués, {len(failed)} en échec.")
    return bool(failed)


def routing_rows(root: Path) -> Iterator[tuple[Coverage, Mutation]]:
    """Coverage of each routing rule by the cases."""
    if (root / FOLDER).is_dir():
        router, results = _results(root)
        for rule in router.rules.rules:
            yield routing_coverage(rule, results), routing_mutation(router, rule, results)


def _results(root: Path) -> tuple[Router, list[RoutingResult]]:
    try:
        router = Router(load_routing(root))
    except RulesetError as error:
        fail(render_text(error.diagnostics), 1)
    runs, faults = routing_runs(root, router.rules)
    if faults:
        fail(render_text(faults), 1)
    return router, run_routing(router, runs)

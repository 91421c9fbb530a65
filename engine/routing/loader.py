"""Loader of the `routing` folder of a rulesets folder into checked, immutable rules, or every
diagnostic at once.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import MappingProxyType

from engine.language.checks import COMPILED, FOUNDATIONS, STRUCTURE
from engine.language.checks.satisfiable import conditions_are_contingent
from engine.language.checks.sources import verifications_are_recent
from engine.language.checks.unused import definitions_are_used
from engine.language.synonyms import write_out
from engine.model.routing import RoutingRules
from engine.model.ruleset import Ruleset
from engine.routing import checks, disagreements
from engine.routing.project import FOLDER, RoutingProject, read_routing
from textfile.diagnostics import Diagnostic, RulesetError, in_order

__all__ = ["FOLDER", "check_routing", "load_routing"]

_MEANING = (conditions_are_contingent, verifications_are_recent, definitions_are_used)


def load_routing(root: Path) -> RoutingRules:
    """The routing of a rulesets folder (the one that holds `routing`), checked for what the router
    relies on.

    Raises:
        RulesetError: with every diagnostic, when there is no routing or it holds an error.
    """
    rules, faults = check_routing(root, thorough=False)
    if rules is None:
        raise RulesetError([f for f in faults if not f.warning])
    return rules


def check_routing(
    root: Path, ruleset: Ruleset | None = None, today: date | None = None, thorough: bool = True
) -> tuple[RoutingRules | None, list[Diagnostic]]:
    """The routing rules (None when an error forbids them) and all diagnostics, warnings included.

    With the law (`ruleset`), families must hold each of its offences once, and recipients must be
    those that offences name.
    """
    project = read_routing(root, today)
    faults = project.shared.faults
    steps = [FOUNDATIONS, STRUCTURE, *((COMPILED, _MEANING) if thorough else ())]
    for step in steps:
        if _refused(faults):
            break  # later checks assume what earlier ones establish
        for check in step:
            faults.extend(check(project.shared))
        if step is FOUNDATIONS and not _refused(faults):
            write_out(project.shared)
            faults.extend(checks.check(project))
    rules = None if _refused(faults) else _rules(project)
    if rules is not None and ruleset is not None:
        faults.extend(disagreements.check(project, rules, ruleset))
    return (None if _refused(faults) else rules), in_order(faults)


def _rules(project: RoutingProject) -> RoutingRules:
    shared = project.shared
    return RoutingRules(
        facts=MappingProxyType({p.value.id: p.value for p in shared.facts}),
        notions=MappingProxyType({p.value.id: p.value for p in shared.notions}),
        rules=tuple(sorted((p.value for p in shared.routes), key=lambda rule: rule.order)),
        families=MappingProxyType({p.value.id: p.value.offences for p in project.families}),
        contacts=MappingProxyType({p.value.id: p.value for p in project.contacts}),
        union=tuple(p.value for p in project.union),
        members=tuple(p.value for p in project.members),
        digest=shared.digest,
    )


def _refused(faults: list[Diagnostic]) -> bool:
    return any(not fault.warning for fault in faults)

"""Loader of the `routing` folder of a rulesets folder into checked, immutable rules, or every
diagnostic at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from engine.language.allowances import settle
from engine.language.checks.satisfiable import conditions_are_contingent
from engine.language.loader import is_refused, judge, judge_meaning, remarks
from engine.language.names import LawNames
from engine.language.project import Project, ProjectReader
from engine.model.fact import FactDefinition
from engine.model.routing import RoutingRules
from engine.routing import checks, disagreements
from engine.routing.project import FOLDER, RoutingProject, read_routing
from textfile.diagnostics import Diagnostic, RulesetError, in_order

__all__ = ["FOLDER", "check_routing", "load_routing"]


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


@dataclass(frozen=True, slots=True)
class RoutingCheck:
    """Outcome of a check: the rules (None when an error forbids them), all diagnostics in order,
    and the names that other files may use, whatever is wrong; no contacts when some are in doubt.
    """

    rules: RoutingRules | None
    faults: tuple[Diagnostic, ...]
    facts: Mapping[str, FactDefinition]
    contacts: frozenset[str] | None


def check_routing(
    root: Path, law: LawNames | None = None, today: date | None = None, thorough: bool = True
) -> tuple[RoutingRules | None, list[Diagnostic]]:
    """The routing rules (None when an error forbids them) and all diagnostics."""
    checked = judge_routing(root, law, today, thorough)
    return checked.rules, [*checked.faults]


def judge_routing(
    root: Path,
    law: LawNames | None = None,
    today: date | None = None,
    thorough: bool = True,
    reader: ProjectReader | None = None,
) -> RoutingCheck:
    """The routing of a folder, and everything that is wrong in it.

    With the law, families must hold each of its offences once, and recipients must be those that
    offences name.
    """
    project = read_routing(root, today, reader)
    faults, sound = judge(project.shared)
    faults += checks.check(project)
    if thorough:
        faults, sound = judge_meaning(sound, faults, checks=(conditions_are_contingent,))
        faults += remarks(project.shared, faults)
    rules = _rules(project, sound)
    if law is not None:
        faults += disagreements.check(project, rules if not is_refused(faults) else None, law)
    refused = is_refused(faults)
    settled = settle(faults, project.shared.documents, whole=thorough and not refused)
    return RoutingCheck(
        rules=None if refused else rules,
        faults=tuple(in_order(settled)),
        facts={placed.value.id: placed.value for placed in project.shared.facts},
        contacts=None if project.shared.opaque else frozenset((*rules.contacts, *project.shared.doubtful)),
    )


def _rules(project: RoutingProject, shared: Project) -> RoutingRules:
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

"""Loader of rulesets: a folder of YAML into a checked, immutable ruleset, or every diagnostic at
once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from types import MappingProxyType

from engine.language.checks import COMPILED, FOUNDATIONS, MEANING, OF_THE_WHOLE, STRUCTURE
from engine.language.project import Project, files_of, part_of, read_project
from engine.language.synonyms import write_out
from engine.model.ruleset import Ruleset
from textfile.diagnostics import Diagnostic, RulesetError, in_order


def check_folder(
    root: Path, today: date | None = None, thorough: bool = True, only: Collection[str] = ()
) -> tuple[Ruleset | None, list[Diagnostic]]:
    """The ruleset (None when an error forbids it) and all diagnostics, warnings included.

    `today` dates the check of stale sources. `thorough` adds the checks of meaning to those the
    engine relies on; `only` restricts these to some offences, by their id or their theme, and
    warnings to their files and to those of their theme.
    """
    project = read_project(root, today)
    faults, checked = list(project.faults), project
    for checks in (FOUNDATIONS, STRUCTURE, *((COMPILED, MEANING) if thorough else ())):
        if any(not fault.warning for fault in faults):
            break  # later checks assume what earlier ones establish
        if only and checks is COMPILED:
            checked = part_of(project, only)
        for check in checks:
            if not (only and check in OF_THE_WHOLE):
                faults.extend(check(checked))
        if checks is FOUNDATIONS and not any(not fault.warning for fault in faults):
            write_out(project)
    refused = any(not fault.warning for fault in faults)
    if only:
        concerned = files_of(project, only)
        faults = [fault for fault in faults if not fault.warning or fault.place.file in concerned]
    return (None if refused else _ruleset(project)), in_order(faults)


def load_folder(root: Path) -> Ruleset:
    """The ruleset of a folder, checked for what the engine relies on.

    Raises:
        RulesetError: with every diagnostic, when the folder holds an error.
    """
    ruleset, faults = check_folder(root, thorough=False)
    if ruleset is None:
        raise RulesetError([f for f in faults if not f.warning])
    return ruleset


def _ruleset(project: Project) -> Ruleset:
    return Ruleset(
        facts=MappingProxyType({p.value.id: p.value for p in project.facts}),
        notions=MappingProxyType({p.value.id: p.value for p in project.notions}),
        limitations=MappingProxyType({p.value.id: p.value for p in project.limitations}),
        offences=MappingProxyType({p.value.id: p.value for p in project.offences}),
        out_of_field=MappingProxyType({p.value.id: p.value for p in project.out_of_field}),
        digest=project.digest,
        order=project.order.value if project.order is not None else None,
    )

"""A folder of YAML into a checked, immutable ruleset, or every diagnostic at once."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from engine.language.checks import CHECKS
from engine.language.diagnostics import Diagnostic, RulesetError, in_order
from engine.language.project import Project, read_project
from engine.model.ruleset import Ruleset


def check_folder(root: Path) -> tuple[Ruleset | None, list[Diagnostic]]:
    """The ruleset (None when an error forbids it) and all diagnostics, warnings included."""
    project = read_project(root)
    faults = list(project.faults)
    if not faults:  # checks assume the right shape: a malformed file would only bring noise
        for check in CHECKS:
            found = list(check(project))
            faults.extend(found)
            if any(not f.warning for f in found) and check.__module__.rsplit(".", 1)[-1] in _GATES:
                break
    refused = any(not fault.warning for fault in faults)
    return (None if refused else _ruleset(project)), in_order(faults)


_GATES = frozenset({"unique_ids", "known_references", "typed_tests", "notion_cycles"})
"""Checks after which the others would only repeat the same fault in other words."""


def load_folder(root: Path) -> Ruleset:
    """The ruleset of a folder.

    Raises:
        RulesetError: with every diagnostic, when the folder holds an error.
    """
    ruleset, faults = check_folder(root)
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
    )

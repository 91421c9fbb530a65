"""Loader of rulesets: a folder of YAML into a checked, immutable ruleset, or every diagnostic at
once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from engine.language.allowances import settle
from engine.language.checks import COMPILED, FOUNDATIONS, MEANING, OF_THE_WHOLE, REMARKS, STRUCTURE, Check
from engine.language.checks.unused import definitions_are_used
from engine.language.names import LawNames, names_of
from engine.language.project import Project, ProjectReader, files_of, part_of, read_project
from engine.language.soundness import sound_part
from engine.language.synonyms import write_out
from engine.model.ruleset import Ruleset
from textfile.diagnostics import Diagnostic, RulesetError, in_order

_OF_NO_NAME = ("R301", "R302", "R303", "R306", "R403", "R5")
"""First letters of the errors that leave no doubt on what is used."""


@dataclass(frozen=True, slots=True)
class LawCheck:
    """Outcome of a check: the ruleset (None when an error forbids it), all diagnostics in order,
    and what the folder defines, whatever is wrong in it.
    """

    ruleset: Ruleset | None
    faults: tuple[Diagnostic, ...]
    names: LawNames


def check_law(
    root: Path,
    today: date | None = None,
    thorough: bool = True,
    only: Collection[str] = (),
    reader: ProjectReader | None = None,
) -> LawCheck:
    """The law of a folder, and everything that is wrong in it.

    `today` dates the check of stale sources. `thorough` adds the checks of meaning to those the
    engine relies on; `only` restricts these to some offences, by their id or their theme, and
    warnings to their files and to those of their theme.
    """
    project = read_project(root, today, reader)
    faults, sound = judge(project)
    if thorough:
        faults, sound = judge_meaning(sound, faults, only)
        faults += remarks(part_of(project, only) if only else project, faults, only)
    refused = is_refused(faults)
    if only:
        concerned = files_of(project, only)
        faults = [fault for fault in faults if not fault.warning or fault.place.file in concerned]
    settled = settle(faults, project.documents, whole=thorough and not only and not refused)
    return LawCheck(None if refused else _ruleset(sound), tuple(in_order(settled)), names_of(project, sound))


def check_folder(
    root: Path, today: date | None = None, thorough: bool = True, only: Collection[str] = ()
) -> tuple[Ruleset | None, list[Diagnostic]]:
    """The ruleset (None when an error forbids it) and all diagnostics, warnings included."""
    checked = check_law(root, today, thorough, only)
    return checked.ruleset, [*checked.faults]


def load_folder(root: Path, reader: ProjectReader | None = None) -> Ruleset:
    """The ruleset of a folder, checked for what the engine relies on.

    Raises:
        RulesetError: with every diagnostic, when the folder holds an error.
    """
    checked = check_law(root, thorough=False, reader=reader)
    if checked.ruleset is None:
        raise RulesetError([fault for fault in checked.faults if not fault.warning])
    return checked.ruleset


def judge(project: Project) -> tuple[list[Diagnostic], Project]:
    """What is wrong in a project for the engine, and its sound part, with synonyms written out."""
    faults = [*project.faults, *(fault for check in FOUNDATIONS for fault in check(project))]
    sound = sound_part(project, faults)
    write_out(sound)
    for stage in STRUCTURE:
        faults, sound = _stage(stage, sound, sound, faults)
    return faults, sound


def judge_meaning(
    sound: Project, faults: list[Diagnostic], only: Collection[str] = (), checks: tuple[Check, ...] = MEANING
) -> tuple[list[Diagnostic], Project]:
    """The faults with those of meaning, and what is sound then."""
    for stage in (COMPILED, checks):
        here = part_of(sound, only) if only else sound
        faults, sound = _stage(tuple(c for c in stage if not (only and c in OF_THE_WHOLE)), here, sound, faults)
    return faults, sound


def remarks(project: Project, faults: Iterable[Diagnostic], only: Collection[str] = ()) -> list[Diagnostic]:
    """What is to be said of definitions as they are written; of their use, once all names are
    known.
    """
    unsure = any(not fault.warning and not fault.code.startswith(_OF_NO_NAME) for fault in faults)
    checks = [check for check in REMARKS if not (only and check in OF_THE_WHOLE)]
    return [fault for check in checks if not (unsure and check is definitions_are_used) for fault in check(project)]


def is_refused(faults: Iterable[Diagnostic]) -> bool:
    """Whether one of them is an error."""
    return any(not fault.warning for fault in faults)


def _stage(
    checks: tuple[Check, ...], here: Project, sound: Project, faults: list[Diagnostic]
) -> tuple[list[Diagnostic], Project]:
    more = [fault for check in checks for fault in check(here)]
    return [*faults, *more], sound_part(sound, more) if is_refused(more) else sound


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

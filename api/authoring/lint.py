"""Lint of a file of rules as it is being written: the diagnostics of `qualif rules check`, with
their spans, from what the edit touches alone; and of a whole tree, from everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from types import MappingProxyType

from api.authoring.spans import end_column
from api.authoring.workspace import Checkout, Workspace
from api.law.rules_check import check_beside, check_rules
from api.rules.tree import RulesTree, canonical_bytes, path_in_tree
from api.texts.lexicons import FOLDER as LEXICONS
from api.texts.lexicons import FileTrial, Lexicons
from engine.analysis.case_files import cross_runs, offence_cases
from engine.language.allowances import OPT_OUTS
from engine.language.loader import LawCheck, check_law
from engine.language.names import LawNames
from engine.language.sources import OFFENCE_FILE, ORDER
from textfile.codes import PAGE
from textfile.diagnostics import Diagnostic, in_order

CASES_FILE = "cases.yaml"
_BESIDE = ("routing", "notices", "parameters")


@dataclass(frozen=True, slots=True)
class FileDiagnostic:
    """Diagnostic of a file of a tree: `path` from the folder of rules, lines and columns from 1,
    the end excluded; `page` explains the code.
    """

    path: str
    line: int
    column: int
    end_column: int
    code: str
    message: str
    remedy: str
    is_warning: bool
    page: str


@dataclass(frozen=True, slots=True)
class Lint:
    """Outcome of a lint: the diagnostics of the file, and the errors that the same edit leaves in
    other files.
    """

    here: tuple[FileDiagnostic, ...]
    elsewhere: tuple[FileDiagnostic, ...]


def lint(workspace: Workspace, tree: RulesTree, path: str, text: str, today: date) -> Lint:
    """What is wrong in a file of the tree once it holds this text.

    An offence is judged alone with all that names it, a file of law with its theme, a lexicon by
    its own patterns; what else a whole check would say is for `check_tree`.

    Raises:
        TreeError: no folder of rules has a file at this path.
        OSError: the disk refuses.
    """
    canonical_bytes(path, b"")
    written = text.replace("\r\n", "\n").encode("utf-8", "replace")
    edited = RulesTree(MappingProxyType({**tree.files, path: written}))
    with workspace.checkout(edited) as checkout:
        faults = _faults(workspace, checkout, path, today)
    found = located(faults, edited)
    return Lint(
        tuple(fault for fault in found if fault.path == path),
        tuple(fault for fault in found if fault.path != path and not fault.is_warning),
    )


def check_tree(workspace: Workspace, tree: RulesTree, today: date) -> tuple[FileDiagnostic, ...]:
    """Everything that is wrong in a tree, as `qualif rules check` says it, and in its cases.

    Raises:
        OSError: the disk refuses.
    """
    with workspace.checkout(tree) as checkout:
        checked = check_rules(checkout.root, today)
        cases = _case_faults(checkout, checked.law, frozenset())
    return located((*checked.faults, *cases), tree)


def _faults(workspace: Workspace, checkout: Checkout, path: str, today: date) -> tuple[Diagnostic, ...]:
    parts = PurePosixPath(path).parts
    root, reader = checkout.root, checkout.reader
    if parts[0] in _BESIDE and path not in (ORDER, OPT_OUTS):
        law = _law_around(workspace, checkout, path, today)
        return (*law.faults, *check_beside(root, law.names, today, reader=reader)[1])
    if parts[0] == LEXICONS:
        law = _law_around(workspace, checkout, path, today)
        trial = FileTrial(path, workspace.patterns)
        lexicons = Lexicons(root, law.names.facts, doubts=law.names, trial=trial, reader=reader)
        return tuple(lexicons.diagnostics)
    only = _part_of(parts)
    law = check_law(root, today, only=only, reader=reader)
    beside = _beside(workspace, checkout, law.names, today)
    cases = _case_faults(checkout, law, frozenset(only)) if parts[-1] == CASES_FILE or parts[0] == "cases" else ()
    return (*law.faults, *cases, *(fault for fault in beside if not fault.warning))


def _law_around(workspace: Workspace, checkout: Checkout, path: str, today: date) -> LawCheck:
    """The law beside which a file that is no part of it stands: the same as long as no other file
    has changed.
    """
    others = {name: data for name, data in checkout.tree.files.items() if name != path}
    return workspace.outcome(
        "law", (path, others, today), lambda: check_law(checkout.root, today, thorough=False, reader=checkout.reader)
    )


def _part_of(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The offence or the theme that a file of law is of."""
    if parts[0] == "offences" and parts[-1] in (OFFENCE_FILE, CASES_FILE) and len(parts) == 4:
        return (parts[2],)
    return (PurePosixPath(parts[-1]).stem,)


def _beside(workspace: Workspace, checkout: Checkout, law: LawNames, today: date) -> tuple[Diagnostic, ...]:
    """What stands beside the law: the same as long as neither its files nor what they look at of
    the law have changed (`check_beside` says what that is).
    """
    files = {path: data for path, data in checkout.tree.files.items() if path.startswith(_BESIDE)}
    offences = {name: (offence.theme, offence.field, tuple(offence.routing)) for name, offence in law.offences.items()}
    key = (files, offences, dict(law.facts), law.out_of_field, law.doubtful, law.opaque, today)
    return workspace.outcome(
        "beside", key, lambda: check_beside(checkout.root, law, today, thorough=False, reader=checkout.reader)[1]
    )


def _case_faults(checkout: Checkout, law: LawCheck, only: frozenset[str]) -> list[Diagnostic]:
    """What is wrong in the cases of some offences (none: of all), and in those across offences;
    once the law holds together.
    """
    if law.ruleset is None:
        return []
    known = only & law.ruleset.offences.keys()
    of_offences = offence_cases(checkout.root, law.ruleset, known)[2] if known or not only else []
    return [*of_offences, *(cross_runs(checkout.root, law.ruleset)[1] if not known else [])]


def located(faults: Iterable[Diagnostic], tree: RulesTree) -> tuple[FileDiagnostic, ...]:
    """Diagnostics at their places in the files of a tree."""
    lines: dict[str, list[str]] = {}
    found = []
    for fault in in_order(faults):
        path = path_in_tree(fault.place.file)
        if path not in lines:
            lines[path] = tree.files.get(path, b"").decode("utf-8", "replace").splitlines()
        place = fault.place
        line = lines[path][place.line - 1] if place.line <= len(lines[path]) else ""
        found.append(
            FileDiagnostic(
                path=path,
                line=place.line,
                column=place.column,
                end_column=end_column(line, place.column),
                code=fault.code,
                message=fault.message,
                remedy=fault.hint,
                is_warning=fault.warning,
                page=f"{PAGE}#{fault.code.lower()}",
            )
        )
    return tuple(found)

"""Analysis of a folder of rules: weaknesses of its law and lexicons, less those it allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from engine.analysis.weaknesses import Weakness, weaknesses
from engine.language.allowances import OPT_OUTS, Allowance
from engine.language.checks.conditions import conditions_of
from engine.language.checks.unused import FOR_ROUTING, READ_BY_ENGINE
from engine.language.loader import check_folder
from engine.language.project import Project, file_name, read_project
from engine.language.synonyms import write_out
from engine.model.condition import IncludesAny, IsOneOf, IsTrue, Within
from engine.reasoning.qualify import Engine
from textfile.diagnostics import Diagnostic, RulesetError
from textfile.reader import Document, Unreadable, read_file
from textfile.schema import validate
from textfile.text import Frozen

LEXICONS = "lexicons/**/*.yaml"
SETTINGS = ("parameters/priorites.yaml", "parameters/danger.yaml", "parameters/bruit.yaml")
"""Parameters that read facts."""


class _OptOuts(Frozen):
    allow: tuple[Allowance, ...] = ()


def analyse(root: Path, today: date | None = None) -> list[Weakness]:
    """Every weakness of a folder that it does not opt out of, in file order; an opt-out that serves
    nothing is one. `today` dates the sources that are too old.

    Raises:
        RulesetError: the folder does not load.
    """
    ruleset, diagnostics = check_folder(root, today)
    if ruleset is None:
        raise RulesetError([one for one in diagnostics if not one.warning])
    project = read_project(root)
    write_out(project)
    found = [Weakness(one, _owner(one, project)) for one in diagnostics]
    found += weaknesses(project, Engine(ruleset))
    found += _unread_cues(root, project)
    return sorted(_remaining(found, root), key=lambda one: (one.diagnostic.place, one.diagnostic.code))


def _owner(diagnostic: Diagnostic, project: Project) -> str:
    """The offence in whose file a diagnostic stands, else the file."""
    placed = (one.value.id for one in project.offences if one.document.file == diagnostic.place.file)
    return next(placed, diagnostic.place.file)


def _remaining(found: Iterable[Weakness], root: Path) -> Iterator[Weakness]:
    document = _document(root / OPT_OUTS, root)
    if document is None:
        yield from found
        return
    read, faults = validate(_OptOuts, document, document.data)
    if read is None:
        raise RulesetError(faults)
    useful: set[Allowance] = set()
    for one in found:
        matching = [out for out in read.allow if out.code == one.diagnostic.code and out.on in (None, one.about)]
        useful.update(matching)
        if not matching:
            yield one
    for number, out in enumerate(read.allow):
        if out not in useful:
            on = f" sur `{out.on}`" if out.on is not None else ""
            message = f"dispense de `{out.code}`{on} qui ne sert à rien"
            yield Weakness(Diagnostic("R803", document.place(("allow", number)), message, "l'ôter"), out.code)


def _unread_cues(root: Path, project: Project) -> Iterator[Weakness]:
    """A cue that presumes a fact which neither law, nor routing, nor a parameter reads."""
    read = set(READ_BY_ENGINE | FOR_ROUTING)
    for item in conditions_of(project):
        read |= {p.fact for p, _ in item.parts() if isinstance(p, IsTrue | IsOneOf | IncludesAny | Within)}
    for fact in project.facts:
        if fact.value.means is not None and fact.value.means.fact in read:
            read.add(fact.value.id)
    for name in SETTINGS:
        document = _document(root / name, root)
        if document is not None:
            read |= set(_keys(document.data))
    for path in sorted(root.glob(LEXICONS)):
        document = _document(path, root)
        cues = document.data.get("cues", ()) if document is not None and isinstance(document.data, Mapping) else ()
        for number, cue in enumerate(cues):
            for said in cue.get("says", ()) if isinstance(cue, Mapping) else ():
                if document is not None and said not in read:
                    message = f"l'indice `{cue.get('id')}` dit `{said}`, que rien ne lit"
                    place = document.place(("cues", number, "says"))
                    yield Weakness(Diagnostic("R905", place, message, "l'ôter, ou employer le fait"), said)


def _keys(data: Any) -> Iterator[str]:
    """Every key of plain data, at any depth, and every text: what parameters may name."""
    match data:
        case Mapping():
            for key, value in data.items():
                yield str(key)
                yield from _keys(value)
        case list() | tuple():
            for one in data:
                yield from _keys(one)
        case str():
            yield data
        case _:
            return


def _document(path: Path, root: Path) -> Document | None:
    """A file of the folder; None where it is not there.

    Raises:
        RulesetError: it cannot be read.
    """
    if not path.is_file():
        return None
    try:
        return read_file(path, file_name(path, root), root)
    except Unreadable as error:
        raise RulesetError([error.diagnostic]) from error

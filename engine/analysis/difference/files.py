"""Difference of the files beside the law: parameters, lexicons, notices, routing as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from engine.analysis.difference.consequences import data_changes, is_wording
from engine.analysis.difference.findings import (
    ConsequenceChange,
    DifferenceClass,
    FileDifference,
    WordingChange,
)
from engine.language.plain import plain
from textfile.diagnostics import RulesetError
from textfile.reader import Unreadable, read_file

LAW = frozenset({"facts", "notions", "limitation", "offences", "hors_champ", "cases"})
"""Folders that the difference of the law covers, and cases, which make nothing happen."""
ORDER = "parameters/ordre.yaml"
"""A part of the law too."""
TEXTS = frozenset({"about", "why", "subject", "statement", "hits", "misses", "quiet", "source"})
"""Keys of these files whose values are texts, or examples, beside those of the law."""
_SUFFIXES = (".yaml", ".html", ".json")


def file_differences(old: Path, new: Path) -> Iterator[FileDifference]:
    """Every file beside the law that differs, in the order of their names.

    Raises:
        RulesetError: a file that cannot be read.
    """
    before, after = _files(old), _files(new)
    for name in sorted({*before, *after}):
        sides = [side.get(name) for side in (before, after)]
        texts = [path.read_bytes() if path is not None else None for path in sides]
        if texts[0] == texts[1]:
            continue
        if not name.endswith(".yaml"):
            lines = [(text or b"").decode(errors="replace").splitlines() for text in texts]
            yield _file(name, sides, (), tuple(_lines(*lines)))
            continue
        data = [_data(path, name, root) for path, root in zip(sides, (old, new), strict=True)]
        changes = list(data_changes(*data))
        yield _file(
            name,
            sides,
            tuple(ConsequenceChange(None, "/".join(c.path), c.old, c.new) for c in changes if not _is_text(c.path)),
            tuple(WordingChange("/".join(c.path), c.old, c.new) for c in changes if _is_text(c.path)),
        )


def _file(
    name: str,
    sides: list[Path | None],
    consequences: tuple[ConsequenceChange, ...],
    wordings: tuple[WordingChange, ...],
) -> FileDifference:
    of_class = DifferenceClass.EDITORIAL
    if consequences:
        of_class = DifferenceClass.CONSEQUENCES
    elif wordings:
        of_class = DifferenceClass.WORDING
    return FileDifference(name, (sides[0] is not None, sides[1] is not None), of_class, consequences, wordings)


def _files(root: Path) -> Mapping[str, Path]:
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        beside = name.parts[0] not in LAW and "cases" not in name.parts and len(name.parts) > 1
        if beside and name.suffix in _SUFFIXES and name.as_posix() != ORDER and path.is_file():
            found[name.as_posix()] = path
    return found


def _data(path: Path | None, name: str, root: Path) -> Any:
    if path is None:
        return {}
    try:
        return plain(read_file(path, name, root).data)
    except Unreadable as error:
        raise RulesetError([error.diagnostic]) from error


def _lines(old: list[str], new: list[str]) -> Iterator[WordingChange]:
    """The lines of a template that differ, those that stand at one place together."""
    for tag, from_, until, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield WordingChange(f"ligne {from_ + 1}", _said(old[from_:until]), _said(new[start:end]))


def _said(lines: list[str]) -> str | None:
    return "\n".join(line.strip() for line in lines) or None


def _is_text(path: tuple[str, ...]) -> bool:
    return is_wording(path) or not TEXTS.isdisjoint(path)

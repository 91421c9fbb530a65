"""R301, R302: wordings of a dated text that overlap or leave a hole; R801: a dated clause that no
version has on its days.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.language.project import Definition, Project
from engine.model.dated import ONE_DAY, DatedText, Lasting
from engine.model.law import Offence
from textfile.diagnostics import Diagnostic
from textfile.reader import Path_
from textfile.text import Frozen

_WITH_HOLES = "presumed"
"""A text of which a hole means something: the element is not presumed then."""


def dated_texts_follow_each_other(project: Project) -> Iterator[Diagnostic]:
    """Checks the days of every text and clause that is dated by itself."""
    for group in (project.offences, project.out_of_field, project.facts):
        for placed in group:
            for path, found in _dated(placed.value, ()):
                if isinstance(found, DatedText):
                    yield from _wordings(placed, path, found)
                else:
                    yield from _inverted(placed, path, found)
    for offence in project.offences:
        yield from _out_of_versions(offence)


def _dated(value: Any, path: Path_) -> Iterator[tuple[Path_, DatedText | Lasting]]:
    if isinstance(value, DatedText):
        yield path, value
        return
    if isinstance(value, Lasting):
        yield path, value
    if isinstance(value, Frozen):
        for name, field in type(value).model_fields.items():
            yield from _dated(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _dated(item, (*path, key))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _dated(item, (*path, i))


def _wordings(placed: Definition[Any], path: Path_, text: DatedText) -> Iterator[Diagnostic]:
    key = str(path[-1])
    for i, version in enumerate(text.versions):
        yield from _inverted(placed, (*path, i), version)
    for i, (one, other) in enumerate(zip(text.versions, text.versions[1:], strict=False), 1):
        place = placed.place(*path, i)
        if one.until is None or other.from_ is None or other.from_ <= one.until:
            message = f"`{key}` : deux rédactions valent le même jour"
            yield Diagnostic("R301", place, message, "clore la première (`until`), et dater la suivante (`from`)")
        elif key != _WITH_HOLES and other.from_ - one.until > ONE_DAY:
            message = f"`{key}` : rien du {one.until + ONE_DAY} au {other.from_ - ONE_DAY}"
            yield Diagnostic("R302", place, message, "rapprocher les dates")
    if key != _WITH_HOLES and text.versions[-1].until is not None:
        message = f"`{key}` : rien n'est dit après le {text.versions[-1].until}"
        yield Diagnostic("R302", placed.place(*path, len(text.versions) - 1), message, "ôter `until` de la dernière")


def _inverted(placed: Definition[Any], path: Path_, found: Lasting) -> Iterator[Diagnostic]:
    if found.from_ is not None and found.until is not None and found.until < found.from_:
        message = f"{found.until} précède {found.from_}"
        yield Diagnostic("R301", placed.value_place(*path, "until"), message, "échanger les dates")


def _out_of_versions(placed: Definition[Offence]) -> Iterator[Diagnostic]:
    law = placed.value
    for word, group in (("defences", law.defences), ("cautions", law.cautions)):
        for name, clause in group.items():
            if clause.from_ is None and clause.until is None:
                continue
            named = [version for version in law.versions if name in getattr(version, word)]
            if named and not any(clause.overlaps(v.from_, v.until) for v in named):
                message = f"`{name}` n'est en vigueur un jour d'aucune version qui le nomme"
                yield Diagnostic("R801", placed.place(word, name), message, "corriger ses dates, ou les versions")

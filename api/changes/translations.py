"""Texts of a draft that wait for their English: listed in its evidence, refused by a release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from api.authoring.lint import FileDiagnostic, located
from api.authoring.memory import Memory
from api.authoring.translation import TO_TRANSLATE, with_french_for_english
from api.rules.tree import RulesTree, path_in_tree
from textfile.diagnostics import Diagnostic, Place
from textfile.reader import Document, Path_, Unreadable
from textfile.schema import dotted

PLACEHOLDER = "à traduire"
"""What may be written in the place of an English to come."""


@dataclass(frozen=True, slots=True)
class UntranslatedText:
    """Text whose English is missing, or is a placeholder: its file, line, keys, and its French."""

    path: str
    line: int
    keys: str
    fr: str

    def as_data(self) -> dict[str, Any]:
        """The same for a machine."""
        return {"path": self.path, "line": self.line, "keys": self.keys, "fr": self.fr}


def untranslated_texts(base: RulesTree, tree: RulesTree, faults: Iterable[Diagnostic]) -> tuple[UntranslatedText, ...]:
    """Texts to translate in a tree, in the order of files and lines: those that its check names,
    and placeholders in the files that differ from its base.
    """
    memory = Memory()
    found = {*_missing(tree, _to_translate(tree, faults), memory), *_placeholders(base, tree, memory)}
    return tuple(sorted(found, key=lambda one: (one.path, one.line, one.keys)))


def readable_tree(tree: RulesTree, faults: Iterable[Diagnostic]) -> RulesTree:
    """The tree with the French where its English is missing, to be tried; the same tree where none
    is.
    """
    missing = _to_translate(tree, faults)
    return with_french_for_english(tree, missing, Memory()) if missing else tree


def faults_in_tree(tree: RulesTree, tried: RulesTree, faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Faults of the readable form of a tree, at their places in the files of the tree itself."""
    shifts = {path: _Shift(tree, tried, path) for path in tree.changed_paths(tried)}

    def own(place: Place) -> Place:
        shift = shifts.get(path_in_tree(place.file))
        return place if shift is None else shift.place(place)

    return [
        replace(fault, place=own(fault.place), related=tuple((own(at), said) for at, said in fault.related))
        for fault in faults
    ]


class _Shift:
    """Shift of places between a file that was completed and the same file of its tree: what stands
    under the same keys.
    """

    def __init__(self, tree: RulesTree, tried: RulesTree, path: str) -> None:
        memory = Memory()
        self._own, self._tried = (memory.file(path, one.files[path]) for one in (tree, tried))

    def place(self, place: Place) -> Place:
        keys = self._tried.path_at(place)
        there, here = self._tried.place(keys), self._own.place(keys)
        aside = here.column - there.column if place.line == there.line else 0
        return replace(place, line=place.line + here.line - there.line, column=max(1, place.column + aside))


def _to_translate(tree: RulesTree, faults: Iterable[Diagnostic]) -> tuple[FileDiagnostic, ...]:
    return located((fault for fault in faults if fault.code == TO_TRANSLATE), tree)


def _missing(tree: RulesTree, faults: Iterable[FileDiagnostic], memory: Memory) -> Iterator[UntranslatedText]:
    for fault in faults:
        document = _document(tree, fault.path, memory)
        if document is None:
            continue
        keys = document.path_at(Place(fault.path, fault.line, fault.column))
        value = document.at(keys)
        french = value.get("fr") if isinstance(value, dict) else None
        yield UntranslatedText(fault.path, fault.line, dotted(keys), french if isinstance(french, str) else "")


def _placeholders(base: RulesTree, tree: RulesTree, memory: Memory) -> Iterator[UntranslatedText]:
    for path in tree.changed_paths(base):
        document = _document(tree, path, memory) if path.endswith(".yaml") else None
        if document is None:
            continue
        for keys, french in _texts_to_come(document.data, ()):
            yield UntranslatedText(path, document.value_place(keys).line, dotted(keys), french)


def _texts_to_come(data: Any, keys: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(data, dict):
        french, english = data.get("fr"), data.get("en")
        if isinstance(french, str) and isinstance(english, str) and english.strip().casefold() == PLACEHOLDER:
            yield keys, french
        for key, value in data.items():
            yield from _texts_to_come(value, (*keys, str(key)))
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            yield from _texts_to_come(value, (*keys, place))


def _document(tree: RulesTree, path: str, memory: Memory) -> Document | None:
    """The document of a file; None where it is absent, or cannot be read, which its check says."""
    if path not in tree.files:
        return None
    try:
        return memory.file(path, tree.files[path])
    except Unreadable:
        return None

"""Symbols of a tree of rules: everything that a file defines under a name, with its place and its
French label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Lock
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from cachetools import LRUCache

from api.authoring.memory import Memory
from api.rules.tree import RulesTree
from engine.language.sharing import KINDS
from textfile.reader import Document, Path_, Unreadable

SymbolKind: TypeAlias = Literal[
    "fact", "value", "notion", "limitation", "offence", "clause", "version", "out_of_field",
    "word_class", "cue", "contact", "family", "route", "danger", "template", "theme",
]  # fmt: skip
MAX_FILES = 4_000
_LISTS: Mapping[str, tuple[tuple[str, SymbolKind], ...]] = {
    "facts": (("facts", "fact"),),
    "notions": (("notions", "notion"),),
    "limitation": (("limitations", "limitation"),),
    "hors_champ": (("hors_champ", "out_of_field"),),
    "lexicons": (("cues", "cue"), ("frames", "cue")),
    "routing": (
        ("facts", "fact"), ("notions", "notion"), ("contacts", "contact"),
        ("families", "family"), ("rules", "route"),
    ),
    "parameters": (("dangers", "danger"),),
}  # fmt: skip
"""By first folder: the lists of items with an `id`, and what these are."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Symbol of a file: its name, what encloses it (`owner`: the fact of a value, the offence of a
    clause), where it is defined, and its data.
    """

    kind: SymbolKind
    name: str
    path: str
    line: int
    column: int
    label: str
    owner: str = ""
    at: Path_ = ()


@dataclass(frozen=True)
class SymbolTable:
    """Symbols of a tree, by kind and name; of one name, in the order of files."""

    by_name: Mapping[tuple[SymbolKind, str], tuple[Symbol, ...]]
    by_kind: Mapping[SymbolKind, tuple[Symbol, ...]]

    def named(self, kind: SymbolKind, name: str) -> Symbol | None:
        """The first symbol of this name."""
        return next(iter(self.by_name.get((kind, name), ())), None)

    def of(self, kind: SymbolKind, owner: str | None = None) -> tuple[Symbol, ...]:
        """The symbols of a kind."""
        found = self.by_kind.get(kind, ())
        return found if owner is None else tuple(one for one in found if one.owner == owner)


class SymbolIndex:
    """Tables of symbols of trees: of each file read once, of the last tree whole. Any thread may
    ask.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._files: LRUCache[tuple[str, bytes], tuple[Symbol, ...]] = LRUCache(MAX_FILES)
        self._tables: LRUCache[str, SymbolTable] = LRUCache(4)
        self._lock = Lock()

    def table(self, tree: RulesTree) -> SymbolTable:
        """The symbols of a tree; a file that cannot be read has none."""
        with self._lock:
            found = self._tables.get(tree.digest)
        if found is None:
            found = _table(one for path, data in tree.files.items() for one in self._of_file(path, data))
            with self._lock:
                self._tables[tree.digest] = found
        return found

    def table_of_folder(self, tree: RulesTree, folder: str) -> SymbolTable:
        """The symbols of the files of a tree under a folder, put together each time: it takes the
        place of no whole table.
        """
        some = ((path, data) for path, data in tree.files.items() if path.startswith(folder))
        return _table(one for path, data in some for one in self._of_file(path, data))

    def _of_file(self, path: str, data: bytes) -> tuple[Symbol, ...]:
        if path.startswith("notices/templates/"):
            name = PurePosixPath(path).name
            return (Symbol("template", name, path, 1, 1, "modèle"),)
        if not path.endswith(".yaml") or path.endswith("cases.yaml") or "cases" in PurePosixPath(path).parts[:-1]:
            return ()
        with self._lock:
            found = self._files.get((path, data))
        if found is None:
            try:
                found = tuple(symbols_of(self._memory.file(path, data), path))
            except Unreadable:
                found = ()
            with self._lock:
                self._files[path, data] = found
        return found


def symbols_of(document: Document, path: str) -> Iterator[Symbol]:
    """The symbols that one file defines."""
    data = document.data
    parts = PurePosixPath(path).parts
    if not isinstance(data, dict):
        return
    if parts[0] == "offences" and len(parts) == 4:
        yield from _offence(document, path, parts)
        return
    if parts[0] == "clauses":
        yield from _clauses(document, path, "")
    for key, kind in _LISTS.get(parts[0], ()):
        items = data.get(key)
        for i, item in enumerate(items if isinstance(items, tuple) else ()):
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                at: Path_ = (key, i)
                yield _symbol((kind, item["id"]), document, path, at, item)
                if kind == "fact" and isinstance(values := item.get("values"), dict):
                    for name, label in values.items():
                        yield _symbol(("value", name), document, path, (*at, "values", name), label, item["id"])
    words = data.get("words") if parts[0] == "lexicons" else None
    for name, terms in words.items() if isinstance(words, dict) else ():
        first = terms[0] if isinstance(terms, tuple) and terms else terms
        yield _symbol(("word_class", name), document, path, ("words", name), {"label": str(first)[:120]})


def french(data: Any) -> str:
    """The French of a bilingual text, of the last wording where it is dated; empty without one."""
    if isinstance(data, tuple) and data:
        return french(data[-1])
    if isinstance(data, dict) and isinstance(data.get("fr"), str):
        return str(data["fr"])
    return data if isinstance(data, str) else ""


def _offence(document: Document, path: str, parts: tuple[str, ...]) -> Iterator[Symbol]:
    data, name = document.data, parts[2]
    title = {"label": data.get("short") or data.get("title")}
    yield _symbol(("offence", name), document, path, ("id",), title)
    yield _symbol(("theme", parts[1]), document, path, ("theme",), {})
    yield from _clauses(document, path, name)
    versions = data.get("versions")
    for i, version in enumerate(versions if isinstance(versions, tuple) else ()):
        if isinstance(version, dict) and isinstance(version.get("id"), str):
            days = f"du {version.get('from', '…')} au {version.get('until', '…')}"
            yield _symbol(("version", version["id"]), document, path, ("versions", i), {"label": days}, name)


def _clauses(document: Document, path: str, owner: str) -> Iterator[Symbol]:
    for kind in KINDS:
        group = document.data.get(kind)
        for name, clause in group.items() if isinstance(group, dict) else ():
            yield _symbol(("clause", name), document, path, (kind, name), clause, owner)


def _symbol(
    identity: tuple[SymbolKind, str], document: Document, path: str, at: Path_, data: Any, owner: str = ""
) -> Symbol:
    place = document.place(at)
    label = french(data)
    for key in ("label", "title", "reason") if isinstance(data, dict) and not label else ():
        label = label or french(data.get(key))
    kind, name = identity
    return Symbol(kind, name, path, place.line, place.column, label, owner, at)


def _table(symbols: Iterator[Symbol]) -> SymbolTable:
    by_name: dict[tuple[SymbolKind, str], list[Symbol]] = {}
    by_kind: dict[SymbolKind, list[Symbol]] = {}
    for one in symbols:
        twice = one.kind == "theme" and (one.kind, one.name) in by_name
        by_name.setdefault((one.kind, one.name), []).append(one)
        if not twice:
            by_kind.setdefault(one.kind, []).append(one)
    return SymbolTable(
        MappingProxyType({key: tuple(found) for key, found in by_name.items()}),
        MappingProxyType({key: tuple(found) for key, found in by_kind.items()}),
    )

"""Search of a rulesets folder for a name or a word: each place that holds it, by purpose."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from engine.language.project import file_name
from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import short
from textfile.reader import Path_, Unreadable, read_file
from textfile.text import LANGUAGES

GROUPS = (
    "vocabulaire",
    "présomptions",
    "notions",
    "prescriptions",
    "clauses",
    "infractions",
    "hors champ",
    "routage",
    "notifications",
    "lexiques",
    "priorités",
    "danger",
    "bruit",
    "ordre",
    "autres paramètres",
    "cas",
)
"""What a place is for, in the order in which it is told."""
_FOLDERS = {
    "facts": "vocabulaire",
    "notions": "notions",
    "limitation": "prescriptions",
    "clauses": "clauses",
    "offences": "infractions",
    "hors_champ": "hors champ",
    "routing": "routage",
    "notices": "notifications",
    "lexicons": "lexiques",
    "cases": "cas",
}
_PARAMETERS = {"priorites": "priorités", "danger": "danger", "bruit": "bruit", "ordre": "ordre"}
_SUFFIXES = (".yaml", ".html")
_NAMED = ("id", "name")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that holds what is searched: what it is for, where, and inside what."""

    group: str
    place: Place
    within: str


@dataclass(frozen=True, slots=True)
class Query:
    """Query of a name (`name`), of a value of one fact (`fact`), or of a word of any text
    (`anywhere`).
    """

    name: str
    fact: str | None = None
    anywhere: bool = False

    @classmethod
    def of(cls, text: str, anywhere: bool = False) -> Query:
        """The query that a person writes: a name, or `fact=value`."""
        fact, equals, value = text.partition("=")
        return cls(value, fact) if equals and not anywhere else cls(text, anywhere=anywhere)

    def finds(self, text: str, facts: frozenset[str]) -> bool:
        """Whether a text of the folder is what is searched, where these facts are spoken of."""
        if self.anywhere:
            return re.search(rf"(?<!\w){re.escape(_folded(self.name))}", _folded(text)) is not None
        if self.fact is not None and self.fact not in facts:
            return False
        return text == self.name or self.name in text.split("/") or f"{{{self.name}}}" in text


def mentions(root: Path, query: Query) -> tuple[list[Mention], list[Diagnostic]]:
    """Every place of the folder that holds what is searched, by group then place, and the files
    that could not be read.
    """
    found: list[Mention] = []
    faults: list[Diagnostic] = []
    for path in _files(root):
        try:
            found.extend(_in_file(path, root, query))
        except Unreadable as error:
            faults.append(error.diagnostic)
    return sorted(set(found), key=lambda m: (GROUPS.index(m.group), m.place)), faults


def _files(root: Path) -> Iterator[Path]:
    """The files of rules, their cases and what stands beside them; links are not followed."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(_SUFFIXES))


def _in_file(path: Path, root: Path, query: Query) -> Iterator[Mention]:
    name, group = file_name(path, root), _group(path.relative_to(root))
    if path.suffix == ".yaml":
        document = read_file(path, name, root)
        if _folded(query.name) in _folded(document.text):
            for at in _spots(document.data, (), frozenset(), query):
                presumed = group == "vocabulaire" and "presumed_when" in at
                within = " › ".join(_trail(document.data, at))
                yield Mention("présomptions" if presumed else group, document.place(at), within)
    elif query.fact is None:
        word = re.compile(rf"(?<![\w-]){re.escape(query.name)}(?![\w-])")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = word.search(line)
            if where is not None:
                yield Mention(group, Place(name, number, where.start() + 1), "")


def _spots(data: Any, path: Path_, facts: frozenset[str], query: Query) -> Iterator[Path_]:
    """The paths of what is searched; `facts` are those that what encloses the path speaks of."""
    if isinstance(data, dict):
        spoken = facts | {value for key in ("fact", "id") if isinstance(value := data.get(key), str)}
        for key, value in data.items():
            if query.finds(key, spoken):
                yield (*path, key)
            if key in LANGUAGES and not query.anywhere:
                continue  # a sentence, not a name
            yield from _spots(value, (*path, key), spoken | {key}, query)
    elif isinstance(data, tuple):
        for i, item in enumerate(data):
            yield from _spots(item, (*path, i), facts, query)
    elif isinstance(data, str) and query.finds(data, facts):
        yield path


def _trail(data: Any, path: Path_) -> Iterator[str]:
    """The keys of a path, with the name of an item of a list where it has one."""
    for part in path:
        data = data[part]
        named = next((data[key] for key in _NAMED if key in data), None) if isinstance(data, dict) else None
        if isinstance(part, str):
            yield short(part)
        elif isinstance(named, str):
            yield short(named)


def _group(path: Path) -> str:
    parts = PurePosixPath(path.as_posix()).parts
    if parts[-1] == "cases.yaml" or "cases" in parts[:-1]:
        return "cas"
    if parts[0] == "parameters":
        return _PARAMETERS.get(path.stem, "autres paramètres")
    return _FOLDERS.get(parts[0], "autres paramètres")


def _folded(text: str) -> str:
    """The text without case nor accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))

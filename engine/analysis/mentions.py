"""Search of a rulesets folder for a name or a word: each place that holds it, by purpose."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from engine.language.project import ProjectReader, file_name
from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import short
from textfile.reader import Document, Path_, Unreadable
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
            return re.search(rf"(?<!\w){re.escape(folded(self.name))}", folded(text)) is not None
        if self.fact is not None and self.fact not in facts:
            return False
        return text == self.name or self.name in text.split("/") or f"{{{self.name}}}" in text


def mentions(root: Path, query: Query, reader: ProjectReader | None = None) -> tuple[list[Mention], list[Diagnostic]]:
    """Every place of the folder that holds what is searched, by group then place, and the files
    that could not be read.
    """
    found: list[Mention] = []
    faults: list[Diagnostic] = []
    for path in _files(root):
        try:
            found.extend(_in_file(path, root, query, reader or ProjectReader()))
        except Unreadable as error:
            faults.append(error.diagnostic)
    return sorted(set(found), key=lambda m: (GROUPS.index(m.group), m.place)), faults


def _files(root: Path) -> Iterator[Path]:
    """The files of rules, their cases and what stands beside them; links are not followed."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(_SUFFIXES))


def _in_file(path: Path, root: Path, query: Query, reader: ProjectReader) -> Iterator[Mention]:
    name, group = file_name(path, root), group_of(path.relative_to(root).as_posix())
    if path.suffix == ".yaml":
        document = reader.document(path, name, root)
        if _may_hold(document.text, query):
            for one in written_names(document.data, sentences=query.anywhere):
                if query.finds(one.text, one.facts):
                    yield mention_of(document, one.path, group)
    elif query.fact is None:
        yield from mentions_in_text(path.read_text(encoding="utf-8"), name, group, query.name)


def _may_hold(text: str, query: Query) -> bool:
    """Whether a text may hold what is searched: a name is written as it is, a word in any way."""
    if query.anywhere or not query.name.isascii():
        return folded(query.name) in folded(text)
    return query.name in text


def mention_of(document: Document, at: Path_, group: str) -> Mention:
    """The mention that stands at a path of a document."""
    presumed = group == "vocabulaire" and "presumed_when" in at
    within = " › ".join(_trail(document, at))
    return Mention("présomptions" if presumed else group, document.place(at), within)


def mentions_in_text(text: str, file: str, group: str, name: str) -> Iterator[Mention]:
    """The lines of a file that is no YAML (a template) where a name stands as a word."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    for number, line in enumerate(text.splitlines(), 1):
        where = word.search(line)
        if where is not None:
            yield Mention(group, Place(file, number, where.start() + 1), "")


class WrittenName(NamedTuple):
    """Key or text of a document, its path, and the facts that what encloses it speaks of."""

    text: str
    path: Path_
    facts: frozenset[str]


def written_names(
    data: Any, path: Path_ = (), facts: frozenset[str] = frozenset(), *, sentences: bool = False
) -> Iterator[WrittenName]:
    """Every key and text of a document that may be a name; its sentences too when asked for."""
    if isinstance(data, dict):
        spoken = facts | {value for key in ("fact", "id") if isinstance(value := data.get(key), str)}
        for key, value in data.items():
            yield WrittenName(key, (*path, key), spoken)
            if key in LANGUAGES and not sentences:
                continue  # a sentence, not a name
            yield from written_names(value, (*path, key), spoken | {key}, sentences=sentences)
    elif isinstance(data, tuple):
        for i, item in enumerate(data):
            yield from written_names(item, (*path, i), facts, sentences=sentences)
    elif isinstance(data, str):
        yield WrittenName(data, path, facts)


def _trail(document: Document, path: Path_) -> Iterator[str]:
    """The keys of a path, with the name of an item of a list where it has one."""
    for part, data in zip(path, document.along(path), strict=True):
        named = next((data[key] for key in _NAMED if key in data), None) if isinstance(data, dict) else None
        if isinstance(part, str):
            yield short(part)
        elif isinstance(named, str):
            yield short(named)


def group_of(path: str) -> str:
    """What a file is for, by its path from the folder of rules."""
    parts = PurePosixPath(path).parts
    if parts[-1] == "cases.yaml" or "cases" in parts[:-1]:
        return "cas"
    if parts[0] == "parameters":
        return _PARAMETERS.get(PurePosixPath(path).stem, "autres paramètres")
    return _FOLDERS.get(parts[0], "autres paramètres")


def folded(text: str) -> str:
    """The text without case nor accents."""
    if text.isascii():
        return text.casefold()
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))

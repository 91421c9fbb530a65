"""Index of a folder of rules: what `mentions` finds file by file, found at once, and the lines of
each definition.

A file is indexed alone, so that of two folders that share it, it is indexed once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from engine.analysis.mentions import (
    GROUPS,
    Mention,
    Query,
    folded,
    group_of,
    mention_of,
    mentions_in_text,
    written_names,
)
from textfile.diagnostics import Place
from textfile.reader import Document, Unreadable, read_bytes

_BLANK = re.compile(r"\{([^{}]*)\}")
_IDENTIFIER = re.compile(r"(?!None$)[\w-]{1,60}")
_LONGEST = 100
_NAMED = ("id", "reason", "name", "kind")
"""Keys by which an item of a list is called."""


Spot: TypeAlias = tuple[str, int, int, str, str]
"""Group, line, column and surroundings of a name, and the facts spoken of there, between spaces:
bare tuples, so that the collector has nothing to follow in some hundred thousand of them.
"""


class DefinitionLines(NamedTuple):
    """Lines of one definition of a file, from `first` to `last`, the comment above it included;
    `key` is that of the list or mapping which holds it, `name` what it is called there.
    """

    key: str
    name: str
    first: int
    last: int


class WrittenLine(NamedTuple):
    """Line of a file that holds a searched word: where, and what it says."""

    group: str
    place: Place
    text: str


@dataclass(frozen=True)
class IndexedFile:
    """Names of one file by place, its definitions, and its text.

    A file that cannot be read as YAML has its text alone.
    """

    path: str
    text: str
    spots: Mapping[str, tuple[Spot, ...]]
    definitions: tuple[DefinitionLines, ...]
    titles: Mapping[int, str]
    """By line, how the items of lists that start there name themselves, as a case does in words."""

    @property
    def group(self) -> str:
        """What the file is for."""
        return group_of(self.path)

    @cached_property
    def _lines(self) -> tuple[tuple[str, str], ...]:
        """Each line, and the same without case nor accents."""
        return tuple((line, folded(line)) for line in self.text.splitlines())

    def find(self, query: Query) -> Iterator[Mention]:
        """The places of the file that name what is searched."""
        for group, line, column, within, facts in self.spots.get(query.name, ()):
            if query.fact is None or f" {query.fact} " in facts:
                yield Mention(group, Place(self.path, line, column), within)
        if query.fact is None and self.path.endswith(".html") and query.name in self.text:
            yield from mentions_in_text(self.text, self.path, self.group, query.name)

    def lines(self, word: str) -> Iterator[WrittenLine]:
        """The lines that hold a word at the start of one of theirs, whatever its case and
        accents.
        """
        wanted = folded(word)
        start = re.compile(rf"(?<!\w){re.escape(wanted)}")
        for number, (line, plain) in enumerate(self._lines, 1):
            if wanted in plain and start.search(plain):
                yield WrittenLine(self.group, Place(self.path, number), line.strip())

    def definition(self, key: str, name: str) -> DefinitionLines | None:
        """The lines of a definition by its name."""
        return next((d for d in self.definitions if (d.key, d.name) == (key, name)), None)

    def definition_at(self, line: int) -> DefinitionLines | None:
        """The definition that a line is of."""
        return next((d for d in reversed(self.definitions) if d.first <= line <= d.last), None)

    def title(self, definition: DefinitionLines) -> str:
        """How a definition names itself; empty where it does not."""
        lines = range(definition.first, definition.last + 1)
        return next((self.titles[line] for line in lines if line in self.titles), "")


@dataclass(frozen=True)
class MentionIndex:
    """Index of files by path."""

    files: Mapping[str, IndexedFile]

    def find(self, query: Query) -> tuple[Mention, ...]:
        """Every place that names what is searched, by group then place; a word of any text is for
        `lines`.
        """
        found = {mention for file in self.files.values() for mention in file.find(query)}
        return tuple(sorted(found, key=lambda m: (GROUPS.index(m.group), m.place)))

    def lines(self, word: str, most: int) -> tuple[WrittenLine, ...]:
        """The first lines, at most `most`, that hold a word."""
        ordered = sorted(self.files.values(), key=lambda file: (GROUPS.index(file.group), file.path))
        return tuple(islice((line for file in ordered for line in file.lines(word)), most))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that stands somewhere."""
        return frozenset(name for file in self.files.values() for name in file.spots)


def index_file(path: str, data: bytes) -> IndexedFile:
    """The index of one file, named by its path from the folder."""
    text = data.decode("utf-8", "replace")
    try:
        document = read_bytes(data, path) if path.endswith(".yaml") else None
    except Unreadable:
        document = None
    if document is None:
        return IndexedFile(path, text, {}, (), {})
    return IndexedFile(path, text, _spots(document), tuple(_definitions(document)), _titles(document))


def _spots(document: Document) -> dict[str, tuple[Spot, ...]]:
    found: dict[str, list[Spot]] = {}
    shared: dict[frozenset[str], str] = {}
    group = group_of(document.file)
    for one in written_names(document.data):
        names = [n for n in {one.text, *one.text.split("/"), *_BLANK.findall(one.text)} if 0 < len(n) <= _LONGEST]
        if not names:
            continue
        if one.facts not in shared:
            shared[one.facts] = f" {' '.join(sorted(one.facts))} "
        mention = mention_of(document, one.path, group)
        place = mention.place
        spot = (mention.group, place.line, place.column, mention.within, shared[one.facts])
        for name in names:
            found.setdefault(name, []).append(spot)
    return {name: tuple(spots) for name, spots in found.items()}


def _definitions(document: Document) -> Iterator[DefinitionLines]:
    """The items of the lists and mappings that stand at the head of a file, or the keys alone."""
    lines = document.text.splitlines()
    starts = sorted((_above(lines, line), key, name) for line, key, name in _starts(document))
    for number, (first, key, name) in enumerate(starts):
        last = starts[number + 1][0] - 1 if number + 1 < len(starts) else len(lines)
        while last > first and not lines[last - 1].strip():
            last -= 1
        yield DefinitionLines(key, name, first, last)


def _starts(document: Document) -> Iterator[tuple[int, str, str]]:
    if not isinstance(document.data, dict):
        return
    for key, value in document.data.items():
        items = list(_items(value))
        if not items:
            yield document.place((key,)).line, key, ""
        for part, name in items:
            yield document.place((key, part)).line, key, name


def _items(value: Any) -> Iterator[tuple[str | int, str]]:
    if isinstance(value, dict):
        yield from ((key, key) for key in value)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            if isinstance(item, dict):
                yield i, next((name for key in _NAMED if _IDENTIFIER.fullmatch(name := str(item.get(key)))), str(i))


def _titles(document: Document) -> dict[int, str]:
    if not isinstance(document.data, dict):
        return {}
    lists = ((key, value) for key, value in document.data.items() if isinstance(value, tuple))
    named = ((key, i, item) for key, items in lists for i, item in enumerate(items) if isinstance(item, dict))
    return {document.place((key, i)).line: str(item["name"]) for key, i, item in named if item.get("name") is not None}


def _above(lines: Sequence[str], line: int) -> int:
    """The first line of the comments that stand just above a line."""
    while line > 1 and lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line

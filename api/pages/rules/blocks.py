"""Blocks of a page of rules: paragraphs, lists, tables, conditions, drawings, source texts, as its
template receives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from api.pages.shell.parts import Link, Node, Timeline


@dataclass(frozen=True, slots=True)
class TextRun:
    """Run of words in a sentence: French whatever the language of the page, a link, or an
    identifier, where it is one.
    """

    text: str
    french: bool = False
    href: str = ""
    code: bool = False


Paragraph: TypeAlias = tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs."""

    kind: ClassVar[str] = "prose"

    paragraphs: tuple[Paragraph, ...]
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """List."""

    kind: ClassVar[str] = "bullets"

    items: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Table; the first cell of a row names it."""

    kind: ClassVar[str] = "grid"

    id: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Paragraph, ...], ...]


@dataclass(frozen=True, slots=True)
class ConditionTree:
    """Condition, as nested disclosures."""

    kind: ClassVar[str] = "tree"

    label: str
    node: Node


@dataclass(frozen=True, slots=True)
class Drawing:
    """Periods against time."""

    kind: ClassVar[str] = "drawing"

    id: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class SourceText:
    """Source text of a definition, as its file writes it: the file, its first line, and where it is
    read whole.
    """

    kind: ClassVar[str] = "source"

    path: str
    text: str
    first: int
    whole: Link


@dataclass(frozen=True, slots=True)
class Rendering:
    """Rendering of a template: its text, line by line, and its language."""

    kind: ClassVar[str] = "rendering"

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks behind a disclosure."""

    kind: ClassVar[str] = "details"

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class TitledBlock:
    """Rule of several, with its own heading."""

    kind: ClassVar[str] = "article"

    id: str
    label: TextRun
    tags: tuple[str, ...]
    blocks: tuple[Block, ...]
    name: str = ""
    confidence: str = ""


Block: TypeAlias = Prose | Bullets | Grid | ConditionTree | Drawing | SourceText | Rendering | Details | TitledBlock


@dataclass(frozen=True, slots=True)
class SheetSection:
    """Section of a page, with its heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    count: int | None = None


def words(text: str) -> Paragraph:
    """A paragraph in the language of the page."""
    return (TextRun(text),)


def french(text: str) -> Paragraph:
    """A paragraph that is French whatever the language of the page."""
    return (TextRun(text, french=True),)


def commas(runs: list[TextRun] | tuple[TextRun, ...]) -> Paragraph:
    """Runs with a comma between them; a dash when there is none."""
    found: list[TextRun] = []
    for run in runs:
        found += [TextRun(", "), run] if found else [run]
    return tuple(found) or (TextRun("—"),)

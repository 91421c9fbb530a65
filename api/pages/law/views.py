"""The parts of an offence's page, as its template receives them."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.shell.parts import Link, Node, Status


@dataclass(frozen=True, slots=True)
class ClauseView:
    """An element, a defence, a scope rule, an aggravation or a caution of the version shown."""

    id: str
    label: str
    condition: Node
    article: str = ""
    kind: str = ""
    confidence: str = ""
    core: bool = False
    presumed: str = ""
    consequence: str = ""
    raised_by: Node | None = None


@dataclass(frozen=True, slots=True)
class OfficialView:
    """Official text of an article, as the operator's file gives it: its name, when it is in force,
    the file, its paragraphs. In French.
    """

    name: str
    dates: str
    file: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of the text."""

    id: str
    period: str
    law: str
    change: str
    status: Status
    state: str
    penalty: str
    aggravated: tuple[tuple[str, str], ...]
    continued_by: Link | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A clause, and in which versions it counts."""

    label: str
    counts: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class LimitationView:
    """One time limit: when it applies, how long, from when."""

    when: str
    label: str
    delay: str
    starts: str
    period: str
    article: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """Source of a statement of law."""

    of: str
    reference: str
    legifrance: str
    verified: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class NeighbourView:
    """An offence related to this one."""

    link: Link
    citation: str
    relation: str
    prevails: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecidedView:
    """A decision on this offence: when, by whom (a pseudonym), how, and the report for those who
    may read it.
    """

    day: str
    by: str
    how: str
    report: Link | None

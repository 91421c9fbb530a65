"""Knowledge of a fact: its whole value, or only part of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from engine.model.fact import Value
from engine.model.outcome import Standing


@dataclass(frozen=True, slots=True)
class Exactly:
    """The value itself."""

    value: Value


@dataclass(frozen=True, slots=True)
class Between:
    """An integer or a date known to lie in [lower, upper], bounds included; None does not limit."""

    lower: int | date | None
    upper: int | date | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice known to be one of these values."""

    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Members:
    """A set of which some members are known to be present and others absent."""

    includes: frozenset[str]
    excludes: frozenset[str]


Knowledge: TypeAlias = Exactly | Between | OneOf | Members
Voice: TypeAlias = Literal["text", "comment"]
"""Voice of a report, the content's or the reporter's; the field of a report that holds the
words.
"""


@dataclass(frozen=True, slots=True)
class Span:
    """Span of the words of a voice in which a fact was read: character offsets, end excluded."""

    start: int
    end: int
    voice: Voice = "text"


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact as stated: what is known, who vouches for it, where it comes from.

    `sure` is the part of a presumed statement that is confirmed: an age presumed to be 14 of a
    victim confirmed to be a minor. `was`: the words of an earlier vocabulary, in which it was
    stated.
    """

    fact: str
    knowledge: Knowledge
    standing: Standing = Standing.CONFIRMED
    source: str | None = None
    span: Span | None = None
    sure: Knowledge | None = None
    was: str | None = None

"""Conditions as data: what a policy lawyer writes under `condition:`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Scalar: TypeAlias = bool | int | str | date


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A boolean fact has this value."""

    fact: str
    value: bool


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """A choice, country or language fact is one of these values."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncludesAny:
    """A set fact contains at least one of these members."""

    fact: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """An integer or date fact lies in [lower, upper[ ; a missing bound does not limit."""

    fact: str
    lower: int | date | None
    upper: int | date | None


@dataclass(frozen=True, slots=True)
class NotionRef:
    """The notion holds, in the version in force at the date considered."""

    notion: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple[Condition, ...]


Test: TypeAlias = IsTrue | IsOneOf | IncludesAny | Within
Condition: TypeAlias = Test | NotionRef | All | AnyOf | Not | AtLeast


def children(condition: Condition) -> tuple[Condition, ...]:
    """The direct parts of a condition; empty for a leaf."""
    match condition:
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and everything under it, outermost first."""
    yield condition
    for part in children(condition):
        yield from walk(part)


def notions_in(condition: Condition) -> frozenset[str]:
    """Identifiers of the notions named directly in the condition."""
    return frozenset(part.notion for part in walk(condition) if isinstance(part, NotionRef))

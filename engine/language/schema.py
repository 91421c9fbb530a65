"""Schemas of the ruleset files, and their validation: conditions are parsed first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, Field

from engine.language.allowances import without_allowances
from engine.language.conditions import Report, parse_condition
from engine.model.condition import Condition
from engine.model.fact import FactDefinition
from engine.model.law import (
    Aggravation,
    Caution,
    Defence,
    Element,
    Identifier,
    Limitation,
    Notion,
    OutOfField,
    ScopeRule,
)
from textfile.diagnostics import Diagnostic
from textfile.reader import Document, Path_
from textfile.schema import besides_unfilled, validate
from textfile.text import Frozen

M = TypeVar("M", bound=BaseModel)

CONDITION_KEYS = frozenset({"condition", "raised_by"})
_NAMED = frozenset({"elements", "defences", "scope", "aggravations", "cautions", "values", "excluded", "limitation_if"})
"""Under these, keys are names chosen by the author: an element may well be called `condition`."""
_STATED = frozenset({"facts", "set"})
"""Under these, where they hold keys, stand facts and their values: never a condition."""


class FactsFile(Frozen):
    """`facts/*.yaml`."""

    facts: tuple[FactDefinition, ...] = Field(min_length=1)


class NotionsFile(Frozen):
    """`notions/*.yaml`."""

    notions: tuple[Notion, ...] = Field(min_length=1)


class LimitationsFile(Frozen):
    """`limitation/*.yaml`."""

    limitations: tuple[Limitation, ...] = Field(min_length=1)


class OutOfFieldFile(Frozen):
    """`hors_champ/*.yaml`."""

    hors_champ: tuple[OutOfField, ...] = Field(min_length=1)


class ClausesFile(Frozen):
    """`clauses/*.yaml`: clauses that offences share, each taken by its name (`as`)."""

    elements: dict[Identifier, Element] = {}
    defences: dict[Identifier, Defence] = {}
    scope: dict[Identifier, ScopeRule] = {}
    aggravations: dict[Identifier, Aggravation] = {}
    cautions: dict[Identifier, Caution] = {}


def parse(model: type[M], document: Document) -> tuple[M | None, list[Diagnostic]]:
    """The file as a model, or None with every fault found."""
    faults: list[Diagnostic] = []

    def report(path: Path_, message: str, hint: str) -> None:
        faults.append(Diagnostic("R105", document.place(path), message, hint))

    data, of_allowances = without_allowances(document)
    value, others = validate(model, document, _with_conditions(data, (), report))
    faults = besides_unfilled(document, faults)
    return (None if faults or of_allowances else value), [*faults, *of_allowances, *others]


def parse_item(model: type[M], document: Document, key: str, index: int) -> M | None:
    """One item of the list of a file, as a file that holds nothing else; None when something is
    wrong in it.
    """
    faults: list[Path_] = []
    item = _with_conditions(document.data[key][index], (key, index), lambda path, *_: faults.append(path))
    value, others = validate(model, document, {key: (item,)})
    return None if faults or others else value


def conditions_under(document: Document, path: Path_ = ()) -> Iterator[tuple[Condition, Path_]]:
    """The conditions that can be read under a path of a document, each with its own path: what is
    wrong around them matters not.
    """
    yield from _conditions(_with_conditions(document.at(path), path, lambda *_: None), path)


def _conditions(data: Any, path: Path_) -> Iterator[tuple[Condition, Path_]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _conditions(value, (*path, key))
    elif isinstance(data, tuple):
        for i, item in enumerate(data):
            yield from _conditions(item, (*path, i))
    elif isinstance(data, Condition):
        yield data, path


def _with_conditions(data: Any, path: Path_, report: Report) -> Any:
    """The same data with each condition replaced by its tree."""
    if isinstance(data, dict):
        read: dict[str, Any] = {}
        for key, value in data.items():
            reading = _reading(key, value, path)
            read[key] = value if reading is None else reading(value, (*path, key), report)
        return read
    if isinstance(data, tuple):
        return tuple(_with_conditions(item, (*path, i), report) for i, item in enumerate(data))
    return data


def _reading(key: str, value: Any, path: Path_) -> Callable[[Any, Path_, Report], Any] | None:
    """The parser of what stands under a key; None when it stays as it is."""
    if path and path[-1] in _NAMED:
        return _with_conditions
    if key in _STATED and isinstance(value, dict):
        return None
    return parse_condition if key in CONDITION_KEYS else _with_conditions

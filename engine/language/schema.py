"""The shape of each ruleset file, and pydantic's complaints told in French with their place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from engine.language.conditions import parse_condition
from engine.language.diagnostics import Diagnostic
from engine.language.reader import Document, Path_
from engine.model.fact import FactDefinition
from engine.model.law import Limitation, Notion, OutOfField
from engine.model.text import Frozen

M = TypeVar("M", bound=BaseModel)

CONDITION_KEYS = frozenset({"condition", "raised_by"})
_NAMED = {(word,) for word in ("elements", "defences", "scope", "aggravations", "cautions")}
"""Under these, keys are names chosen by the author: an element may well be called `condition`."""


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


def parse(model: type[M], document: Document) -> tuple[M | None, list[Diagnostic]]:
    """The file as a model, or None with every fault found."""
    faults: list[Diagnostic] = []

    def report(path: Path_, message: str, hint: str) -> None:
        faults.append(Diagnostic("R105", document.place(path), message, hint))

    data = _with_conditions(document.data, (), report)
    if not isinstance(data, dict):
        faults.append(
            Diagnostic(
                "R103", document.place(()), "le fichier est vide ou n'est pas une suite de clés", "voir le guide"
            )
        )
        return None, faults
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        faults.extend(_in_french(error, document, model))
        return None, faults
    return (None if faults else value), faults


def _with_conditions(data: Any, path: Path_, report: Any) -> Any:
    """The same data with each condition replaced by its tree."""
    if isinstance(data, dict):
        result = {}
        for key, value in data.items():
            here = (*path, key)
            is_condition = key in CONDITION_KEYS and path[-1:] not in _NAMED
            result[key] = (
                parse_condition(value, here, report) if is_condition else _with_conditions(value, here, report)
            )
        return result
    if isinstance(data, tuple):
        return tuple(_with_conditions(item, (*path, i), report) for i, item in enumerate(data))
    return data


def _in_french(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Diagnostic]:
    for fault in error.errors(include_url=False):
        path: Path_ = tuple(p for p in fault["loc"] if p != "[key]")
        place = document.place(path)
        name = str(path[-1]) if path else ""
        context = fault.get("ctx", {})
        if fault["type"] == "too_short" and fault["input"]:
            continue  # not empty: its items were refused, and each says why
        match fault["type"]:
            case "extra_forbidden":
                near = difflib.get_close_matches(name, _known_keys(model), n=1)
                yield Diagnostic(
                    "R101", place, f"clé inconnue `{name}`", f"vouliez-vous `{near[0]}` ?" if near else "voir le guide"
                )
            case "missing":
                code, hint = ("R401", "dire d'où vient cette règle") if name == "source" else ("R102", "l'ajouter")
                yield Diagnostic(code, place, f"`{name}` manque", hint)
            case "literal_error" | "enum":
                yield Diagnostic(
                    "R104",
                    place,
                    f"valeur refusée : `{fault['input']}`",
                    f"choisir parmi {context.get('expected', '')}",
                )
            case "string_pattern_mismatch":
                yield Diagnostic(
                    "R104",
                    place,
                    f"identifiant mal formé : `{fault['input']}`",
                    "minuscules, chiffres et traits bas (ou tirets pour une infraction)",
                )
            case kind:
                yield Diagnostic(
                    "R103", place, f"`{name}` : {_reason(kind, context)}", f"reçu : `{_short(fault['input'])}`"
                )


_REASONS = {
    "string_type": "du texte est attendu",
    "int_type": "un nombre entier est attendu",
    "bool_type": "true ou false est attendu",
    "date_type": "une date AAAA-MM-JJ est attendue",
    "tuple_type": "une liste est attendue",
    "dict_type": "une suite de clés est attendue",
    "model_type": "une suite de clés est attendue",
    "model_attributes_type": "une suite de clés est attendue",
    "too_short": "la liste est vide",
    "string_too_short": "le texte est vide",
}


def _reason(kind: str, context: dict[str, Any]) -> str:
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"nombre hors des bornes ({context.get('ge', context.get('le'))})"
    return _REASONS.get(kind, f"valeur refusée ({kind})")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _known_keys(model: type[BaseModel]) -> list[str]:
    """Every key the language knows under this file, for « vouliez-vous »."""
    keys: set[str] = set()
    todo: list[Any] = [model]
    seen: set[Any] = set()
    while todo:
        current = todo.pop()
        if isinstance(current, type) and issubclass(current, BaseModel):
            if current in seen:
                continue
            seen.add(current)
            for name, field in current.model_fields.items():
                keys.add(field.alias or name)
                todo.append(field.annotation)
        else:
            todo.extend(getattr(current, "__args__", ()))
    return sorted(keys)

"""Plain values under `condition:` into the condition tree. Shape only: whether the facts exist is checked later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.language.reader import Path_
from engine.model.condition import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    IncludesAny,
    IsOneOf,
    IsTrue,
    Not,
    NotionRef,
    Within,
)

MAX_LEAVES = 64

Report = Callable[[Path_, str, str], None]
"""Receives the path of a fault, what is wrong, and what to do."""

_SHAPES = "{fact: …}, {notion: …}, {all: […]}, {any: […]}, {not: …} ou {at_least: n, of: […]}"


def parse_condition(data: Any, path: Path_, report: Report) -> Condition | None:
    """The condition written at `path`, or None after having reported why there is none."""
    if not isinstance(data, dict) or not data:
        report(path, "une condition est attendue ici", f"écrire {_SHAPES}")
        return None
    keys = set(data)
    if "fact" in keys:
        return _test(data, path, report)
    if keys == {"notion"} and isinstance(data["notion"], str):
        return NotionRef(data["notion"])
    if keys == {"not"}:
        part = parse_condition(data["not"], (*path, "not"), report)
        return None if part is None else Not(part)
    if keys == {"all"} or keys == {"any"}:
        (word,) = keys
        parts = _parts(data[word], (*path, word), report)
        return None if parts is None else (All(parts) if word == "all" else AnyOf(parts))
    if keys == {"at_least", "of"}:
        count = data["at_least"]
        parts = _parts(data["of"], (*path, "of"), report)
        if parts is None:
            return None
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= len(parts):
            report((*path, "at_least"), f"`at_least` doit être un nombre de 1 à {len(parts)}", "corriger le nombre")
            return None
        return AtLeast(count, parts)
    report(
        path, f"condition incomprise : clés {', '.join(f'`{k}`' for k in sorted(map(str, keys)))}", f"écrire {_SHAPES}"
    )
    return None


def _parts(data: Any, path: Path_, report: Report) -> tuple[Condition, ...] | None:
    if not isinstance(data, tuple) or not data:
        report(
            path, "une liste de conditions non vide est attendue", "écrire au moins une condition précédée d'un tiret"
        )
        return None
    parts = [parse_condition(item, (*path, i), report) for i, item in enumerate(data)]
    found = tuple(part for part in parts if part is not None)
    return found if len(found) == len(parts) else None


def _test(data: dict[str, Any], path: Path_, report: Report) -> Condition | None:
    fact = data["fact"]
    rest = {key: value for key, value in data.items() if key != "fact"}
    if not isinstance(fact, str):
        report((*path, "fact"), "le nom d'un fait est attendu", "voir `qualif facts`")
        return None
    if not rest:
        return IsTrue(fact, True)
    match rest:
        case {"is": bool(value), **others} if not others:
            return IsTrue(fact, value)
        case {"is": str(value), **others} if not others:
            return IsOneOf(fact, (value,))
        case {"in": tuple(values), **others} if not others and values and all(isinstance(v, str) for v in values):
            return IsOneOf(fact, values)
        case {"includes": str(value), **others} if not others:
            return IncludesAny(fact, (value,))
        case {"includes_any": tuple(values), **others} if (
            not others and values and all(isinstance(v, str) for v in values)
        ):
            return IncludesAny(fact, values)
    if set(rest) <= {"from", "under"} and all(_is_bound(v) for v in rest.values()):
        return Within(fact, rest.get("from"), rest.get("under"))
    report(
        path,
        f"comparaison incomprise sur `{fact}` : {', '.join(f'`{k}`' for k in sorted(rest))}",
        "écrire `is`, `in`, `includes`, `includes_any`, `from` ou `under`, avec une valeur du bon type",
    )
    return None


def _is_bound(value: Any) -> bool:
    return isinstance(value, date) or (isinstance(value, int) and not isinstance(value, bool))

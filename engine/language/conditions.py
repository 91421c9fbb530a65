"""Parser of conditions: plain values under `condition:` into the tree.

Shape only: whether the facts exist is checked later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

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
from textfile.quoting import choices, did_you_mean, quoted, short
from textfile.reader import Path_

Report = Callable[[Path_, str, str], None]
"""Receives the path of a fault (to its key), what is wrong, and what to do."""

_SHAPES = "{fact: …}, {notion: …}, {all: […]}, {any: […]}, {not: …} ou {at_least: n, of: […]}"


def parse_condition(data: Any, path: Path_, report: Report) -> Condition | None:
    """The condition written at `path`, or None after having reported why there is none."""
    if not isinstance(data, dict) or not data:
        report(path, f"une condition est attendue ici ; reçu : {quoted(data)}", f"écrire {_SHAPES}")
        return None
    keys = set(data)
    if "fact" in keys:
        return _test(data, path, report)
    if keys == {"notion"}:
        if isinstance(data["notion"], str):
            return NotionRef(data["notion"])
        report(
            (*path, "notion"), f"le nom d'une notion est attendu ; reçu : {quoted(data['notion'])}", "écrire son `id`"
        )
        return None
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
            report(
                (*path, "at_least"),
                f"`at_least` attend un nombre de 1 à {len(parts)} ; reçu : {quoted(count)}",
                "corriger le nombre, ou la liste `of`",
            )
            return None
        return AtLeast(count, parts)
    known = {"notion", "not", "all", "any", "at_least", "of"}
    wrong = next((key for key in data if key not in known), None)
    if wrong is not None:
        hint = did_you_mean(wrong, {*known, "fact"}, f"écrire {_SHAPES}")
        report((*path, wrong), f"clé inconnue dans une condition : `{short(wrong)}`", hint)
    elif len(keys) > 1:
        several = " et ".join(f"`{key}`" for key in data)
        report(path, f"une seule sorte de condition à la fois : {several}", "les réunir par `all` ou `any`")
    else:
        report(path, "`at_least` et `of` vont ensemble", "écrire {at_least: n, of: […]}")
    return None


def _parts(data: Any, path: Path_, report: Report) -> tuple[Condition, ...] | None:
    if not isinstance(data, tuple) or not data:
        report(
            path,
            f"une liste de conditions est attendue ; reçu : {quoted(data)}",
            "écrire au moins une condition précédée d'un tiret",
        )
        return None
    parts = [parse_condition(item, (*path, i), report) for i, item in enumerate(data)]
    found = tuple(part for part in parts if part is not None)
    return found if len(found) == len(parts) else None


def _test(data: dict[str, Any], path: Path_, report: Report) -> Condition | None:
    fact = data["fact"]
    rest = {key: value for key, value in data.items() if key != "fact"}
    if not isinstance(fact, str):
        report((*path, "fact"), f"le nom d'un fait est attendu ; reçu : {quoted(fact)}", "voir `qualif facts`")
        return None
    unknown = next((key for key in rest if key not in _COMPARISONS), None)
    if unknown is not None:
        hint = did_you_mean(unknown, _COMPARISONS, f"écrire {choices(_COMPARISONS)}")
        report((*path, unknown), f"comparaison inconnue : `{short(unknown)}`", hint)
        return None
    if len(rest) > 1 and set(rest) != {"from", "under"}:
        second = [*rest][1]
        report(
            (*path, second),
            f"une seule comparaison à la fois : {' et '.join(f'`{key}`' for key in rest)}",
            "en garder une, ou les réunir par `all`",
        )
        return None
    for key, value in rest.items():
        if not _fits(key, value):
            wanted, example = _COMPARISONS[key]
            report((*path, key), f"`{key}` attend {wanted} ; reçu : {quoted(value)}", _instead(key, value, example))
            return None
    match rest:
        case {"is": bool(value)}:
            return IsTrue(fact, value)
        case {"is": value}:
            return IsOneOf(fact, (value,))
        case {"in": values}:
            return IsOneOf(fact, values)
        case {"includes": value}:
            return IncludesAny(fact, (value,))
        case {"includes_any": values}:
            return IncludesAny(fact, values)
        case {"from": _} | {"under": _}:
            return Within(fact, rest.get("from"), rest.get("under"))
    return IsTrue(fact, True)


_COMPARISONS = {
    "is": ("true, false ou un mot", "écrire `is: mot`"),
    "in": ("une liste de mots", "écrire `in: [mot, …]`"),
    "includes": ("un mot", "écrire `includes: mot`"),
    "includes_any": ("une liste de mots", "écrire `includes_any: [mot, …]`"),
    "from": ("un nombre entier ou une date", "écrire `from: 15` ou `from: 2017-01-29`, sans guillemets"),
    "under": ("un nombre entier ou une date", "écrire `under: 18` ou `under: 2017-01-29`, sans guillemets"),
}
"""Operand of each comparison, and how to write it."""


def _fits(key: str, value: Any) -> bool:
    match key:
        case "is":
            return isinstance(value, bool | str)
        case "includes":
            return isinstance(value, str)
        case "in" | "includes_any":
            return isinstance(value, tuple) and bool(value) and all(isinstance(v, str) for v in value)
        case _:
            return isinstance(value, date) or (isinstance(value, int) and not isinstance(value, bool))


def _instead(key: str, value: Any, example: str) -> str:
    if key == "is" and isinstance(value, int | date):
        return "pour un nombre ou une date : `from` et `under`"
    if key == "is" and isinstance(value, tuple):
        return "pour plusieurs valeurs : `in`"
    if key == "includes" and isinstance(value, tuple):
        return "pour plusieurs valeurs : `includes_any`"
    return example

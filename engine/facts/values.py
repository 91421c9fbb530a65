"""Parser of one value of a report, whole or partial, into the knowledge of its fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from engine.facts.faults import FieldFault, ReportError, refused
from engine.model.countries import COUNTRIES, MISTAKEN
from engine.model.fact import FactDefinition
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf
from textfile.quoting import asked_for, choices, quoted, suggestion
from textfile.text import Text

WORDS: dict[str, bool] = {"oui": True, "non": False, "yes": True, "no": False}
_UNKNOWN = frozenset({"inconnu", "incertain", "unknown"})
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_A_LANGUAGE = Text(fr="code de langue ISO 639 (fr)", en="ISO 639 language code (fr)")
_A_COUNTRY = Text(fr="code de pays ISO 3166 (FR)", en="ISO 3166 country code (FR)")
_DAY = Text(fr="AAAA-MM-JJ", en="YYYY-MM-DD")
_BOOLEAN = Text(fr="true ou false (oui, non)", en="true or false (yes, no)")
_LIST = Text(fr="une liste de valeurs", en="a list of values")
_SET = Text(fr="une liste de valeurs ; vide : aucune", en="a list of values; empty: none")
_PARTLY = Text(
    fr="une valeur, ou {min, max}, {one_of}, {includes, excludes} selon le type",
    en="a value, or {min, max}, {one_of}, {includes, excludes}, depending on the type",
)
_CROSSED = Text(fr="min dépasse max", en="min is above max")
_SWAP = Text(fr="les échanger", en="swap them")
_WHOLE_NUMBER = Text(fr="un nombre entier", en="a whole number")
_DIGITS = Text(fr="au plus 60 chiffres", en="at most 60 digits")


def known_of(raw: Any, definition: FactDefinition, where: str) -> Knowledge | None:
    """The knowledge that a value gives of its fact; None when it gives none.

    Raises:
        ReportError: the value does not fit the type of the fact.
    """
    if raw is None or (isinstance(raw, str) and raw in _UNKNOWN and raw not in definition.values):
        return None
    if isinstance(raw, Mapping):
        return _partly(raw, definition, where)
    return Exactly(_whole(raw, definition, where))


def read_day(raw: Any, where: str) -> date:
    """A day, written AAAA-MM-JJ.

    Raises:
        ReportError: it is not one; a moment of a day is not either.
    """
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass  # told just below, like any other malformed day
    what = Text(fr=f"date refusée : {quoted(raw)}", en=f"date refused: {quoted(raw, 'en')}")
    raise ReportError([FieldFault(where, what, _DAY)])


def _whole(raw: Any, definition: FactDefinition, where: str) -> bool | str | int | date | frozenset[str]:
    match definition.type:
        case "boolean":
            value = WORDS.get(raw) if isinstance(raw, str) else raw
            if not isinstance(value, bool):
                raise refused(where, raw, _BOOLEAN)
            return value
        case "choice":
            return _member(raw, definition, where)
        case "set":
            if not isinstance(raw, list | tuple):
                raise refused(where, raw, _SET)
            return frozenset(_member(item, definition, where) for item in raw)
        case "integer":
            return _integer(raw, definition, where)
        case "date":
            return read_day(raw, where)
        case "country":
            return _country(raw, where)
        case "language":
            if not isinstance(raw, str) or not _LANGUAGE.match(raw):
                raise refused(where, raw, _A_LANGUAGE)
            return raw


def _country(raw: Any, where: str) -> str:
    if isinstance(raw, str) and raw in COUNTRIES:
        return raw
    meant = MISTAKEN.get(raw) if isinstance(raw, str) else None
    raise refused(where, raw, _A_COUNTRY if meant is None else asked_for(meant))


def _partly(raw: Mapping[Any, Any], definition: FactDefinition, where: str) -> Knowledge | None:
    keys = set(raw)
    if definition.type in ("integer", "date") and keys and keys <= {"min", "max"}:
        return _between(raw, definition, where)
    if definition.type == "choice" and keys == {"one_of"} and isinstance(raw["one_of"], list | tuple) and raw["one_of"]:
        values = frozenset(_member(v, definition, where) for v in raw["one_of"])
        if values == definition.values.keys():
            return None
        return OneOf(values)
    if definition.type == "set" and keys and keys <= {"includes", "excludes"}:
        return _members(raw, definition, where)
    raise refused(where, dict(raw), _PARTLY)


def _between(raw: Mapping[Any, Any], definition: FactDefinition, where: str) -> Knowledge | None:
    """Bounds included; nothing when they are those of the fact itself."""
    bounds: dict[str, Any] = {"min": None, "max": None}
    for key in bounds:
        if raw.get(key) is not None:
            read = _integer if definition.type == "integer" else _bound_day
            bounds[key] = read(raw[key], definition, f"{where}.{key}")
    low, high = bounds["min"], bounds["max"]
    if low is not None and high is not None and low > high:
        raise ReportError([FieldFault(where, _CROSSED, _SWAP)])
    if low is not None and low == high:
        return Exactly(low)
    says_low = low is not None and low != definition.min
    says_high = high is not None and high != definition.max
    return Between(low, high) if says_low or says_high else None


def _bound_day(raw: Any, definition: FactDefinition, where: str) -> date:
    return read_day(raw, where)


def _members(raw: Mapping[Any, Any], definition: FactDefinition, where: str) -> Knowledge | None:
    listed: list[frozenset[str]] = []
    for key in ("includes", "excludes"):
        items = raw.get(key)
        if items is not None and not isinstance(items, list | tuple):
            raise refused(f"{where}.{key}", items, _LIST)
        listed.append(frozenset(_member(v, definition, where) for v in items or ()))
    sure, never = listed
    if sure & never:
        both = ", ".join(sorted(sure & never))
        what = Text(fr=f"à la fois présent et absent : {both}", en=f"both present and absent: {both}")
        raise ReportError([FieldFault(where, what)])
    return Members(sure, never) if sure or never else None


def _member(raw: Any, definition: FactDefinition, where: str) -> str:
    if not isinstance(raw, str) or raw not in definition.values:
        near = suggestion(raw, definition.values) if isinstance(raw, str) else None
        raise refused(where, raw, near or _listed(definition.values))
    return raw


def _listed(values: Iterable[str]) -> Text:
    return Text(fr=f"valeurs : {choices(values)}", en=f"values: {choices(values, 'en')}")


def _integer(raw: Any, definition: FactDefinition, where: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise refused(where, raw, _WHOLE_NUMBER)
    low, high = definition.min, definition.max
    if (low is not None and raw < low) or (high is not None and raw > high):
        raise refused(where, raw, _range(low, high))
    if raw.bit_length() > 200:
        raise refused(where, raw, _DIGITS)
    return raw


def _range(low: int | None, high: int | None) -> Text:
    if low is None:
        return Text(fr=f"au plus {high}", en=f"at most {high}")
    if high is None:
        return Text(fr=f"au moins {low}", en=f"at least {low}")
    return Text(fr=f"de {low} à {high}", en=f"from {low} to {high}")

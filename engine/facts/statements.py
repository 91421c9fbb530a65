"""Plain data from a report into stated facts, checked against the vocabulary; each fault names its field."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from engine.model.fact import FactDefinition
from engine.model.knowledge import Between, Exactly, Known, Members, OneOf, Span, StatedFact
from engine.model.outcome import Standing
from engine.model.report import Report

MAX_TEXT = 200_000
MAX_ID = 200
KEYS = ("id", "url", "text", "reported_category", "date_of_facts", "facts", "raised")
STATEMENT_KEYS = frozenset({"value", "standing", "source", "span"})
_WORDS: dict[str, bool] = {"oui": True, "non": False, "yes": True, "no": False}
_UNKNOWN = frozenset({"inconnu", "incertain", "unknown"})
_CODE = {"country": re.compile(r"[A-Z]{2}\Z"), "language": re.compile(r"[a-z]{2,3}\Z")}


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of a report, and what to do."""

    field: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.field} : {self.message}" + (f" ({self.hint})" if self.hint else "")


class ReportError(Exception):
    """A report that cannot be taken; carries every fault of it."""

    def __init__(self, faults: list[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ; ".join(map(str, faults)))


def read_report(data: Any, facts: Mapping[str, FactDefinition], fallback_id: str = "signalement") -> Report:
    """A report from plain data (from YAML or JSON).

    Raises:
        ReportError: unknown field or fact, wrong type, value outside a choice, impossible date, text too long.
    """
    if not isinstance(data, Mapping):
        raise ReportError([FieldFault("(racine)", "un signalement est une suite de clés", f"clés : {', '.join(KEYS)}")])
    faults: list[FieldFault] = []
    for key in data:
        if key not in KEYS:
            faults.append(FieldFault(str(key), "champ inconnu", _near(str(key), KEYS)))
    texts = {
        name: _text(data, name, limit, faults)
        for name, limit in (("id", MAX_ID), ("url", 4_000), ("text", MAX_TEXT), ("reported_category", 200))
    }
    day = _day(data.get("date_of_facts"), "date_of_facts", faults)
    stated: dict[str, StatedFact] = {}
    given = data.get("facts")
    if given is not None and not isinstance(given, Mapping):
        faults.append(FieldFault("facts", "une suite `fait: valeur` est attendue"))
    elif given:
        for name, raw in given.items():
            try:
                fact = state(str(name), raw, facts, len(texts["text"]) if texts["text"] is not None else None)
            except ReportError as error:
                faults.extend(error.faults)
                continue
            if fact is not None:
                stated[fact.fact] = fact
        _merge_meanings(stated, facts, faults)
    raised = data.get("raised") or ()
    if not isinstance(raised, list | tuple) or not all(isinstance(r, str) for r in raised):
        faults.append(FieldFault("raised", "une liste de `infraction/nom` est attendue"))
        raised = ()
    if faults:
        raise ReportError(faults)
    return Report(
        id=texts["id"] or fallback_id,
        facts=stated,
        date_of_facts=day,
        url=texts["url"],
        text=texts["text"],
        reported_category=texts["reported_category"],
        raised=frozenset(raised),
    )


def _merge_meanings(
    stated: dict[str, StatedFact], facts: Mapping[str, FactDefinition], faults: list[FieldFault]
) -> None:
    """Turns each fact that `means` a comparison into what it says of the other fact, together with what is stated of that one.

    Of a confirmed and a presumed statement, the confirmed one is kept alone when they disagree.
    """
    for name in [n for n in stated if facts[n].means is not None]:
        said = stated.pop(name)
        meant = facts[name].means
        if meant is None or not isinstance(said.known, Exactly):
            continue
        other = facts[meant.fact]
        threshold = meant.under if meant.under is not None else meant.from_
        is_under = (meant.under is not None) is (said.known.value is True)
        assert threshold is not None  # a check of the vocabulary
        low, high = (other.min, threshold - 1) if is_under else (threshold, other.max)
        before = stated.get(meant.fact)
        also = StatedFact(meant.fact, Between(low, high), said.standing, said.source, said.span)
        both = also if before is None else _together(before, also, low, high)
        if both is None:
            faults.append(FieldFault(f"facts.{name}", f"contredit `{meant.fact}`", "garder l'un des deux"))
        else:
            stated[meant.fact] = both


def _together(one: StatedFact, other: StatedFact, low: int | None, high: int | None) -> StatedFact | None:
    """Two statements on one integer fact, the second being an interval; None when they contradict each other for sure."""
    confirmed = [s for s in (one, other) if s.standing is Standing.CONFIRMED]
    narrowed = _narrow(one.known, low, high)
    if narrowed is None:
        return None if len(confirmed) != 1 else confirmed[0]
    if len(confirmed) != 1 or narrowed == confirmed[0].known:
        return replace(one, known=narrowed, standing=Standing.CONFIRMED if confirmed else Standing.PRESUMED)
    presumed = one if confirmed[0] is other else other
    return replace(presumed, known=narrowed, sure=confirmed[0].known)


def _narrow(known: Known, low: int | None, high: int | None) -> Known | None:
    """What two statements on an integer fact say together; None when they contradict each other."""
    if isinstance(known, Exactly):
        value = known.value
        fits = isinstance(value, int) and (low is None or value >= low) and (high is None or value <= high)
        return known if fits else None
    if not isinstance(known, Between):
        return None
    lows = [b for b in (known.lower, low) if isinstance(b, int)]
    highs = [b for b in (known.upper, high) if isinstance(b, int)]
    lower, upper = max(lows, default=None), min(highs, default=None)
    if lower is not None and upper is not None and lower > upper:
        return None
    return Exactly(lower) if lower == upper and lower is not None else Between(lower, upper)


def state(
    name: str, raw: Any, facts: Mapping[str, FactDefinition], text_length: int | None = None
) -> StatedFact | None:
    """One fact as stated, or None when it is given as unknown.

    Raises:
        ReportError: the fact or its value is not in the vocabulary.
    """
    where = f"facts.{name}"
    definition = facts.get(name)
    if definition is None:
        raise ReportError([FieldFault(where, "fait inconnu", _near(name, list(facts)) or "voir `qualif facts`")])
    standing, source, span = Standing.CONFIRMED, None, None
    if isinstance(raw, Mapping) and "value" in raw:
        extra = sorted(set(raw) - STATEMENT_KEYS)
        if extra:
            raise ReportError([FieldFault(f"{where}.{extra[0]}", "clé inconnue", "value, standing, source, span")])
        if raw.get("standing", "confirmed") not in ("confirmed", "presumed"):
            raise ReportError(
                [
                    FieldFault(
                        f"{where}.standing", f"valeur refusée : {_short(raw['standing'])}", "confirmed ou presumed"
                    )
                ]
            )
        standing = Standing(raw.get("standing", "confirmed"))
        source = raw.get("source")
        if source is not None and not isinstance(source, str):
            raise ReportError([FieldFault(f"{where}.source", "du texte est attendu")])
        span = _span(raw.get("span"), where, text_length)
        raw = raw["value"]
    if raw is None or (isinstance(raw, str) and raw in _UNKNOWN and raw not in definition.values):
        return None
    known = _known(raw, definition, where)
    return None if known is None else StatedFact(name, known, standing, source, span)


def _known(raw: Any, definition: FactDefinition, where: str) -> Known | None:
    if isinstance(raw, Mapping):
        return _partly(raw, definition, where)
    match definition.type:
        case "boolean":
            value = _WORDS.get(raw) if isinstance(raw, str) else raw
            if not isinstance(value, bool):
                raise _refused(where, raw, "true ou false (oui, non)")
            return Exactly(value)
        case "choice":
            return Exactly(_member(raw, definition, where))
        case "set":
            if not isinstance(raw, list | tuple):
                raise _refused(where, raw, "une liste de valeurs ; vide : aucune")
            return Exactly(frozenset(_member(item, definition, where) for item in raw))
        case "integer":
            return Exactly(_integer(raw, definition, where))
        case "date":
            faults: list[FieldFault] = []
            day = _day(raw, where, faults)
            if faults or day is None:
                raise ReportError(faults)
            return Exactly(day)
        case kind:
            if not isinstance(raw, str) or not _CODE[kind].match(raw):
                raise _refused(
                    where, raw, "code de pays ISO 3166 (FR)" if kind == "country" else "code de langue ISO 639 (fr)"
                )
            return Exactly(raw)


def _partly(raw: Mapping[Any, Any], definition: FactDefinition, where: str) -> Known | None:
    keys = set(raw)
    if definition.type in ("integer", "date") and keys and keys <= {"min", "max"}:
        bounds: list[Any] = []
        for key in ("min", "max"):
            value = None if raw.get(key) is None else _known(raw[key], definition, f"{where}.{key}")
            bounds.append(value.value if isinstance(value, Exactly) else None)
        low, high = bounds
        if low is not None and high is not None and low > high:
            raise ReportError([FieldFault(where, "min dépasse max", "les échanger")])
        return None if low is None and high is None else Exactly(low) if low == high else Between(low, high)
    if definition.type == "choice" and keys == {"one_of"} and isinstance(raw["one_of"], list | tuple) and raw["one_of"]:
        values = frozenset(_member(v, definition, where) for v in raw["one_of"])
        return None if values == definition.values.keys() else OneOf(values)
    if definition.type == "set" and keys and keys <= {"includes", "excludes"}:
        parts = [raw.get(k) or () for k in ("includes", "excludes")]
        if all(isinstance(p, list | tuple) for p in parts):
            sure, never = (frozenset(_member(v, definition, where) for v in p) for p in parts)
            if sure & never:
                raise ReportError(
                    [FieldFault(where, f"à la fois présent et absent : {', '.join(sorted(sure & never))}")]
                )
            return Members(sure, never)
    raise _refused(where, dict(raw), "une valeur, ou {min, max}, {one_of}, {includes, excludes} selon le type")


def _member(raw: Any, definition: FactDefinition, where: str) -> str:
    if not isinstance(raw, str) or raw not in definition.values:
        near = _near(str(raw), list(definition.values))
        raise _refused(where, raw, near or f"valeurs : {', '.join(definition.values)}")
    return raw


def _integer(raw: Any, definition: FactDefinition, where: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise _refused(where, raw, "un nombre entier")
    if (definition.min is not None and raw < definition.min) or (definition.max is not None and raw > definition.max):
        raise _refused(where, raw, f"de {definition.min} à {definition.max}")
    return raw


def _day(raw: Any, where: str, faults: list[FieldFault]) -> date | None:
    if raw is None:
        return None
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass  # told just below, like any other malformed day
    faults.append(FieldFault(where, f"date refusée : {_short(raw)}", "AAAA-MM-JJ"))
    return None


def _text(data: Mapping[Any, Any], name: str, limit: int, faults: list[FieldFault]) -> str | None:
    value = data.get(name)
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        faults.append(FieldFault(name, "du texte est attendu"))
        return None
    if value is not None and len(value) > limit:
        faults.append(FieldFault(name, f"plus de {limit} caractères"))
        return None
    return value


def _span(raw: Any, where: str, text_length: int | None) -> Span | None:
    if raw is None:
        return None
    ok = (
        isinstance(raw, list | tuple)
        and len(raw) == 2
        and all(isinstance(n, int) and not isinstance(n, bool) for n in raw)
    )
    if not ok or not 0 <= raw[0] <= raw[1] or (text_length is not None and raw[1] > text_length):
        raise ReportError(
            [FieldFault(f"{where}.span", "[début, fin] dans le texte est attendu", "en caractères, fin exclue")]
        )
    return Span(raw[0], raw[1])


def _refused(where: str, raw: Any, hint: str) -> ReportError:
    return ReportError([FieldFault(where, f"valeur refusée : {_short(raw)}", hint)])


def _near(word: str, among: list[str] | tuple[str, ...]) -> str:
    found = difflib.get_close_matches(word, among, n=1)
    return f"vouliez-vous `{found[0]}` ?" if found else ""


def _short(raw: Any) -> str:
    text = repr(raw) if not isinstance(raw, str) else f"`{raw}`"
    return text if len(text) <= 60 else text[:57] + "…"

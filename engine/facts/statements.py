"""Parser of reports: plain data into stated facts, checked against the vocabulary; each fault names
its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from engine.facts.faults import FieldFault, ReportError, refused
from engine.facts.indications import read_indications
from engine.facts.meanings import merge_meanings
from engine.facts.presumptions import presume
from engine.facts.renamings import in_words_of, successors
from engine.facts.values import known_of, read_day
from engine.model.fact import FactDefinition
from engine.model.knowledge import Span, StatedFact
from engine.model.outcome import Standing
from engine.model.report import Report
from textfile.quoting import printable, short, suggestion
from textfile.text import Text

__all__ = [
    "FACTS_EXPECTED",
    "KEYS",
    "MAX_TEXT",
    "NO_WORDS",
    "REPORT_EXPECTED",
    "FieldFault",
    "Lengths",
    "ReportError",
    "read_report",
    "state",
]

MAX_TEXT = 1_000_000
MAX_ID = 200
MAX_FAULTS = 20
"""Faults told of one report; the others are counted."""
KEYS = ("id", "url", "text", "comment", "reported_category", "date_of_facts", "facts", "raised", "indications")
_ELSEWHERE = {
    "date_of_decision": Text(
        fr="la date de la décision se donne avec `--at`", en="the date of the decision is given with `--at`"
    )
}
"""Keys that are said elsewhere than in a report, and where."""
STATEMENT_KEYS = ("value", "standing", "source", "span", "span_in")
_LIMITS = {"id": MAX_ID, "url": 4_000, "text": MAX_TEXT, "comment": MAX_TEXT, "reported_category": 200}
REPORT_EXPECTED = Text(fr="un signalement est une suite de clés", en="a report is a set of keys")
_REPORT_KEYS = Text(fr=f"clés : {', '.join(KEYS)}", en=f"keys: {', '.join(KEYS)}")
_FIRST = Text(fr="corriger les premières", en="correct the first ones")
_LOST = Text(
    fr="dit dans des mots anciens qui n'ont plus d'équivalent", en="stated in earlier words that have no counterpart"
)
_AGAIN = Text(fr="le redire dans ceux d'aujourd'hui : `qualif facts`", en="state it again in today's: `qualif facts`")
_UNKNOWN_FACT = Text(fr="fait inconnu", en="unknown fact")
_VOCABULARY = Text(fr="voir `qualif facts`", en="see `qualif facts`")
_UNKNOWN_KEY = Text(fr="clé inconnue", en="unknown key")
_KEYS = Text(fr=", ".join(STATEMENT_KEYS), en=", ".join(STATEMENT_KEYS))
_STANDINGS = Text(fr="confirmed, presumed ou disputed", en="confirmed, presumed or disputed")
_UNKNOWN_FIELD = Text(fr="champ inconnu", en="unknown field")
FACTS_EXPECTED = Text(fr="une suite `fait: valeur` est attendue", en="a set of `fact: value` is expected")
_NAMES = Text(fr="une liste de `infraction/nom` est attendue", en="a list of `offence/name` is expected")
_TEXT = Text(fr="du texte est attendu", en="text is expected")
_HALF = Text(fr="moitié de caractère", en="half a character")
_UTF8 = Text(fr="l'enregistrer en UTF-8", en="save it in UTF-8")
_SPAN = Text(fr="[début, fin] dans le texte est attendu", en="[start, end] within the text is expected")
_SPAN_IN_COMMENT = Text(
    fr="[début, fin] dans le commentaire est attendu", en="[start, end] within the comment is expected"
)
_VOICES = Text(fr="text ou comment", en="text or comment")
_EXCLUDED = Text(fr="en caractères, fin exclue", en="in characters, end excluded")


class Lengths(NamedTuple):
    """Lengths of the voices of a report, in characters: spans lie within them."""

    text: int = 0
    comment: int = 0


NO_WORDS = Lengths()


def read_report(data: Any, facts: Mapping[str, FactDefinition], fallback_id: str = "signalement") -> Report:
    """A report from plain data (from YAML or JSON).

    Raises:
        ReportError: unknown field or fact, wrong type, value outside a choice, impossible date,
            text too long.
    """
    if not isinstance(data, Mapping):
        raise ReportError([FieldFault("(racine)", REPORT_EXPECTED, _REPORT_KEYS)])
    faults = _unknown_keys(data)
    texts = {name: _text(data.get(name), name, limit, faults) for name, limit in _LIMITS.items()}
    day = _day(data.get("date_of_facts"), faults)
    stated, disputed = _facts(data.get("facts"), facts, _lengths(data), day, faults)
    raised = _raised(data.get("raised"), faults)
    indications = read_indications(data.get("indications"), texts["reported_category"], faults)
    if len(faults) > MAX_FAULTS:
        left = len(faults) - MAX_FAULTS
        others = Text(fr=f"et {left} autre{'s' * (left > 1)}", en=f"and {left} more")
        faults[MAX_FAULTS:] = [FieldFault("(signalement)", others, _FIRST)]
    if faults:
        raise ReportError(faults)
    return Report(
        id=texts["id"] or fallback_id,
        facts=stated,
        date_of_facts=day,
        url=texts["url"],
        text=texts["text"],
        comment=texts["comment"],
        reported_category=texts["reported_category"],
        raised=raised,
        indications=indications,
        disputed=disputed,
    )


def state(name: str, raw: Any, facts: Mapping[str, FactDefinition], lengths: Lengths = NO_WORDS) -> StatedFact | None:
    """One fact as stated, or None when it is given as unknown.

    A span needs words: without length, it is refused.

    Raises:
        ReportError: the fact or its value is not in the vocabulary.
    """
    where = f"facts.{short(name)}"
    definition = facts.get(name)
    if definition is None:
        remedy = _renamed(name, facts) or suggestion(name, facts) or _VOCABULARY
        raise ReportError([FieldFault(where, _UNKNOWN_FACT, remedy)])
    standing, source, span = Standing.CONFIRMED, None, None
    if isinstance(raw, Mapping) and "value" in raw:
        extra = next((key for key in raw if key not in STATEMENT_KEYS), None)
        if extra is not None:
            raise ReportError([FieldFault(f"{where}.{_name(extra)}", _UNKNOWN_KEY, _KEYS)])
        given = raw.get("standing", "confirmed")
        if given not in ("confirmed", "presumed", "disputed"):
            raise refused(f"{where}.standing", given, _STANDINGS)
        standing = Standing(given)
        faults: list[FieldFault] = []
        source = _text(raw.get("source"), f"{where}.source", 200, faults)
        if faults:
            raise ReportError(faults)
        span = _span(raw.get("span"), "text" if raw.get("span_in") is None else raw["span_in"], where, lengths)
        raw = raw["value"]
    known = known_of(raw, definition, where)
    return None if known is None else StatedFact(name, known, standing, source, span)


def _renamed(name: str, facts: Mapping[str, FactDefinition]) -> Text | None:
    """What an earlier fact is called today."""
    today = ", ".join(f"`{fact}`" for fact in successors(name, facts))
    return Text(fr=f"s'appelle aujourd'hui {today}", en=f"is called {today} today") if today else None


def _lengths(data: Mapping[Any, Any]) -> Lengths:
    """As given: where one is refused, the spans within it are not blamed for it."""
    return Lengths(*(len(given) if isinstance(given := data.get(voice), str) else 0 for voice in Lengths._fields))


def _unknown_keys(data: Mapping[Any, Any]) -> list[FieldFault]:
    return [FieldFault(_name(key), _UNKNOWN_FIELD, _key_remedy(_name(key))) for key in data if key not in KEYS]


def _key_remedy(key: str) -> Text | None:
    return _ELSEWHERE.get(key) or suggestion(key, KEYS)


def _facts(
    data: Any, facts: Mapping[str, FactDefinition], lengths: Lengths, day: date | None, faults: list[FieldFault]
) -> tuple[dict[str, StatedFact], dict[str, StatedFact]]:
    """The facts that are known, and those that are disputed, by name."""
    stated: dict[str, StatedFact] = {}
    disputed: dict[str, StatedFact] = {}
    if data is None:
        return stated, disputed
    if not isinstance(data, Mapping):
        faults.append(FieldFault("facts", FACTS_EXPECTED))
        return stated, disputed
    translation = in_words_of(facts, data)
    faults.extend(FieldFault(f"facts.{short(name)}", _LOST, _AGAIN) for name in translation.lost)
    for key, raw in translation.facts.items():
        if len(faults) >= MAX_FAULTS and key not in facts:  # counted, not compared with the whole vocabulary
            faults.append(FieldFault("facts", _UNKNOWN_FACT))
            continue
        try:
            fact = state(key if isinstance(key, str) else _name(key), raw, facts, lengths)
        except ReportError as error:
            faults.extend(error.faults)
            continue
        if fact is not None:
            words = translation.was.get(fact.fact)
            into = disputed if fact.standing is Standing.DISPUTED else stated
            into[fact.fact] = fact if words is None else replace(fact, was=words)
    merge_meanings(stated, facts, faults)
    if not faults:
        presume(stated, facts, day, disputed.keys())
    return stated, disputed


def _raised(data: Any, faults: list[FieldFault]) -> frozenset[str]:
    if data is None:
        return frozenset()
    if not isinstance(data, list | tuple) or not all(map(_is_name, data)):
        faults.append(FieldFault("raised", _NAMES))
        return frozenset()
    return frozenset(data)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_ID and value.isprintable()


def _day(raw: Any, faults: list[FieldFault]) -> date | None:
    if raw is None:
        return None
    try:
        return read_day(raw, "date_of_facts")
    except ReportError as error:
        faults.extend(error.faults)
        return None


def _text(value: Any, where: str, limit: int, faults: list[FieldFault]) -> str | None:
    if where == "id" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if value.bit_length() <= 3 * limit else "0" * (limit + 1)  # refused just below
    if value is not None and not isinstance(value, str):
        faults.append(FieldFault(where, _TEXT))
    elif value is not None and len(value) > limit:
        what = Text(fr=f"plus de {limit} caractères", en=f"more than {limit} characters")
        faults.append(FieldFault(where, what))
    elif value is not None and not _whole(value):
        faults.append(FieldFault(where, _HALF, _UTF8))
    else:
        return value
    return None


def _whole(text: str) -> bool:
    """Whether every character is one: JSON can write half of one, which no file can hold."""
    return text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)


def _span(raw: Any, voice: Any, where: str, lengths: Lengths) -> Span | None:
    if voice not in ("text", "comment"):
        raise refused(f"{where}.span_in", voice, _VOICES)
    if raw is None:
        return None
    ok = (
        isinstance(raw, list | tuple)
        and len(raw) == 2
        and all(isinstance(n, int) and not isinstance(n, bool) for n in raw)
    )
    most = lengths.text if voice == "text" else lengths.comment
    if not ok or not 0 <= raw[0] <= raw[1] <= most:
        what = _SPAN if voice == "text" else _SPAN_IN_COMMENT
        raise ReportError([FieldFault(f"{where}.span", what, _EXCLUDED)])
    return Span(raw[0], raw[1], voice)


def _name(key: Any) -> str:
    """A key of the report as a field name."""
    return short(key) if isinstance(key, str) else printable(f"({type(key).__name__})")

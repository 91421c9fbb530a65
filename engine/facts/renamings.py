"""Statements in the words of an earlier vocabulary, read in those of today (`was`).

A value of today holds where one of the values that it was held; nothing is guessed: what the old
words leave undecided stays unknown, and what has no counterpart is lost, and said to be.

A value that left a fact for another one, where both remain, is carried over where it held: the fact
that it left says the rest of its statement. That it did not hold tells nothing of the other fact,
which could always be stated by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.facts.values import WORDS
from engine.model.fact import FactDefinition
from textfile.quoting import quoted

_LISTED = ("choice", "set")
_BOOLEANS = (True, False)
_PARTS = frozenset({"one_of", "includes", "excludes"})


@dataclass
class Translation:
    """Statements in today's words: `was` says of a fact in which words it was stated, `sources` by
    which statements, `lost` names those of which nothing is left.
    """

    facts: dict[str, Any]
    was: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)


class CarriedValue(NamedTuple):
    """A value that left a fact for another: that other one, and its value of today."""

    fact: FactDefinition
    now: Any


def in_words_of(facts: Mapping[str, FactDefinition], given: Mapping[str, Any]) -> Translation:
    """The statements in the words of a vocabulary; as they are when they use no earlier word.

    A fact stated in today's words is left as stated: an earlier word for it adds nothing, unless
    somebody confirms in that word what is only presumed in today's.
    """
    translation = Translation(dict(given))
    for fact in facts.values():
        if fact.was and (entries := tuple(was for was in fact.was if was.fact not in facts)):
            _translate(fact.model_copy(update={"was": entries}), facts, given, translation)
    for name, carried in carried_values(facts).items():
        if name in translation.facts:
            _carry(name, carried, translation)
    return translation


def carried_values(facts: Mapping[str, FactDefinition]) -> dict[str, dict[Any, CarriedValue]]:
    """The values that left facts of today for others of today, by the fact that they left."""
    carried: dict[str, dict[Any, CarriedValue]] = {}
    for fact in facts.values():
        for was in fact.was:
            if was.value is not None and was.fact is not None and was.fact in facts:
                carried.setdefault(was.fact, {})[was.value] = CarriedValue(fact, was.now)
    return carried


def translated(facts: Mapping[str, FactDefinition], given: Mapping[str, Any]) -> dict[str, Any]:
    """The statements in the words of a vocabulary; those of which nothing is left stay as they are,
    for whoever reads them to refuse.
    """
    translation = in_words_of(facts, given)
    return {**translation.facts, **{name: given[name] for name in translation.lost}}


def successors(name: str, facts: Mapping[str, FactDefinition]) -> tuple[str, ...]:
    """The facts of today that speak of what an earlier one did."""
    return tuple(fact.id for fact in facts.values() if any(was.fact == name for was in fact.was))


def _carry(name: str, carried: Mapping[Any, CarriedValue], translation: Translation) -> None:
    """Takes out of a statement the values that are another fact's today, and states that other."""
    raw = translation.facts[name]
    stated = _value(raw)
    mentioned = list(_mentioned(stated))
    gone = [value for value in carried if value in mentioned]
    if not gone or None in mentioned:
        return  # what is in no known form is refused as it is
    words = _words({name: stated})
    for value in gone:
        fact, now = carried[value].fact, carried[value].now
        more = _with(fact, now, translation.facts.get(fact.id), raw) if _said_of(stated, value) is True else None
        if more is not None:
            translation.facts[fact.id] = more
            translation.was[fact.id] = words
            translation.sources[fact.id] = (name,)
    rest = _without(stated, gone)
    if rest is None:
        del translation.facts[name]
        return
    translation.facts[name] = _like(rest, [raw])
    translation.was[name] = words


def _with(fact: FactDefinition, now: Any, own: Any, raw: Any) -> Any:
    """What is stated of a fact, with a value that another statement carries to it; None where it
    adds nothing. Of a set of which some values are stated, one more is, on the same standing.
    """
    if _value(own) is None or _confirms(raw, own):
        return _like({"includes": [now]} if fact.type == "set" else now, [raw])
    parts = _value(own)
    if not isinstance(parts, Mapping) or not parts.keys() <= {"includes", "excludes"} or None in _mentioned(parts):
        return None
    if _standing(own) != _standing(raw) or now in _mentioned(parts):
        return None
    return _like({**parts, "includes": [*parts.get("includes", ()), now]}, [own])


def _without(stated: Any, gone: Collection[Any]) -> Any:
    """A statement without some of its values; None where nothing is left of it."""
    if isinstance(stated, list | tuple):
        return [one for one in stated if one not in gone]
    if not isinstance(stated, Mapping) or "one_of" in stated:
        return None
    parts = {key: [one for one in values if one not in gone] for key, values in stated.items()}
    return parts if any(parts.values()) else None


def _translate(
    fact: FactDefinition, facts: Mapping[str, FactDefinition], given: Mapping[str, Any], translation: Translation
) -> None:
    earlier = {was.fact for was in fact.was if was.fact is not None and was.fact not in facts}
    stated = {name: _value(given[name]) for name in earlier if name in given}
    own = given.get(fact.id)
    old_values = [was.value for was in fact.was if was.fact is None]
    if own is not None and any(one in old_values for one in _mentioned(_value(own))):
        stated[fact.id] = _value(own)
    if not stated or not all(_is_readable(fact, name, raw) for name, raw in stated.items()):
        return  # what is not of the earlier vocabulary either is refused as it is
    for name in stated:
        translation.facts.pop(name, None)
    if own is not None and fact.id not in stated and not any(_confirms(given[name], own) for name in stated):
        translation.facts[fact.id] = own
        return
    read = _read(fact, stated)
    words = _words(stated)
    if read is None:
        translation.lost.extend(stated)
        return
    translation.facts[fact.id] = _like(read, [given[name] for name in stated])
    translation.was[fact.id] = words
    translation.sources[fact.id] = tuple(stated)


def _read(fact: FactDefinition, stated: Mapping[str, Any]) -> Any:
    """What the old statements say of the fact, as a report would write it; None when nothing."""
    if fact.type not in (*_LISTED, "boolean"):
        return next(iter(stated.values()))
    values: tuple[Any, ...] = _BOOLEANS if fact.type == "boolean" else tuple(fact.values)
    holds = {value: _holds(fact, value, stated) for value in values}
    sure = [value for value, held in holds.items() if held is True]
    never = [value for value, held in holds.items() if held is False]
    possible = [value for value in values if value not in never]
    if fact.type == "set":
        if None not in holds.values():
            return sure if sure or not _is_without(fact, stated) else None
        found = {key: names for key, names in (("includes", sure), ("excludes", never)) if names}
        return found or None
    if fact.type == "boolean":
        return possible[0] if len(possible) == 1 else None
    if len(sure) == 1:
        return sure[0]
    if len(possible) == 1:
        return possible[0]
    return {"one_of": possible} if possible and len(possible) < len(values) else None


def _holds(fact: FactDefinition, value: Any, stated: Mapping[str, Any]) -> bool | None:
    """Whether a value of today holds: true where something that is it alone held, false where
    nothing that it was did.
    """
    outcomes: list[tuple[bool | None, bool]] = []
    for name, raw in stated.items():
        for old, now in _sources(fact, name):
            if value in now:
                outcomes.append((_said_of(raw, old), len(now) == 1))
    if any(held is True and alone for held, alone in outcomes):
        return True
    said_elsewhere = any(name not in stated for name in _names_of(fact, value))
    return False if not said_elsewhere and all(held is False for held, _ in outcomes) else None


def _names_of(fact: FactDefinition, value: Any) -> Iterator[str]:
    """The names under which a statement could say that a value of today held."""
    entries = [was for was in fact.was if was.value is not None and value in _now(was)]
    yield from (was.fact for was in entries if was.fact is not None)
    if not entries or any(was.fact is None for was in entries):
        yield next((was.fact for was in fact.was if was.fact is not None and was.value is None), fact.id)


def _sources(fact: FactDefinition, name: str) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Each value that a statement under a name may have, and the values of today that it was.

    A value that another was is new; one that was there already says so: `{value: v, now: v}`.
    """
    aliases = {was.fact for was in fact.was if was.value is None}
    is_own = name == fact.id or name in aliases
    valued = [was for was in fact.was if was.value is not None]
    entries = [was for was in valued if was.fact == name or (was.fact is None and is_own)]
    yield from ((was.value, _now(was)) for was in entries)
    new = {value for was in valued for value in _now(was)} | {was.value for was in entries}
    values: tuple[Any, ...] = _BOOLEANS if fact.type == "boolean" else tuple(fact.values)
    yield from ((value, (value,)) for value in values if is_own and value not in new)


def _now(was: Any) -> tuple[Any, ...]:
    return was.now if isinstance(was.now, tuple) else () if was.now is None else (was.now,)


def _said_of(raw: Any, value: Any) -> bool | None:
    """Whether a statement says that a value held."""
    if isinstance(raw, Mapping):
        options, sure, never = (list(raw.get(key) or ()) for key in ("one_of", "includes", "excludes"))
        if options:
            return False if value not in options else (True if len(options) == 1 else None)
        return True if value in sure else (False if value in never else None)
    if isinstance(raw, list | tuple):
        return value in raw
    return bool(_plain(raw, value) == value)


def _plain(raw: Any, value: Any) -> Any:
    """The word of a yes or a no as a boolean, where one is compared."""
    return WORDS.get(raw, raw) if isinstance(value, bool) and isinstance(raw, str) else raw


def _is_readable(fact: FactDefinition, name: str, raw: Any) -> bool:
    """Whether a statement says something, in a form that reports have, of values of then."""
    if fact.type not in (*_LISTED, "boolean"):
        return True
    values = [old for old, _ in _sources(fact, name)]
    values += [not old for old in values if isinstance(old, bool)]
    mentioned = list(_mentioned(raw))
    empty = isinstance(raw, list | tuple) and not raw
    return bool(mentioned or empty) and all(
        any(type(_plain(one, value)) is type(value) and _plain(one, value) == value for value in values)
        for one in mentioned
    )


def _mentioned(raw: Any) -> Iterator[Any]:
    """The values that a statement names; the statement itself where it is in no known form."""
    if isinstance(raw, Mapping):
        if not raw or not raw.keys() <= _PARTS or not all(isinstance(part, list | tuple) for part in raw.values()):
            yield None
        for part in raw.values():
            yield from part if isinstance(part, list | tuple) else ()
    elif isinstance(raw, list | tuple):
        yield from raw
    else:
        yield raw


def _is_without(fact: FactDefinition, stated: Mapping[str, Any]) -> bool:
    """Whether the statements say that something held that is nothing today."""
    return any(
        not now and _said_of(raw, old) is True for name, raw in stated.items() for old, now in _sources(fact, name)
    )


def _words(stated: Mapping[str, Any]) -> str:
    return " ; ".join(f"{name} : {quoted(value).strip('`')}" for name, value in stated.items())


def _confirms(raw: Any, own: Any) -> bool:
    """Whether a statement confirms, where another only presumes."""
    return (_standing(raw), _standing(own)) == ("confirmed", "presumed")


def _standing(raw: Any) -> Any:
    return raw.get("standing", "confirmed") if isinstance(raw, Mapping) and "value" in raw else "confirmed"


def _value(raw: Any) -> Any:
    return raw["value"] if isinstance(raw, Mapping) and "value" in raw else raw


def _like(value: Any, statements: list[Any]) -> Any:
    """The value, stated as the statements were: disputed when one of them was, else presumed when
    one was, from the source of the first.
    """
    told = [raw for raw in statements if isinstance(raw, Mapping) and "value" in raw]
    if not told:
        return value
    standings = {raw.get("standing") for raw in told}
    weakest = next((one for one in ("disputed", "presumed") if one in standings), None)
    return {**told[0], "value": value, "standing": weakest or told[0].get("standing", "confirmed")}

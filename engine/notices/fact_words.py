"""Facts of a proof, as plain data: their words, and whether they settle a literal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.explanation.words import say_between, say_day, word
from engine.notices.words import FactWords
from textfile.text import Language


def confirmed(stated: Mapping[str, Any]) -> Any:
    """The confirmed knowledge of a stated fact, whole or partial; None when there is none."""
    return stated["value"] if stated["standing"] == "confirmed" else stated["confirmed_value"]


def settles(known: Any, literal: Mapping[str, Any]) -> bool:
    """Whether what is known of a fact says what the literal says: every value it allows agrees."""
    holds, test = literal["holds"], literal["test"]
    if known is None:
        return False
    if test == "true":
        return known is holds
    if test == "at_least":
        threshold = literal["threshold"]
        low, high = (known.get("min"), known.get("max")) if isinstance(known, dict) else (known, known)
        return low is not None and low >= threshold if holds else high is not None and high < threshold
    wanted = set(literal["values"])
    if test == "one_of":
        possible = set(known["one_of"]) if isinstance(known, dict) else {known}
        return possible <= wanted if holds else not possible & wanted
    if isinstance(known, dict):
        return bool(wanted & set(known["includes"])) if holds else wanted <= set(known["excludes"])
    return bool(wanted & set(known)) is holds


def fact_sentence(known: Any, fact: FactWords, language: Language) -> str:
    """A fact and what is known of it: `Accès au contenu : ouvert à tous`."""
    colon = "\u202f: " if language == "fr" else ": "
    return f"{fact.label.in_(language)}{colon}{value_words(known, fact, language)}"


def value_words(known: Any, fact: FactWords, language: Language) -> str:
    """The knowledge of a fact in words, without its label."""

    def name(value: Any) -> str:
        text = fact.values.get(value) if isinstance(value, str) else None
        if text is not None:
            return text.in_(language)
        if isinstance(value, str) and fact.type == "date":
            return say_day(date.fromisoformat(value), language)
        return f"{value} {fact.unit.in_(language)}" if fact.unit is not None else str(value)

    if isinstance(known, bool):
        return word("yes" if known else "no", language)
    if isinstance(known, list):
        return ", ".join(map(name, known)) or word("none", language)
    if not isinstance(known, dict):
        return name(known)
    if "one_of" in known:
        return f" {word('or', language)} ".join(map(name, known["one_of"]))
    if "includes" in known:
        return ", ".join([*(f"+{name(v)}" for v in known["includes"]), *(f"−{name(v)}" for v in known["excludes"])])
    low, high = (_bound(known[side], fact) if side in known else None for side in ("min", "max"))
    return say_between(low, high, lambda bound: name(bound.isoformat() if isinstance(bound, date) else bound), language)


def _bound(raw: Any, fact: FactWords) -> int | date:
    return date.fromisoformat(raw) if fact.type == "date" else int(raw)

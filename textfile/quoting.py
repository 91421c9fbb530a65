"""Quoting of input in messages: short, on one line, and harmless to a terminal."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from textfile.text import Language, Text

MAX_SHOWN = 60
MAX_COMPARED = 100
"""Words longer than this are not compared with anything: nobody meant a known one by them."""


_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def is_unseen(character: str) -> bool:
    """Whether a character is not seen, or turns the direction of a line: controls, marks of format,
    half characters, private ones, ends of lines.
    """
    return not character.isprintable() and unicodedata.category(character) in _UNSEEN


def printable(text: str) -> str:
    """The text with every control character, line break, bidirectional mark and half character
    written as an escape.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def short(text: str, limit: int = MAX_SHOWN) -> str:
    """A name or text of the input, printable, cut beyond `limit` characters."""
    shown = printable(text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


_NOTHING = Text(fr="rien", en="nothing")
_EMPTY_TEXT = Text(fr="un texte vide", en="an empty text")
_EMPTY_LIST = Text(fr="une liste vide", en="an empty list")
_LONG_NUMBER = Text(fr="un nombre de plus de 60 chiffres", en="a number of more than 60 digits")
_OR = Text(fr=" ou ", en=" or ")


def quoted(value: Any, language: Language = "fr") -> str:
    """A value of the input as a file would hold it: « rien », 12, `true`, `mineur`, `[a, b]`."""
    match value:
        case None:
            return _NOTHING.in_(language)
        case "":
            return _EMPTY_TEXT.in_(language)
        case () | []:
            return _EMPTY_LIST.in_(language)
        case bool():
            return f"`{_flow(value, language, 0)}`"
        case int() | float() | date():
            return _flow(value, language, 0)
        case _:
            return f"`{short(_flow(value, language, 0))}`"


def choices(words: Iterable[str], language: Language = "fr") -> str:
    """« a, b ou c »."""
    listed = [short(word) for word in words]
    return _OR.in_(language).join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The known word closest to one of the input, or None when none is close."""
    if len(word) > MAX_COMPARED:
        return None
    return next(iter(difflib.get_close_matches(word, list(among), n=1)), None)


def suggestion(word: str, among: Iterable[str]) -> Text | None:
    """« vouliez-vous `x` ? », or None when no known word is close."""
    near = nearest(word, among)
    return None if near is None else asked_for(near)


def asked_for(word: str) -> Text:
    """« vouliez-vous `x` ? », of a word that is known to be meant."""
    return Text(fr=f"vouliez-vous `{short(word)}` ?", en=f"did you mean `{short(word)}`?")


def did_you_mean(word: str, among: Iterable[str], otherwise: str = "") -> str:
    """The suggestion as diagnostics of rules make it, in French, or something else to do when no
    known word is close.
    """
    near = suggestion(word, among)
    return near.fr if near is not None else otherwise


def _flow(value: Any, language: Language, depth: int) -> str:
    """YAML on one line, never longer nor deeper than a few items: what follows is cut anyway."""
    if depth > 2:
        return "…"
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if value.bit_length() <= 200 else _LONG_NUMBER.in_(language)
        case float() | str():
            return short(str(value))
        case date():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(_flow(item, language, depth + 1) for item in value[:5])}{', …' * (len(value) > 5)}]"
        case dict():
            items = [
                f"{_flow(k, language, depth + 1)}: {_flow(v, language, depth + 1)}" for k, v in [*value.items()][:5]
            ]
            return f"{{{', '.join(items)}{', …' * (len(value) > 5)}}}"
        case _:
            return f"({type(value).__name__})"

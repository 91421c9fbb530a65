"""Every message of the interface, French first, English second, in one typed catalogue.

A message is a pair: it cannot exist in one language only. A feature adds its own with `add`, under its own prefix; tests check
that a template names no unknown message and that no message is left unused. Law texts are data and stay in the rulesets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from api.web.locales import display, door, gallery, glossary, help_page, hotkeys, law, library, problem_page, shell
from api.web.typography import typeset
from textfile.text import Language

Message: TypeAlias = tuple[str, str]
MESSAGES: dict[str, Message] = {}


def add(messages: Mapping[str, Message]) -> None:
    """Adds the messages of a feature.

    Raises:
        ValueError: one of them exists already.
    """
    twice = sorted(MESSAGES.keys() & messages.keys())
    if twice:
        raise ValueError(f"messages defined twice: {', '.join(twice)}")
    MESSAGES.update(messages)


def translate(language: Language, key: str, /, **values: object) -> str:
    """A message, its blanks filled, set as its language is. A value that counts (`n`) picks « one|many ».

    Raises:
        KeyError: no such message, or a blank without its value.
    """
    text = MESSAGES[key][0 if language == "fr" else 1]
    if "n" in values and "|" in text:
        count = values["n"]
        few = isinstance(count, int) and (abs(count) < 2 if language == "fr" else abs(count) == 1)
        text = text.split("|")[0 if few else 1]
    return typeset(text.format(**values), language)


for _part in (shell, hotkeys, law, library, help_page, glossary, display, door, gallery, problem_page):
    add(_part.MESSAGES)

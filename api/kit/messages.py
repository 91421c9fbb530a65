"""Messages of the interface: pairs of words, French then English, merged into a catalogue and
filled in one language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from api.kit.typography import typeset
from textfile.text import Language

Message: TypeAlias = tuple[str, str]
"""A message is a pair: it cannot exist in one language only."""
Messages: TypeAlias = Mapping[str, Message]


def merged(*parts: Messages) -> dict[str, Message]:
    """Merged catalogue of several.

    Raises:
        ValueError: two of them define the same message.
    """
    whole: dict[str, Message] = {}
    for part in parts:
        if twice := sorted(whole.keys() & part.keys()):
            raise ValueError(f"messages defined twice: {', '.join(twice)}")
        whole.update(part)
    return whole


def message(catalogue: Messages, language: Language, key: str, /, **values: object) -> str:
    """A message, its blanks filled, set as its language is. A value that counts (`n`) picks «
    one|many ».

    Raises:
        KeyError: no such message, or a blank without its value.
    """
    text = catalogue[key][0 if language == "fr" else 1]
    if not values:
        return _constant(text, language)
    if "n" in values and "|" in text:
        count = values["n"]
        few = isinstance(count, int) and (abs(count) < 2 if language == "fr" else abs(count) == 1)
        text = text.split("|")[0 if few else 1]
    return typeset(text.format(**values), language)


@lru_cache(maxsize=8_192)
def _constant(text: str, language: Language) -> str:
    """A message without blanks: typography took a tenth of the time of a page."""
    return typeset(text.format(), language)

"""Wrapping of sentences to a width, as `textwrap` does, at a fraction of its cost."""

from __future__ import annotations

import textwrap
from functools import lru_cache

WIDTH = 100
CACHE_SIZE = 8_000
"""Texts whose lines are kept, some 500 bytes each: most sentences of a narration are those of the
law, which others say again.
"""
_UNUSUAL = "\t\n\x0b\x0c\r"
"""Spaces that are not blanks between two words; looked for one by one, ten times faster than by a
pattern.
"""


@lru_cache(maxsize=CACHE_SIZE)
def wrap(text: str, lead: str) -> tuple[str, ...]:
    """The lines of a text, none over WIDTH but for a word that is longer; `lead` begins the first,
    the others are indented as far.
    """
    indent = " " * len(lead)
    if text.startswith(" ") or any(space in text for space in _UNUSUAL):
        return tuple(
            textwrap.wrap(
                text,
                WIDTH,
                initial_indent=lead,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    text = text.rstrip(" ")
    room = WIDTH - len(lead)
    if len(text) <= room:
        return (lead + text,) if text else ()
    lines: list[str] = []
    begin = 0
    while len(text) - begin > room:
        end = text.rfind(" ", begin, begin + room + 1)
        if end < 0:
            end = text.find(" ", begin)
            if end < 0:
                break
        lines.append((indent if lines else lead) + text[begin:end].rstrip(" "))
        begin = end + 1
        while text[begin] == " ":  # the text ends with none
            begin += 1
    return (*lines, (indent if lines else lead) + text[begin:])

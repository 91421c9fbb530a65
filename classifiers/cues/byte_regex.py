"""Compiled regular expression of one pattern, by RE2: in a time linear in the text, whatever the
pattern.

RE2 learns from each text what its next states are: on a new text that is most of its time, and
still a small part of reading a report.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import re2

from classifiers.cues.notation import BadPattern

MAX_MEMORY = 8 << 20
"""Memory limit of RE2 for one pattern."""
_GROUP = re.compile(r"\(\?P<([a-z])")


class ByteRegex:
    """A regular expression over prepared bytes."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.groups: tuple[tuple[str, int], ...] = tuple(
            (letter, number) for number, letter in enumerate(_GROUP.findall(source), start=1)
        )
        """The first letters of its groups, all of which are named, and their numbers."""
        self.asks_a_name = any(letter == "p" for letter, _ in self.groups)
        """True when it asks for a name with a capital."""

    @cached_property
    def linear(self) -> Any:
        """The expression compiled by RE2, made when a text first asks for it.

        Raises:
            BadPattern: RE2 refuses it.
        """
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = MAX_MEMORY
        options.log_errors = False
        try:
            return re2.compile(self.source.encode("latin-1"), options)
        except re2.error as error:
            raise BadPattern("motif trop grand pour RE2", "le scinder, ou y mettre des classes plus petites") from error

    def every(self, data: bytes, start: int, end: int) -> list[Any]:
        """The matches in [start, end), none inside another, from the left.

        None is empty: a pattern without a word is refused.
        """
        return list(self.linear.finditer(data, start, end))

    def first(self, data: bytes, start: int, end: int) -> Any:
        """The first of them, or None."""
        return self.linear.search(data, start, end)

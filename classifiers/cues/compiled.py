"""One pattern, ready to be tried: by PCRE2, and by RE2 where PCRE2 would take too many steps. Both find the same.

RE2 takes a time linear in the text whatever the pattern, but learns from each text what its next states are: of a new text, nine tenths of
its time. PCRE2 compiles to machine code that has nothing to learn, but goes back on its steps: they are counted.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import pcre2
import re2

from classifiers.cues.notation import BadPattern

MAX_STEPS = 10_000
"""Steps back that PCRE2 may take from one place of a text; on public texts, one try in 1,500 takes more."""
MAX_MEMORY = 8 << 20
"""What RE2 may take for one pattern."""
_GROUP = re.compile(r"\(\?P<([a-z])")


class Compiled:
    """A regular expression over prepared bytes."""

    def __init__(self, source: str, *, max_steps: int = MAX_STEPS) -> None:
        """`max_steps`: with 0, RE2 does everything."""
        self._source, self._max_steps = source, max_steps
        self.groups: tuple[tuple[str, int], ...] = tuple(
            (letter, number) for number, letter in enumerate(_GROUP.findall(source), start=1)
        )
        """The first letters of its groups, all of which are named, and their numbers."""
        self.asks_a_name = any(letter == "p" for letter, _ in self.groups)
        """Whether it asks for a name with a capital."""

    @cached_property
    def quick(self) -> Any:
        """By PCRE2; None when its code would pass 64 KiB, or where no memory may be made executable: RE2 answers then."""
        try:
            return pcre2.compile(f"(*LIMIT_MATCH={self._max_steps})(*LF){self._source}".encode("latin-1"))
        except pcre2.LibraryError:
            return None

    @cached_property
    def linear(self) -> Any:
        """By RE2.

        Raises:
            BadPattern: RE2 refuses it.
        """
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = MAX_MEMORY
        options.log_errors = False
        try:
            return re2.compile(self._source.encode("latin-1"), options)
        except re2.error as error:
            raise BadPattern("motif trop grand pour RE2", "le scinder, ou y mettre des classes plus petites") from error

    def ready(self) -> Any:
        """What answers, made now if no text has asked for it yet."""
        return self.linear if self.quick is None else self.quick

    def every(self, data: bytes, start: int, end: int) -> list[Any]:
        """The matches in [start, end), none inside another, from the left. None is empty: a pattern without a word is refused."""
        quick = self.quick
        if quick is not None:
            found, at = [], start
            try:
                while (match := quick.search(data, at, end)) is not None:
                    found.append(match)
                    at = match.end()
                return found
            except pcre2.LibraryError:  # too many steps
                pass
        return list(self.linear.finditer(data, start, end))

    def first(self, data: bytes, start: int, end: int) -> Any:
        """The first of them, or None."""
        if self.quick is not None:
            try:
                return self.quick.search(data, start, end)
            except pcre2.LibraryError:  # too many steps
                pass
        return self.linear.search(data, start, end)

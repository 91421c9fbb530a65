"""Which rules match a text, and where: fragments by Aho-Corasick, then, of the patterns they wake, RE2."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ahocorasick
import re2

from classifiers.cues.alphabet import Alphabet
from classifiers.cues.builtins import read_date, read_number
from classifiers.cues.model import Hit
from classifiers.cues.notation import BadPattern
from classifiers.cues.prepare import Prepared

MAX_MEMORY = 4 << 20
"""What RE2 may take for one pattern."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern of a rule; `groups` are the first letters of its groups, and their numbers."""

    rule: int
    regex: Any
    groups: tuple[tuple[str, int], ...]
    fragments: tuple[str, ...]


def compile_source(source: str) -> Any:
    """An RE2 pattern over prepared bytes.

    Raises:
        BadPattern: RE2 refuses it, or it can match nothing at all.
    """
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    try:
        regex = re2.compile(source.encode("latin-1"), options)
    except re2.error as error:
        raise BadPattern("motif trop grand pour RE2", "le scinder, ou y mettre des classes plus petites") from error
    if regex.fullmatch(b"") is not None:
        raise BadPattern("motif qui peut ne rien trouver", "y laisser au moins un mot obligatoire")
    return regex


class Matcher:
    """All the patterns of a lexicon."""

    def __init__(self, patterns: Iterable[Pattern], alphabet: Alphabet) -> None:
        self.patterns = tuple(patterns)
        woken: defaultdict[str, list[int]] = defaultdict(list)
        for number, pattern in enumerate(self.patterns):
            for fragment in pattern.fragments:
                woken["".join(chr(alphabet.byte(char)) for char in fragment)].append(number)
        self._automaton = ahocorasick.Automaton()
        for fragment, numbers in woken.items():
            self._automaton.add_word(fragment, tuple(numbers))
        self._automaton.make_automaton()
        self._empty = not woken

    def awake(self, prepared: Prepared) -> list[int]:
        """The patterns whose fragments the text holds, in order."""
        if self._empty:
            return []
        found = {numbers for _, numbers in self._automaton.iter(prepared.data.decode("latin-1"))}
        return sorted({number for numbers in found for number in numbers})

    def match(self, prepared: Prepared) -> dict[int, list[Hit]]:
        """By rule, where it matches: by place, each place once."""
        found: defaultdict[int, set[Hit]] = defaultdict(set)
        for number in self.awake(prepared):
            pattern = self.patterns[number]
            for match in pattern.regex.finditer(prepared.data):
                if pattern.groups:
                    found[pattern.rule].update(_hit(match, pattern.groups, prepared))
                else:
                    start, end = match.span()
                    found[pattern.rule].add(Hit(start, end, start, end))
        return {rule: sorted(hits, key=lambda hit: hit[:4]) for rule, hits in found.items()}


def groups_of(regex: Any) -> tuple[tuple[str, int], ...]:
    """The groups of a pattern, by the first letter of their names."""
    return tuple((name.decode("ascii")[0], number) for name, number in regex.groupindex.items())


def _hit(match: Any, groups: tuple[tuple[str, int], ...], prepared: Prepared) -> Iterator[Hit]:
    """The hit of a match whose groups count; nothing when a name has no capital, or a date is none."""
    first, last = match.span()
    start, end, number, day = first, last, None, None
    for letter, group in groups:
        here, there = match.span(group)
        if here < 0:
            continue
        words = prepared.data[here:there].decode("latin-1")
        if letter == "m":
            start, end = here, there
        elif letter == "n" and number is None:
            number = read_number(words)
        elif letter == "d":
            day = read_date(words)
            if day is None:
                return
        elif letter == "p" and not prepared.text[prepared.span(here, there)[0]].isupper():
            return
    yield Hit(start, end, first, last, number, day)

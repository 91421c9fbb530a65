"""Which rules match a text, and where: fragments by Aho-Corasick, then, of the patterns they wake, RE2."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
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
MAX_TRIES = 300
"""Of one pattern that asks for a name, in one text."""


@dataclass(frozen=True)
class Pattern:
    """A pattern of a rule; a text that it matches holds one of each of its `fragments`.

    It is written and compiled when a text first wakes it: most patterns of a lexicon never are in one run. `write` gives its RE2 source.
    """

    rule: int
    fragments: tuple[frozenset[str], ...]
    write: Callable[[], str]

    @cached_property
    def regex(self) -> Any:
        """Compiled. Raises BadPattern, which checking the lexicon tells beforehand."""
        return compile_source(self.write())

    @cached_property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The first letters of its groups, and their numbers."""
        return groups_of(self.regex)


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
        self._waking: defaultdict[int, list[tuple[int, frozenset[int]]]] = defaultdict(list)
        choices: dict[frozenset[str], int] = {}
        for number, pattern in enumerate(self.patterns):
            first, *others = [choices.setdefault(fragments, len(choices)) for fragments in pattern.fragments]
            self._waking[first].append((number, frozenset(others)))
        held: defaultdict[str, list[int]] = defaultdict(list)
        for fragments, choice in choices.items():
            for fragment in fragments:
                held["".join(chr(alphabet.byte(char)) for char in fragment)].append(choice)
        self._automaton = ahocorasick.Automaton()
        self._choices = [frozenset(numbers) for numbers in held.values()]
        for place, fragment in enumerate(held):
            self._automaton.add_word(fragment, place)
        self._automaton.make_automaton()
        self._empty = not held

    def awake(self, prepared: Prepared) -> list[int]:
        """The patterns whose fragments the text holds, in order."""
        if self._empty:
            return []
        found = {place for _, place in self._automaton.iter(prepared.data.decode("latin-1"))}
        held = frozenset[int]().union(*[self._choices[place] for place in found])
        waking = self._waking
        return sorted(
            [number for choice in held if choice in waking for number, others in waking[choice] if others <= held]
        )

    def awake_rules(self, prepared: Prepared) -> dict[int, list[int]]:
        """By rule, its patterns that are awake."""
        rules: dict[int, list[int]] = {}
        for number in self.awake(prepared):
            rules.setdefault(self.patterns[number].rule, []).append(number)
        return rules

    def find(self, numbers: Iterable[int], prepared: Prepared) -> list[Hit]:
        """Where these patterns of one rule match: by place, each place once."""
        found: set[Hit] = set()
        for number in numbers:
            pattern = self.patterns[number]
            if any(letter == "p" for letter, _ in pattern.groups):
                found.update(_named(pattern, prepared))
                continue
            for match in pattern.regex.finditer(prepared.data):
                if pattern.groups:
                    found.update(_hit(match, pattern.groups, prepared))
                else:
                    start, end = match.span()
                    found.add(Hit(start, end, start, end))
        return sorted(found, key=lambda hit: hit[:4])

    def match(self, prepared: Prepared) -> dict[int, list[Hit]]:
        """By rule, where it matches."""
        every = {rule: self.find(numbers, prepared) for rule, numbers in self.awake_rules(prepared).items()}
        return {rule: hits for rule, hits in every.items() if hits}


def groups_of(regex: Any) -> tuple[tuple[str, int], ...]:
    """The groups of a pattern, by the first letter of their names."""
    return tuple((name.decode("ascii")[0], number) for name, number in regex.groupindex.items())


def _named(pattern: Pattern, prepared: Prepared) -> Iterator[Hit]:
    """The hits of a pattern that asks for a name: after a match whose name has no capital, those that begin further on are tried too.

    A match found is at most once as long as a sentence, and each try begins after the one before: at most one try a byte.
    """
    at, tries = 0, 0
    while (match := pattern.regex.search(prepared.data, at)) is not None and tries < MAX_TRIES:
        hits = list(_hit(match, pattern.groups, prepared))
        yield from hits
        first, last = match.span()
        at, tries = (max(last, first + 1) if hits else first + 1), tries + 1


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

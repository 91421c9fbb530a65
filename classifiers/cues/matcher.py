"""Which rules match a text, and where: only the patterns that its fragments wake are tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from classifiers.cues.alphabet import Alphabet
from classifiers.cues.builtins import read_date, read_number
from classifiers.cues.collection import no_collection
from classifiers.cues.compiled import Compiled
from classifiers.cues.fragments import Spellings
from classifiers.cues.model import Hit
from classifiers.cues.notation import BadPattern
from classifiers.cues.prepare import Prepared
from classifiers.cues.waking import Waker

MAX_TRIES = 300
"""Of one pattern that asks for a name, in one stretch of text."""


Awake: TypeAlias = int
"""A pattern and the stretch of a text that it may match: the number of the pattern, and that of the stretch times the count of patterns. Made by
the hundred for each text: a pair would cost as much as the rest.
"""


@dataclass(frozen=True)
class Pattern:
    """A pattern of a rule; a text that it matches holds one fragment of each of its `places`.

    It is written and compiled when a text first wakes it: most patterns of a lexicon never are in one run. `write` gives its source.
    """

    rule: int
    places: tuple[Spellings, ...]
    write: Callable[[], str]

    @cached_property
    def compiled(self) -> Compiled:
        """Compiled. Raises BadPattern, which checking the lexicon tells beforehand."""
        with no_collection():
            return Compiled(self.write())

    def check(self) -> None:
        """Raises BadPattern when RE2 refuses it, or when it can match nothing at all."""
        if self.compiled.linear.fullmatch(b"") is not None:
            raise BadPattern("motif qui peut ne rien trouver", "y laisser au moins un mot obligatoire")


class Matcher:
    """All the patterns of a lexicon."""

    def __init__(self, patterns: Iterable[Pattern], alphabet: Alphabet) -> None:
        self.patterns = tuple(patterns)
        self._rules = [pattern.rule for pattern in self.patterns]
        self._waker = Waker([pattern.places for pattern in self.patterns], alphabet)

    def awake_rules(self, prepared: Prepared) -> Mapping[int, list[Awake]]:
        """By rule, its patterns that the text may match, stretch by stretch, in order."""
        rules: defaultdict[int, list[Awake]] = defaultdict(list)
        of, before = self._rules, 0
        for start, end in prepared.stretches:
            for number in self._waker.wake(prepared.data[start:end]):
                rules[of[number]].append(before + number)
            before += len(of)
        return dict(rules)

    def find(self, awake: Iterable[Awake], prepared: Prepared) -> list[Hit]:
        """Where these patterns of one rule match: by place, each place once."""
        found: set[Hit] = set()
        for one in awake:
            stretch, number = divmod(one, len(self.patterns))
            start, end = prepared.stretches[stretch]
            compiled = self.patterns[number].compiled
            if compiled.asks_a_name:
                found.update(_named(compiled, prepared, start, end))
                continue
            for match in compiled.every(prepared.data, start, end):
                if compiled.groups:
                    found.update(_hit(match, compiled.groups, prepared))
                else:
                    first, last = match.span()
                    found.add(Hit(first, last, first, last))
        return sorted(found, key=lambda hit: hit[:4]) if found else []

    def match(self, prepared: Prepared) -> dict[int, list[Hit]]:
        """By rule, where it matches."""
        every = {rule: self.find(awake, prepared) for rule, awake in self.awake_rules(prepared).items()}
        return {rule: hits for rule, hits in every.items() if hits}


def _named(compiled: Compiled, prepared: Prepared, start: int, end: int) -> Iterator[Hit]:
    """The hits of a pattern that asks for a name: after a match whose name has no capital, those that begin further on are tried too.

    A match found is at most once as long as a sentence, and each try begins after the one before: at most one try a byte.
    """
    at, tries = start, 0
    while (match := compiled.first(prepared.data, at, end)) is not None and tries < MAX_TRIES:
        hits = list(_hit(match, compiled.groups, prepared))
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

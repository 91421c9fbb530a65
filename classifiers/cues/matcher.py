"""Matcher of rules: only the patterns that the fragments of a text wake are tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from classifiers.cues.builtins import read_date, read_number
from classifiers.cues.byte_regex import ByteRegex
from classifiers.cues.collection import no_collection
from classifiers.cues.fragment_index import FragmentIndex
from classifiers.cues.model import Hit, Matches
from classifiers.cues.notation import BadPattern
from classifiers.cues.prepare import PreparedText
from classifiers.cues.waking import EditedWaker, Waker, set_bits

MAX_TRIES = 300
"""Limit on the tries of one pattern that asks for a name, in one stretch of text."""


Piece: TypeAlias = tuple[int, PreparedText, bytes, int, int]
"""The number of a text, the text, its bytes, and the [start, end) of a stretch of them: a plain
tuple, unpacked by the hundred thousand.
"""


@dataclass(frozen=True)
class Pattern:
    """A pattern of a rule, written and compiled when a text first wakes it: most never are in one
    run.

    `text`: as the lexicon writes it. `write` gives its source. `twin`: the same pattern of a
    lexicon before, compiled once for both.
    """

    rule: int
    text: str
    write: Callable[[], str]
    twin: Pattern | None = None

    def in_rule(self, rule: int) -> Pattern:
        """The same pattern, of the rule that has this number in an edited lexicon."""
        return self if rule == self.rule else Pattern(rule, self.text, self.write, self)

    @cached_property
    def compiled(self) -> ByteRegex:
        """Compiled. Raises BadPattern, which checking the lexicon tells beforehand."""
        if self.twin is not None:
            return self.twin.compiled
        with no_collection():
            return ByteRegex(self.write())

    def ready(self) -> None:
        """Makes it now if no text has woken it yet: about a millisecond, once.

        Raises BadPattern as `compiled` does.
        """
        _ = self.compiled.linear

    def check(self) -> None:
        """Raises BadPattern when RE2 refuses it, or when it can match nothing at all."""
        if self.compiled.linear.fullmatch(b"") is not None:
            raise BadPattern("motif qui peut ne rien trouver", "y laisser au moins un mot obligatoire")


class Matcher:
    """All the patterns of a lexicon."""

    def __init__(self, patterns: Iterable[Pattern], index: FragmentIndex) -> None:
        """`index` wakes the patterns, which come in the order of its bits."""
        self.patterns = tuple(patterns)
        self.index = index
        self._wake = Waker(index).wake

    def edited(self, rules: Mapping[int, int], since: Iterable[Pattern], index: FragmentIndex) -> Matcher:
        """The matcher of an edited lexicon, without making the index of what it has in common.

        `rules`: by the number of each pattern that stays, the rule that it is then of. `since`: the
        patterns written since, which `index` wakes; they come after.
        """
        matcher = copy(self)
        stay = [pattern.in_rule(rules[n]) for n, pattern in enumerate(self.patterns) if n in rules]
        matcher.patterns = (*stay, *since)
        gone = [n for n in range(len(self.patterns)) if n not in rules]
        matcher._wake = EditedWaker(self._wake, len(self.patterns), gone, Waker(index).wake).wake
        return matcher

    def awake(self, prepared: PreparedText) -> list[int]:
        """For each stretch of a text, the patterns that it may match: the bit of each is set."""
        return [self._wake(prepared.data[start:end]) for start, end in prepared.stretches]

    def tried(self, number: int, pieces: Iterable[Piece]) -> Iterator[tuple[int, list[Hit]]]:
        """The matches of a pattern in these pieces of texts, by place, each place once, with the
        number of the text.
        """
        compiled = self.patterns[number].compiled
        every, groups = compiled.every, compiled.groups
        for text, prepared, data, start, end in pieces:
            if compiled.asks_a_name:
                hits = in_order(_name_hits(compiled, prepared, start, end))
            elif not (matches := every(data, start, end)):
                continue
            elif groups:
                hits = in_order(hit for match in matches for hit in _hit(match, groups, prepared))
            else:
                hits = [Hit(*span, *span) for span in [match.span() for match in matches]]
            if hits:
                yield text, hits

    def match(self, prepared: PreparedText) -> Matches:
        """The matches of every rule, whether something asks for it or not."""
        every: defaultdict[int, list[Hit]] = defaultdict(list)
        for piece, awake in zip(pieces(0, prepared), self.awake(prepared), strict=True):
            for number in set_bits(awake):
                for _, hits in self.tried(number, [piece]):
                    every[self.patterns[number].rule] += hits
        return {rule: in_order(hits) for rule, hits in every.items()}


def pieces(text: int, prepared: PreparedText) -> list[Piece]:
    """The stretches of a text, to be tried."""
    return [(text, prepared, prepared.data, start, end) for start, end in prepared.stretches]


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """The hits by place, each once."""
    return sorted(dict.fromkeys(hits), key=lambda hit: hit[:4])


def _name_hits(compiled: ByteRegex, prepared: PreparedText, start: int, end: int) -> Iterator[Hit]:
    """The hits of a pattern that asks for a name: after a match whose name has no capital, those
    that begin further on are tried too.

    A match found is at most once as long as a sentence, and each try begins after the one before:
    at most one try a byte.
    """
    at, tries = start, 0
    while (match := compiled.first(prepared.data, at, end)) is not None and tries < MAX_TRIES:
        hits = list(_hit(match, compiled.groups, prepared))
        yield from hits
        first, last = match.span()
        at, tries = (max(last, first + 1) if hits else first + 1), tries + 1


def _hit(match: Any, groups: tuple[tuple[str, int], ...], prepared: PreparedText) -> Iterator[Hit]:
    """The hit of a match whose groups count; nothing when a name is none, or a date."""
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
        elif letter == "p" and not _is_name(prepared, here, there):
            return
    yield Hit(start, end, first, last, number, day)


def _is_name(prepared: PreparedText, start: int, end: int) -> bool:
    """Whether these bytes are a name: they begin with a capital, which tells nothing of a word all
    in capitals where the sentence shouts.
    """
    first, last = prepared.span(start, end)
    word = prepared.text[first:last]
    if not word[:1].isupper():
        return False
    if len(word) == 1 or not word.isupper():
        return True
    here, there = prepared.sentence(start)
    return not _shouted(prepared.text[int(prepared.place[here]) : int(prepared.place[there])])


def _shouted(sentence: str) -> bool:
    return sum(map(str.isupper, sentence)) > sum(map(str.islower, sentence))

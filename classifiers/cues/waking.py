"""Literal prefilter: the patterns of which a text holds, in each of their places, one fragment at
least.

What a fragment answers for is a row of bits, one for each pattern and rank of place; the rows of
the fragments that a text holds are joined, and a pattern wakes when its bit is set at every rank it
has. Fragments that stand in one word are looked for once a word, and what is found is kept: texts
are written with few words. Those that go over words are looked for in each text. Both by
Aho-Corasick automata, over the skeleton of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial, reduce
from operator import or_
from typing import Any, TypeAlias

import ahocorasick

from classifiers.cues.fragment_index import FragmentIndex
from classifiers.cues.fragments import plain

MAX_WORDS, LONG = 16_384, 4_000
"""Words of which the rows are kept; those of longer stretches are not: only machines write a
sentence, or a word, of this many bytes.
"""
Wake: TypeAlias = Callable[[bytes], int]
"""The patterns that may match prepared bytes: the bit of each is set."""
_SKELETON = bytes(byte if plain(chr(byte)) else ord(" ") for byte in range(256))


class Waker:
    """Wakes patterns, known by their number, from the bytes of prepared texts."""

    def __init__(self, index: FragmentIndex) -> None:
        self._all = (1 << index.sizes[0]) - 1 if index.sizes else 0
        self._ranks: list[tuple[int, int, int]] = []
        """Layout of each rank: where its bits begin, those of the patterns that have it, those of
        the others.
        """
        at = 0
        for size in index.sizes:
            having = (1 << size) - 1
            self._ranks.append((at, having, self._all ^ having))
            at += size
        self._rows = index.rows
        fragments = [(fragment, row) for row, some in enumerate(index.fragments) for fragment in some]
        signs = {fragment for fragment, _ in fragments if len(fragment) == 1 and not plain(fragment)}
        self._no_sign = bytes(byte for byte in range(256) if chr(byte) not in signs)
        inside = _automaton([one for one in fragments if not _over_words(one[0])])
        self._across = _automaton([one for one in fragments if _over_words(one[0])])
        self._row_inside = partial(_row, inside, self._rows)
        self._row_cached = lru_cache(maxsize=MAX_WORDS)(self._row_inside)

    def wake(self, data: bytes) -> int:
        """The patterns that may match: the bit of each is set."""
        if not self._all:
            return 0
        words = data.translate(_SKELETON).decode("ascii").split()
        signs = data.translate(None, self._no_sign).decode("latin-1")
        row_of = self._row_cached if len(data) <= LONG else self._row_inside
        held = reduce(or_, map(row_of, (*words, signs)))
        held |= _row(self._across, self._rows, " ".join(words))
        awake = self._all
        for at, having, others in self._ranks:
            awake &= ((held >> at) & having) | others
        return awake


class EditedWaker:
    """Prefilter of an edited lexicon: that of the lexicon before, without the patterns that are
    gone, then that of the patterns written since.

    `size`: patterns before; `gone`: their numbers, each of which the next ones close up on.
    """

    def __init__(self, before: Wake, size: int, gone: Iterable[int], since: Wake) -> None:
        self._before, self._since = before, since
        self._gone = [(number, (1 << number) - 1) for number in sorted(gone, reverse=True)]
        self._first_since = size - len(self._gone)

    def wake(self, data: bytes) -> int:
        """The patterns that may match: the bit of each is set."""
        awake = self._before(data)
        for number, below in self._gone:
            awake = awake & below | awake >> (number + 1) << number
        return awake | self._since(data) << self._first_since


def _row(automaton: Any, rows: Sequence[int], skeleton: str) -> int:
    """The rows of the fragments that stand there, joined."""
    if not automaton:
        return 0
    found = {number for _, number in automaton.iter(f" {skeleton} ")}
    return reduce(or_, [rows[number] for number in found], 0)


def _automaton(numbered: Iterable[tuple[str, int]]) -> Any:
    """Tells the numbers of the fragments that stand in a text."""
    automaton = ahocorasick.Automaton()
    for fragment, number in numbered:
        automaton.add_word(fragment, number)
    automaton.make_automaton()
    return automaton


def _over_words(fragment: str) -> bool:
    return " " in fragment.strip(" ")


def set_bits(row: int) -> list[int]:
    """The places of the ones, read from how the number is written: half the price of taking them
    off it one by one.
    """
    written = bin(row)
    last, bits, at = len(written) - 1, [], written.rfind("1")
    while at > 1:
        bits.append(last - at)
        at = written.rfind("1", 0, at)
    return bits

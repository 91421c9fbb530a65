"""Which patterns a text may match: those of which it holds, in each of their places, one fragment at least.

One pass of an Aho-Corasick automaton over the skeleton of the text tells the fragments it holds. What each of them answers for is a row
of bits, one for each pattern and rank of place; the rows are joined, and a pattern wakes when its bit is set at every rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

import ahocorasick

from classifiers.cues.alphabet import Alphabet
from classifiers.cues.fragments import Spellings, plain

_SKELETON = bytes(byte if plain(chr(byte)) else ord(" ") for byte in range(256))


class Waker:
    """Wakes patterns, known by their number, from the bytes of prepared texts."""

    def __init__(self, every: Sequence[tuple[Spellings, ...]], alphabet: Alphabet) -> None:
        """`every`: the places of each pattern, at least one."""
        self._count = len(every)
        self._ranks = max(map(len, every), default=0)
        asked: defaultdict[Spellings, int] = defaultdict(int)
        self._without = 0
        for number, places in enumerate(every):
            for rank in range(self._ranks):
                bit = 1 << (rank * self._count + number)
                if rank < len(places):
                    asked[places[rank]] |= bit
                else:
                    self._without |= bit
        held_by: defaultdict[str, list[int]] = defaultdict(list)
        for index, place in enumerate(asked):
            for fragment in place:
                held_by[fragment if fragment.isascii() else chr(alphabet.byte(fragment))].append(index)
        signs = {fragment for fragment in held_by if len(fragment) == 1 and not plain(fragment)}
        self._no_sign = bytes(byte for byte in range(256) if chr(byte) not in signs)
        self._automaton = ahocorasick.Automaton()
        numbers: dict[tuple[int, ...], int] = {}
        for fragment, indices in held_by.items():
            self._automaton.add_word(fragment, numbers.setdefault(tuple(indices), len(numbers)))
        self._automaton.make_automaton()
        bits = list(asked.values())
        self._rows = [reduce(or_, [bits[index] for index in indices]) for indices in numbers]

    def wake(self, data: bytes) -> list[int]:
        """The patterns that may match, in order."""
        if not self._count:
            return []
        words, signs = b" ".join(data.translate(_SKELETON).split()), data.translate(None, self._no_sign)
        found = {number for _, number in self._automaton.iter(f" {words.decode('ascii')} {signs.decode('latin-1')}")}
        held = reduce(or_, [self._rows[number] for number in found], self._without)
        awake = held & ((1 << self._count) - 1)
        for rank in range(1, self._ranks):
            awake &= held >> (rank * self._count)
        return _set_bits(awake)


def _set_bits(row: int) -> list[int]:
    """The places of the ones, read from how the number is written: half the price of taking them off it one by one."""
    written = bin(row)
    last, bits, at = len(written) - 1, [], written.rfind("1")
    while at > 1:
        bits.append(last - at)
        at = written.rfind("1", 0, at)
    return bits

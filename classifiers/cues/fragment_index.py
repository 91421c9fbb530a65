"""The inverted index of the prefilter: for each fragment, the patterns it answers for, as a row of
bits.

It depends on the lexicons alone and takes seconds to make: it has a form in bytes, which no code is
needed to read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from classifiers.cues.alphabet import Alphabet
from classifiers.cues.fragments import Places


@dataclass(frozen=True, slots=True)
class FragmentIndex:
    """An inverted index: rows of bits, and the fragments that give each.

    A pattern has a bit for each of its places: those of the first places of all patterns, in their
    order, then those of the second places of the patterns that have one, and so on. `sizes`:
    patterns that have a place of each rank.
    """

    sizes: tuple[int, ...]
    fragments: tuple[tuple[str, ...], ...]
    rows: tuple[int, ...]

    @property
    def width(self) -> int:
        """Bytes of a row."""
        return (sum(self.sizes) + 7) // 8

    def rows_as_bytes(self) -> bytes:
        """All rows, one after the other."""
        return b"".join(row.to_bytes(self.width, "little") for row in self.rows)


def index_of(every: Sequence[Places], alphabet: Alphabet) -> FragmentIndex:
    """The index of patterns.

    `every`: the places of each pattern, one at least, those that have most first: a rank then takes
    no more bits than patterns have it.
    """
    asked: defaultdict[str, int] = defaultdict(int)
    sizes: list[int] = []
    at = 0
    for rank in range(max(map(len, every), default=0)):
        size = sum(rank < len(places) for places in every)
        for number in range(size):
            asked[every[number][rank]] |= 1 << (at + number)
        sizes.append(size)
        at += size
    held_by: defaultdict[str, list[int]] = defaultdict(list)
    for place_number, place in enumerate(asked):
        for fragment in place.split("\n"):
            held_by[fragment if fragment.isascii() else chr(alphabet.byte(fragment))].append(place_number)
    sharing: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
    for fragment, places_of_it in held_by.items():
        sharing[tuple(places_of_it)].append(fragment)
    bits = list(asked.values())
    rows = tuple(reduce(or_, [bits[place_number] for place_number in numbers]) for numbers in sharing)
    return FragmentIndex(tuple(sizes), tuple(map(tuple, sharing.values())), rows)


def rows_from_bytes(raw: bytes, width: int) -> tuple[int, ...]:
    """The rows that `rows_as_bytes` wrote."""
    return tuple(int.from_bytes(raw[at : at + width], "little") for at in range(0, len(raw), width or 1))

"""Required literals of a pattern: the letters it cannot do without, so that it is tried only on
texts that hold them.

They are looked for in the *skeleton* of a text: its letters and digits, one blank wherever signs
part them, one at each end. A blank in a fragment is thus the edge of a word, and « il faut » a
fragment like another. Signs that patterns write are looked for beside.

Of each pattern a few *places* are kept: choices of fragments, of each of which one must stand in
the skeleton of whatever it matches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from itertools import groupby
from typing import NamedTuple, TypeAlias

from classifiers.cues.grammar import Walk
from classifiers.cues.notation import Alternation, Node

MAX_PLACES = 5
SHORT = 2
"""Places kept of one pattern; beside the first, a fragment of fewer letters than SHORT tells too
little to be looked for.
"""
MAX_JOINED, MAX_BRANCHES = 30, 4_000
"""Limit on the spellings followed one by one: of parts in a row, of a choice."""
_RARER = 4.0
_PLAIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")

Spellings: TypeAlias = frozenset[str]
Places: TypeAlias = tuple[str, ...]
"""Places of a pattern, each as its fragments in order, a line each: a tenth of the room of sets."""
_NOTHING: Spellings = frozenset({""})
_BLANK: Spellings = frozenset({" "})


class Skeleton(NamedTuple):
    """Skeleton of whatever a part of a pattern matches.

    It begins with one of `starts`, ends with one of `ends`, and the text holds one of each of
    `inside`; when `whole`, it is one of `starts`, which are `ends`. When `parted`, it is nothing or
    ends with a blank: a word after it begins where one could before.
    """

    starts: Spellings
    ends: Spellings
    inside: tuple[Spellings, ...] = ()
    whole: bool = False
    parted: bool = False

    def places(self) -> list[Spellings]:
        """The choices that tell something, the most telling first."""
        every = dict.fromkeys((*self.inside, self.starts, self.ends))
        return sorted(filter(_tells, every), key=_worth, reverse=True)


_EMPTY, _PARTS = (Skeleton(only, only, whole=True) for only in (_NOTHING, _BLANK))
_MAY_PART = Skeleton(_NOTHING | _BLANK, _NOTHING | _BLANK, whole=True)
_ANYTHING = Skeleton(_NOTHING, _NOTHING)


class Finder:
    """Finds the fragments of patterns that may use the classes given."""

    def __init__(self, classes: Mapping[str, Alternation]) -> None:
        self._walk = Walk(classes, _Skeletons())
        self._lines: dict[Spellings, str] = {}

    def places(self, pattern: Node) -> Places:
        """The places of a pattern, the most telling first; none if there is no telling."""
        found = self._walk.pattern(pattern).places()
        further = [place for place in found[1:MAX_PLACES] if all(map(_long_enough, place))]
        return tuple(map(self._in_lines, (*found[:1], *further)))

    def _in_lines(self, place: Spellings) -> str:
        if place not in self._lines:
            self._lines[place] = "\n".join(sorted(place))
        return self._lines[place]


class _Skeletons:
    """Parts of patterns as what is known of their skeletons."""

    def __init__(self) -> None:
        self._memo: dict[tuple[Spellings, Spellings], Spellings] = {}

    def chars(self, chars: str) -> Skeleton:
        if plain(chars):
            return _whole(chars)
        parts: list[Skeleton] = []
        for told, run in groupby(chars, plain):
            letters = "".join(run)
            parts += [_whole(letters)] if told else map(_sign, letters)
        return self.seq(parts)

    def apostrophe(self, *, optional: bool) -> Skeleton:
        return _MAY_PART if optional else _PARTS

    def hyphen(self) -> Skeleton:
        return _MAY_PART

    def edge(self) -> Skeleton:
        return _PARTS

    def blank(self) -> Skeleton:
        return _PARTS

    def loose(self) -> Skeleton:
        return _MAY_PART

    def blank_or_end(self) -> Skeleton:
        return _PARTS

    def start(self) -> Skeleton:
        return _PARTS

    def end(self) -> Skeleton:
        return _PARTS

    def letters(self) -> Skeleton:
        return _ANYTHING

    def words(self, most: int, blank: Skeleton, *, parted: bool) -> Skeleton:
        return self.rest(parted=parted)

    def rest(self, *, parted: bool) -> Skeleton:
        return Skeleton(_NOTHING, _NOTHING, parted=parted)

    def builtin(self, name: str, *, left: bool, right: bool) -> Skeleton:
        return self.seq([*[_PARTS] * left, _ANYTHING, *[_PARTS] * right])

    def mark(self, item: Skeleton) -> Skeleton:
        return item

    def seq(self, items: Sequence[Skeleton]) -> Skeleton:
        return reduce(self._then, items) if items else _EMPTY

    def any_of(self, items: Sequence[Skeleton], *, optional: bool) -> Skeleton:
        ways = [*items, _EMPTY] if optional else items
        starts = frozenset[str]().union(*[way.starts for way in ways])
        if len(starts) <= MAX_BRANCHES and all(way.whole and not way.inside for way in ways):
            return Skeleton(starts, starts, whole=True)
        ends = frozenset[str]().union(*[way.ends for way in ways])
        whole = len(starts) <= MAX_BRANCHES and all(way.whole for way in ways)
        return Skeleton(_bounded(starts), _bounded(ends), _of_any([way.places() for way in ways]), whole)

    def _then(self, before: Skeleton, after: Skeleton) -> Skeleton:
        """The skeleton of one part followed by another.

        What comes to stand in the middle is put inside.
        """
        inside = (*before.inside, *after.inside)
        if after.parted:
            edge = _BLANK if _end_with_blank(before.ends) else _NOTHING
            return Skeleton(before.starts, edge, inside if before.whole else (*inside, before.ends))
        joined = self._joined(before.ends, after.starts)
        left, right = self._apart(before.ends, after.starts) if joined is None else (joined, joined)
        starts = left if before.whole else before.starts
        ends = right if after.whole else after.ends
        if joined is not None and (before.whole or after.whole):
            return Skeleton(starts, ends, inside, before.whole and after.whole)
        middle = (*[left] * (not before.whole), *[right] * (not after.whole))
        return Skeleton(starts, ends, (*inside, *filter(_tells, middle)))

    def _joined(self, before: Spellings, after: Spellings) -> Spellings | None:
        """One after the other, a blank beside a blank being one; None when they would be too
        many.
        """
        together = len(before) * len(after)
        if together > (MAX_BRANCHES if min(len(before), len(after)) <= 2 else MAX_JOINED):
            return None
        if (before, after) not in self._memo:
            self._memo[before, after] = frozenset(
                [one + other[one[-1:] == other[:1] == " " :] for one in before for other in after]
            )
        return self._memo[before, after]

    def _apart(self, before: Spellings, after: Spellings) -> tuple[Spellings, Spellings]:
        """Too many to be joined, they still lend each other a blank: the edge of a word for the one
        is so for the other.
        """
        left = self._joined(before, _BLANK) if all(spelling.startswith(" ") for spelling in after) else before
        right = self._joined(_BLANK, after) if _end_with_blank(before) else after
        return left or before, right or after


def plain(chars: str) -> bool:
    """Whether characters stand as they are in a skeleton; others part words."""
    return _PLAIN.issuperset(chars)


def _whole(spelling: str) -> Skeleton:
    only = frozenset({spelling})
    return Skeleton(only, only, whole=True)


def _sign(char: str) -> Skeleton:
    return Skeleton(_BLANK, _BLANK, (frozenset({char}),), whole=True)


def _of_any(ways: Sequence[Sequence[Spellings]]) -> tuple[Spellings, ...]:
    """Choices of which one stands whichever way is taken: the best of each way together, then the
    second best.
    """
    if not all(ways):
        return ()
    ranks = range(min(2, max(map(len, ways))))
    return tuple(frozenset[str]().union(*(way[min(rank, len(way) - 1)] for way in ways)) for rank in ranks)


def _end_with_blank(spellings: Spellings) -> bool:
    return all(spelling.endswith(" ") for spelling in spellings)


def _long_enough(fragment: str) -> bool:
    return len(fragment) >= SHORT or not plain(fragment.strip())


def _bounded(spellings: Spellings) -> Spellings:
    return spellings if len(spellings) <= MAX_BRANCHES else _NOTHING


def _tells(spellings: Spellings) -> bool:
    return "" not in spellings and " " not in spellings


@lru_cache(maxsize=16_384)
def _worth(spellings: Spellings) -> tuple[float, str]:
    """The rarity of these spellings: how seldom chance alone would write one."""
    return -sum(_RARER ** -len(spelling) for spelling in spellings), min(spellings)

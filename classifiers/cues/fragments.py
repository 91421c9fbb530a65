"""The letters a pattern cannot do without, so that it is tried only on texts that hold them.

Of each pattern a few places are kept: a word, or a choice of words, of which at least one must stand in whatever it matches. The first
is the longest: the less often a text holds it, the less often the pattern is looked at for nothing. A text must hold all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from classifiers.cues.builtins import SOURCES
from classifiers.cues.notation import Choice, Mark, Node, Ref, Seq, Text

MAX_SPELLINGS = 400
_BREAKS = " '-"
_LONG = 6
MAX_PLACES = 3
SHORT = 4
"""Places kept of one pattern; fragments under SHORT letters tell too little to be looked for beside others."""

Spellings = frozenset[str]


class Finder:
    """Finds the fragments of patterns that may use the classes given."""

    def __init__(self, classes: Mapping[str, Choice]) -> None:
        self._classes = classes
        self._kept: dict[tuple[str, bool], Spellings | None] = {}

    def required(self, pattern: Node) -> Spellings | None:
        """Fragments of which one at least stands in anything the pattern matches; None when there is no telling."""
        match pattern:
            case Text() | Seq():
                return self._best_of(pattern)
            case Choice(items, optional):
                return None if optional else self._any_of(items)
            case Mark(item):
                return self.required(item)
            case Ref(name) if name not in SOURCES:
                if (name, True) not in self._kept:
                    self._kept[name, True] = self.required(self._classes[name])
                return self._kept[name, True]
            case _:
                return None

    def places(self, pattern: Node) -> tuple[Spellings, ...]:
        """Choices of fragments, one of each of which stands in anything the pattern matches: the rarest first; none if no telling."""
        match pattern:
            case Mark(item):
                return self.places(item)
            case Text() | Seq():
                best = sorted(dict.fromkeys(self._candidates(pattern)), key=_worth, reverse=True)
                telling = [place for place in best[1:] if min(map(len, place)) >= SHORT]
                return *best[:1], *telling[: MAX_PLACES - 1]
            case _:
                only = self.required(pattern)
                return () if only is None else (only,)

    def _any_of(self, items: Iterable[Node]) -> Spellings | None:
        found: set[str] = set()
        for item in items:
            some = self.required(item)
            if some is None:
                return None
            found |= some
        return shortest(frozenset(found))

    def _best_of(self, pattern: Text | Seq) -> Spellings | None:
        return max(self._candidates(pattern), key=_worth, default=None)

    def _candidates(self, pattern: Text | Seq) -> list[Spellings]:
        candidates: list[Spellings] = []
        run: set[str] | None = {""}
        for item in (*_pieces(pattern), None):
            spellings = None if item is None else self._spellings(item)
            if spellings is None or run is None or len(run) * len(spellings) > MAX_SPELLINGS:
                candidates += [shortest(frozenset(run))] if run else []
                some = None if item is None or spellings is not None or isinstance(item, Text) else self.required(item)
                candidates += [some] if some else []
                run = set(spellings) if spellings is not None else {""}
            else:
                run = {before + after for before in run for after in spellings}
        return [candidate for candidate in candidates if candidate and "" not in candidate]

    def _spellings(self, node: Node) -> Spellings | None:
        """All that a part of one word can be, when it is few things and holds no blank."""
        match node:
            case Text(chars):
                return None if any(char in _BREAKS for char in chars) else frozenset({chars})
            case Seq(items):
                spelt: set[str] = {""}
                for item in items:
                    some = self._spellings(item)
                    if some is None or len(spelt) * len(some) > MAX_SPELLINGS:
                        return None
                    spelt = {before + after for before in spelt for after in some}
                return frozenset(spelt)
            case Choice(items, optional):
                each = [self._spellings(item) for item in items]
                if any(some is None for some in each):
                    return None
                return frozenset().union(*(some for some in each if some), {""} if optional else ())
            case Mark(item):
                return self._spellings(item)
            case Ref(name) if name not in SOURCES:
                if (name, False) not in self._kept:
                    self._kept[name, False] = self._spellings(self._classes[name])
                return self._kept[name, False]
            case _:
                return None


@lru_cache(maxsize=4_096)
def shortest(fragments: Spellings) -> Spellings:
    """Without those that hold another: what holds « tuer » holds « tue »."""
    kept: set[str] = set()
    for fragment in sorted(fragments, key=lambda f: (len(f), f)):
        if not any(shorter in fragment for shorter in kept):
            kept.add(fragment)
    return frozenset(kept)


def _worth(fragments: Spellings) -> tuple[int, int, tuple[str, ...]]:
    return min(min(map(len, fragments)), _LONG), -len(fragments), tuple(sorted(fragments))


def _pieces(pattern: Text | Seq) -> list[Node]:
    """The parts of a sequence, blanks on their own."""
    pieces: list[Node] = []
    for item in pattern.items if isinstance(pattern, Seq) else (pattern,):
        if isinstance(item, Text):
            run = ""
            for char in item.chars:
                if char in _BREAKS:
                    pieces += [Text(run)] * bool(run) + [Text(" ")]
                    run = ""
                else:
                    run += char
            pieces += [Text(run)] * bool(run)
        elif isinstance(item, Mark) and isinstance(item.item, Text | Seq):
            pieces += _pieces(item.item)
        else:
            pieces.append(item)
    return pieces

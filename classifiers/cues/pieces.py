"""Factoring of alternatives before a pattern is written out: those that begin alike share what they
begin with.

A backtracking engine tries alternatives one after the other: of a class of two hundred terms, two
hundred wherever a word begins; once shared, a few letters. The first that matches stays the first:
an alternative only joins one before it past others that cannot begin as it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

ANY = (1 << 256) - 1
"""Every byte, as a set of bits."""


class RegexAtom(NamedTuple):
    """A part that is never taken apart: its source, the bytes it may begin with (a bit each),
    whether it may be nothing.

    A group that holds nothing but alternatives says which (`ways`): they may be joined with those
    around. A `char` is one character.
    """

    source: str
    first: int
    empty: bool = False
    ways: tuple[Piece, ...] = ()
    char: bool = False


Piece: TypeAlias = tuple[RegexAtom, ...]
"""Atoms, one after the other."""


def written(piece: Iterable[RegexAtom]) -> str:
    """The source of a piece."""
    return "".join([atom.source for atom in piece])


def one_of(items: Sequence[Piece], *, optional: bool = False) -> Piece:
    """One of these, the first that will do; or nothing, when optional."""
    ways, edge = _without_edge(_flat(items))
    joined = _joined(ways)
    if optional:
        return (_optional([(*way, *edge) for way in joined]),)
    return (*joined[0], *edge) if len(joined) == 1 else (_group(joined), *edge)


def _group(ways: Sequence[Piece]) -> RegexAtom:
    first, empty = 0, False
    for way in ways:
        begins, nothing = _begins(way)
        first, empty = first | begins, empty or nothing
    return RegexAtom(f"(?:{'|'.join(map(written, ways))})", first, empty, tuple(ways))


def _optional(ways: Sequence[Piece]) -> RegexAtom:
    group = _group(ways)
    if len(ways) == 1 and len(ways[0]) == 1 and ways[0][0].char:
        return RegexAtom(f"{ways[0][0].source}?", group.first, empty=True)
    return RegexAtom(f"{group.source}?", group.first, empty=True)


def _flat(items: Sequence[Piece]) -> list[Piece]:
    """Alternatives of alternatives are alternatives, each with the edge of a word that follows them
    all.
    """
    flat: list[Piece] = []
    for item in items:
        if item and item[0].ways and not any(atom.first for atom in item[1:]):
            flat += [way + item[1:] for way in item[0].ways]
        else:
            flat.append(item)
    return flat


def _without_edge(ways: list[Piece]) -> tuple[list[Piece], Piece]:
    """The edge of a word that all end with is written once."""
    edge = ways[0][-1:]
    if len(ways) > 1 and edge and not edge[0].first and all(way[-1:] == edge for way in ways):
        return [way[:-1] for way in ways], edge
    return ways, ()


def _joined(ways: Sequence[Piece]) -> list[Piece]:
    """The same alternatives, in the same order of preference, those that begin with the same atom
    joined.
    """
    alike: list[list[Piece]] = []
    firsts: list[int] = []
    last: dict[str, int] = {}
    for way in ways:
        begins, nothing = _begins(way)
        begins = ANY if nothing else begins
        head = way[0].source if way else ""
        shares = _shareable(way)
        at = last.get(head) if shares else None
        if at is not None and not way:  # nothing, for the second time, is no other choice
            continue
        if at is not None and not any(other & begins for other in firsts[at + 1 :]):
            alike[at].append(way)
            firsts[at] |= begins
        else:
            if shares:
                last[head] = len(alike)
            alike.append([way])
            firsts.append(begins)
    return [same[0] if len(same) == 1 else _shared(same) for same in alike]


def _shared(ways: Sequence[Piece]) -> Piece:
    """Alternatives that begin alike: what all begin with, then one of their rests."""
    first, at = ways[0], 1
    while all(len(way) > at and way[at].char and way[at] == first[at] for way in ways):
        at += 1
    return (*first[:at], *one_of([way[at:] for way in ways]))


def _shareable(way: Piece) -> bool:
    """Whether an alternative may share what it begins with: not a repeat that what follows could
    take bytes from.

    One by one, all lengths of the repeat are tried with the first alternative; shared, all
    alternatives with its greatest length.
    """
    if not way or way[0].char or way[0].ways or not way[0].first:
        return True
    follows, nothing = _begins(way[1:])
    return not nothing and not follows & way[0].first


def _begins(piece: Piece) -> tuple[int, bool]:
    """The first bytes of a piece, and whether it may be nothing: then, what follows it may begin
    too.
    """
    first = 0
    for atom in piece:
        first |= atom.first
        if not atom.empty:
            return first, False
    return first, True

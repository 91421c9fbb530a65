"""Fold over a pattern's tree: one walk, in the few terms of an algebra.

Two algebras use the walk, and so cannot disagree on where words begin and end: RE2 sources
(`regex`), and the letters no match can do without (`fragments`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Generic, Protocol, TypeAlias, TypeVar

from classifiers.cues.builtins import SOURCES
from classifiers.cues.notation import UNBOUNDED, Alternation, Edge, Gap, LiteralText, Mark, Node, Ref, Seq, Star

T = TypeVar("T")
Kinds: TypeAlias = frozenset[str]
_WORD, _SIGN, _EDGE = frozenset("w"), frozenset("s"), frozenset("e")
_SPACE = LiteralText(" ")


class Algebra(Protocol[T]):
    """Algebra of a fold: what a part of a pattern is made into, from what its own parts were made
    into.
    """

    def chars(self, chars: str) -> T:
        """These very characters: neither blank, nor apostrophe, nor hyphen."""

    def apostrophe(self, *, optional: bool) -> T:
        """An apostrophe, or the blank that some write instead."""

    def hyphen(self) -> T:
        """A hyphen, a blank, or nothing."""

    def edge(self) -> T:
        """A word boundary."""

    def blank(self) -> T:
        """A gap between two words of a sentence: one sign at least that is no letter."""

    def loose(self) -> T:
        """An optional gap between two words: such signs, or none."""

    def blank_or_end(self) -> T:
        """Such signs, or the end of the sentence."""

    def start(self) -> T:
        """The start of a sentence, and the signs before its first word."""

    def end(self) -> T:
        """The signs after the last word of a sentence, and its end."""

    def letters(self) -> T:
        """Any letters, or none."""

    def words(self, most: int, blank: T, *, parted: bool) -> T:
        """At most so many words, each with the blank after it; `parted`: this blank cannot be
        nothing.
        """

    def rest(self, *, parted: bool) -> T:
        """Any part of the sentence, or nothing; `parted`: it ends with what is no letter."""

    def builtin(self, name: str, *, left: bool, right: bool) -> T:
        """A built-in class, `left` and `right` as in `Walk.node`."""

    def mark(self, item: T) -> T:
        """The words to show."""

    def seq(self, items: Sequence[T]) -> T:
        """One after the other."""

    def any_of(self, items: Sequence[T], *, optional: bool) -> T:
        """One of these; or nothing, when optional."""


class Walk(Generic[T]):
    """Walks patterns that may use the classes given; what a class is made into is made once."""

    def __init__(self, classes: Mapping[str, Alternation], algebra: Algebra[T]) -> None:
        self._classes = classes
        self._to = algebra
        self._memo: dict[tuple[str, bool, bool], T] = {}
        self._kinds: dict[tuple[str, bool], Kinds] = {}

    def pattern(self, pattern: Node) -> T:
        """The result for a whole pattern."""
        return self.node(pattern, left=True, right=True)

    def node(self, node: Node, *, left: bool, right: bool) -> T:
        """`left` and `right`: whether a word that begins or ends there must be whole."""
        match node:
            case LiteralText():
                return self._text(node, left=left, right=right)
            case Seq(items):
                return self._seq(items, left=left, right=right)
            case Alternation(items, optional):
                return self._to.any_of([self.node(item, left=left, right=right) for item in items], optional=optional)
            case Mark(item):
                return self._to.mark(self.node(item, left=left, right=right))
            case Ref(name):
                return self._reference(name, left=left, right=right)
            case Star():
                return self._to.letters()
            case Gap(most):
                return self._words(most, before_sign=False, ends=False)
            case Edge(start):
                return self._to.start() if start else self._to.end()

    def _text(self, node: LiteralText, *, left: bool, right: bool) -> T:
        if not node.chars.isalnum():
            return self._seq((node,), left=left, right=right)
        edge = self._to.edge()
        return self._to.seq([*[edge] * left, self._to.chars(node.chars), *[edge] * right])

    def _reference(self, name: str, *, left: bool, right: bool) -> T:
        key = (name, left, right)
        if key not in self._memo:
            self._memo[key] = (
                self._to.builtin(name, left=left, right=right)
                if name in SOURCES
                else self.node(self._classes[name], left=left, right=right)
            )
        return self._memo[key]

    def _seq(self, given: tuple[Node, ...], *, left: bool, right: bool) -> T:
        items = _atoms(given)
        out: list[T] = []
        first, last = self._edge(items, start=True), self._edge(items, start=False)
        if left and first == _WORD:
            out.append(self._to.edge())
        i, at_word = 0, True
        while i < len(items):
            item = items[i]
            following = items[i + 1] if i + 1 < len(items) else None
            if item == _SPACE:
                if self._only_optional_words(items[i:]):
                    out += [self._may([self._to.blank(), self._branches(word)]) for word in items[i + 1 :: 2]]
                    break
                out.append(self._blank(items[i - 1] if i else None, following, ends=_may_end(items[i + 1 :])))
                at_word = True
            elif isinstance(item, Gap):
                may_end = _may_end(items[i + 1 :])
                if not at_word:
                    out.append(self._blank(None, None, ends=may_end))
                rest = items[i + 2 :] if following == _SPACE else items[i + 1 :]
                after = rest[0] if rest else None
                before_sign = after is not None and self._kind(after, start=True) - _EDGE != _WORD
                out.append(self._words(item.most, before_sign=before_sign, ends=may_end))
                i += following == _SPACE
                at_word = True
            elif at_word and following == _SPACE and _is_optional(item):
                out.append(self._may([self._branches(item), self._blank(None, None, ends=_may_end(items[i + 2 :]))]))
                i += 1
            elif isinstance(item, LiteralText):
                out += self._chars(item.chars, ends=i == len(items) - 1)
                at_word = False
            else:
                begins, closes = self._kind(item, start=True), self._kind(item, start=False)
                whole_right = right if following is None else following == _SPACE
                mixed_left = (left if i == 0 else at_word) and len(begins) > 1
                mixed_right = whole_right and len(closes) > 1
                out.append(self.node(item, left=mixed_left, right=mixed_right))
                at_word = _ends_with_blank(item) and (at_word or not _is_optional(item))
            i += 1
        if right and last == _WORD:
            out.append(self._to.edge())
        return self._to.seq(out)

    def _may(self, items: list[T]) -> T:
        return self._to.any_of([self._to.seq(items)], optional=True)

    def _branches(self, word: Node) -> T:
        assert isinstance(word, Alternation)
        return self.node(Alternation(word.items), left=False, right=False)

    def _only_optional_words(self, items: list[Node]) -> bool:
        """` (a) (b)` up to the end."""
        spaces, words = items[::2], items[1::2]
        return len(spaces) == len(words) and all(space == _SPACE for space in spaces) and all(map(_is_optional, words))

    def _blank(self, before: Node | None, after: Node | None, *, ends: bool) -> T:
        """The gap between two words; nothing when what follows may be the end of the sentence."""
        loose = any(
            node is not None
            and (node == Ref("nombre") or isinstance(node, Edge) or "s" in self._kind(node, start=start))
            for node, start in ((before, False), (after, True))
        )
        if loose:
            return self._to.loose()
        return self._to.blank_or_end() if ends else self._to.blank()

    def _words(self, most: int, *, before_sign: bool, ends: bool) -> T:
        if most == UNBOUNDED:
            return self._to.rest(parted=not before_sign)
        blank = self._to.loose() if before_sign else self._blank(None, None, ends=ends)
        return self._to.words(most, blank, parted=not before_sign)

    def _chars(self, chars: str, *, ends: bool) -> list[T]:
        """An elided word may be followed by a blank of the pattern: « t' » and « te » are written
        alike.
        """
        out: list[T] = []
        for piece in re.split("(['-])", chars):
            if piece == "'":
                out.append(self._to.apostrophe(optional=False))
            elif piece == "-":
                out.append(self._to.hyphen())
            elif piece:
                out.append(self._to.chars(piece))
        if ends and chars.endswith("'"):
            out[-1] = self._to.apostrophe(optional=True)
        return out

    def _edge(self, items: list[Node], *, start: bool) -> Kinds:
        """The first (or last) characters of a sequence: a letter, a sign, the edge of a
        sentence.
        """
        kinds: set[str] = set()
        for item in items if start else reversed(items):
            if item == _SPACE:
                continue
            kinds |= self._kind(item, start=start)
            if not (isinstance(item, Star) or _is_optional(item)):
                break
        return frozenset(kinds)

    def _kind(self, node: Node, *, start: bool) -> Kinds:
        match node:
            case LiteralText(chars):
                char = chars[0 if start else -1]
                return _WORD if char.isalnum() or char in "'-" else _SIGN
            case Seq(items):
                return self._edge(_atoms(items), start=start)
            case Alternation(items):
                return frozenset[str]().union(*[self._kind(item, start=start) for item in items])
            case Mark(item):
                return self._kind(item, start=start)
            case Ref(name) if name not in SOURCES:
                if (name, start) not in self._kinds:
                    self._kinds[name, start] = self._kind(self._classes[name], start=start)
                return self._kinds[name, start]
            case Edge():
                return _EDGE
            case _:
                return _WORD


def _is_optional(node: Node) -> bool:
    return isinstance(node, Alternation) and node.optional


def _ends_with_blank(node: Node) -> bool:
    """Whether a word may begin right after it: « (la |les )voitures »."""
    match node:
        case LiteralText(chars):
            return chars.endswith(" ")
        case Seq(items):
            return _ends_with_blank(items[-1])
        case Alternation(items):
            return all(map(_ends_with_blank, items))
        case _:
            return False


def _may_end(items: list[Node]) -> bool:
    """Whether the first of these that must be there may be the end of the sentence."""
    for item in items:
        if item == _SPACE or isinstance(item, Gap):
            continue
        if item == Edge(start=False) or (isinstance(item, Alternation) and Edge(start=False) in item.items):
            return True
        if not _is_optional(item):
            return False
    return False


def _atoms(items: tuple[Node, ...]) -> list[Node]:
    """Spaces on their own."""
    atoms: list[Node] = []
    for item in items:
        if isinstance(item, LiteralText):
            for piece in re.split("( )", item.chars):
                if piece:
                    atoms.append(_SPACE if piece == " " else LiteralText(piece))
        else:
            atoms.append(item)
    return atoms

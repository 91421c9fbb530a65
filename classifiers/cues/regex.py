"""A pattern's tree into RE2, over prepared bytes: word boundaries implied, gaps that stay in their sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from classifiers.cues.alphabet import Alphabet
from classifiers.cues.builtins import SOURCES
from classifiers.cues.notation import UNBOUNDED, BadPattern, Choice, Edge, Gap, Mark, Node, Ref, Seq, Star, Text

MAX_SOURCE = 300_000
GROUPS = {"nombre": "n", "date": "d", "nom_propre": "p"}
_UNNUMBERED = "\x00"
_SPACE = Text(" ")
Kinds: TypeAlias = frozenset[str]
_WORD, _SIGN = frozenset("w"), frozenset("s")


class Writer:
    """Writes patterns that may use the classes given, over one alphabet."""

    def __init__(self, classes: Mapping[str, Choice], alphabet: Alphabet) -> None:
        self._classes = classes
        self._alphabet = alphabet
        self._word = f"[{alphabet.letter_class}]"
        self._gap = f"[^{alphabet.letter_class}\\n]"
        self._kept: dict[tuple[str, bool, bool], str] = {}
        self._kinds: dict[tuple[str, bool], Kinds] = {}

    def write(self, pattern: Node) -> str:
        """The RE2 source. Groups: `m` the words to show; `n0`, `d1`, `p2`… numbers, dates, names with a capital.

        Raises:
            BadPattern: what it stands for is too large.
        """
        pieces = self._node(pattern, left=True, right=True).split(_UNNUMBERED)
        source = pieces[0] + "".join(f"{number}{piece}" for number, piece in enumerate(pieces[1:]))
        if len(source) > MAX_SOURCE:
            raise BadPattern(
                "motif trop grand une fois ses classes écrites", "le scinder, ou y mettre moins de classes"
            )
        return source

    def _node(self, node: Node, *, left: bool, right: bool) -> str:
        """`left` and `right`: whether a word that begins or ends there must be whole."""
        match node:
            case Text():
                return self._seq((node,), left=left, right=right)
            case Seq(items):
                return self._seq(items, left=left, right=right)
            case Choice(items, optional):
                branches = "|".join(self._node(item, left=left, right=right) for item in items)
                return f"(?:{branches})" + "?" * optional
            case Mark(item):
                return f"(?P<m>{self._node(item, left=left, right=right)})"
            case Ref(name):
                return self._reference(name, left=left, right=right)
            case Star():
                return f"{self._word}*"
            case Gap(most):
                return self._words(most, before_sign=False, ends=False)
            case Edge(start):
                return f"(?m:^){self._gap}*" if start else f"{self._gap}*(?m:$)"

    def _reference(self, name: str, *, left: bool, right: bool) -> str:
        if name in SOURCES:
            source = (r"\b" * left) + SOURCES[name].replace("@", self._word) + (r"\b" * right)
            return source if name == "mot" else f"(?P<{GROUPS[name]}{_UNNUMBERED}>{source})"
        key = (name, left, right)
        if key not in self._kept:
            self._kept[key] = self._node(self._classes[name], left=left, right=right)
        return self._kept[key]

    def _seq(self, given: tuple[Node, ...], *, left: bool, right: bool) -> str:
        items = _atoms(given)
        out: list[str] = []
        first, last = self._edge(items, start=True), self._edge(items, start=False)
        if left and first == _WORD:
            out.append(r"\b")
        i, at_word = 0, True
        while i < len(items):
            item = items[i]
            following = items[i + 1] if i + 1 < len(items) else None
            if item == _SPACE:
                if self._only_optional_words(items[i:]):
                    for word in items[i + 1 :: 2]:
                        out.append(f"(?:{self._gap}+{self._branches(word)})?")
                    break
                out.append(self._blank(items[i - 1] if i else None, following, ends=_may_end(items[i + 1 :])))
                at_word = True
            elif isinstance(item, Gap):
                may_end = _may_end(items[i + 1 :])
                if not at_word:
                    out.append(self._blank(None, None, ends=may_end))
                after = items[i + 2] if following == _SPACE and i + 2 < len(items) else following
                before_sign = after is not None and self._kind(after, start=True) != _WORD
                out.append(self._words(item.most, before_sign=before_sign, ends=may_end))
                i += following == _SPACE
                at_word = True
            elif at_word and following == _SPACE and isinstance(item, Choice) and item.optional:
                blank = self._blank(None, None, ends=_may_end(items[i + 2 :]))
                out.append(f"(?:{self._branches(item)}{blank})?")
                i += 1
            elif isinstance(item, Text):
                out.append(self._chars(item.chars, ends=i == len(items) - 1))
                at_word = False
            else:
                begins, closes = self._kind(item, start=True), self._kind(item, start=False)
                whole_right = right if following is None else following == _SPACE
                mixed_left = (left if i == 0 else at_word) and len(begins) > 1
                mixed_right = whole_right and len(closes) > 1
                out.append(self._node(item, left=mixed_left, right=mixed_right))
                at_word = False
            i += 1
        if right and last == _WORD:
            out.append(r"\b")
        return "".join(out)

    def _branches(self, word: Node) -> str:
        assert isinstance(word, Choice)
        return self._node(Choice(word.items), left=False, right=False)

    def _only_optional_words(self, items: list[Node]) -> bool:
        """` (a) (b)` up to the end."""
        spaces, words = items[::2], items[1::2]
        return (
            len(spaces) == len(words)
            and all(space == _SPACE for space in spaces)
            and all(isinstance(word, Choice) and word.optional for word in words)
        )

    def _blank(self, before: Node | None, after: Node | None, *, ends: bool) -> str:
        """What parts two words; nothing when what follows may be the end of the sentence."""
        loose = any(
            node is not None
            and (node == Ref("nombre") or isinstance(node, Edge) or "s" in self._kind(node, start=start))
            for node, start in ((before, False), (after, True))
        )
        if ends and not loose:
            return f"(?:{self._gap}+|(?m:$))"
        return self._gap + ("*" if loose else "+")

    def _words(self, most: int, *, before_sign: bool, ends: bool) -> str:
        if most == UNBOUNDED:
            return r"[^\n]*?" if before_sign else f"(?:[^\\n]*?{self._gap})??"
        blank = f"{self._gap}*" if before_sign else self._blank(None, None, ends=ends)
        return f"(?:{self._word}+{blank}){{0,{most}}}?"

    def _chars(self, chars: str, *, ends: bool) -> str:
        """An elided word may be followed by a blank of the pattern: « t' » and « te » are written alike."""
        elided = ends and chars.endswith("'")
        return "".join(map(self._char, chars)) + "?" * elided

    def _char(self, char: str) -> str:
        if char == "'":
            return "[' ]"
        if char == "-":
            return "[ -]?"
        if char.isascii():
            return re.escape(char)
        return f"\\x{self._alphabet.byte(char):02x}"

    def _edge(self, items: list[Node], *, start: bool) -> Kinds:
        """What a sequence may begin (or end) with: a letter, a sign; empty for the edge of a sentence."""
        kinds: set[str] = set()
        for item in items if start else reversed(items):
            if item == _SPACE:
                continue
            kinds |= self._kind(item, start=start)
            if not (isinstance(item, Star) or (isinstance(item, Choice) and item.optional)):
                break
        return frozenset(kinds)

    def _kind(self, node: Node, *, start: bool) -> Kinds:
        match node:
            case Text(chars):
                char = chars[0 if start else -1]
                return _WORD if char.isalnum() or char in "'-" else _SIGN
            case Seq(items):
                return self._edge(_atoms(items), start=start)
            case Choice(items):
                return frozenset().union(*(self._kind(item, start=start) for item in items))
            case Mark(item):
                return self._kind(item, start=start)
            case Ref(name) if name not in SOURCES:
                if (name, start) not in self._kinds:
                    self._kinds[name, start] = self._kind(self._classes[name], start=start)
                return self._kinds[name, start]
            case Edge():
                return frozenset()
            case _:
                return _WORD


def _may_end(items: list[Node]) -> bool:
    """Whether the first of these that must be there may be the end of the sentence."""
    for item in items:
        if item == _SPACE or isinstance(item, Gap):
            continue
        if item == Edge(start=False) or (isinstance(item, Choice) and Edge(start=False) in item.items):
            return True
        if not (isinstance(item, Choice) and item.optional):
            return False
    return False


def _atoms(items: tuple[Node, ...]) -> list[Node]:
    """Spaces on their own."""
    atoms: list[Node] = []
    for item in items:
        if isinstance(item, Text):
            for piece in re.split("( )", item.chars):
                if piece:
                    atoms.append(_SPACE if piece == " " else Text(piece))
        else:
            atoms.append(item)
    return atoms

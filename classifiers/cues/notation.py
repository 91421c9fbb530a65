"""Parser of the notation of patterns into a tree.

    (e)  may be absent          (a|b)  one of          (a|b|)  one of, or nothing      {classe}  a
        term of a class
    …    up to 5 words          …3     up to 3         …*      the rest of the sentence
    *    any letters            <a b>  the words to show       ^ $     start, end of a sentence
      \\x  the sign x itself

Anything else is itself, as the text folds: capitals and accents do not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from classifiers.text.folding import plain

MAX_PATTERN = 1_000
TREES_AT_HAND = 16_384
"""Trees that are remembered: some 20 MB for the 7,000 patterns and terms that are shipped."""
MAX_NESTING = 12
MAX_GAP = 15
DEFAULT_GAP = 5
UNBOUNDED = -1
_DRAWN_OUT = re.compile(r"([a-z])\1\1+")


@dataclass(frozen=True, slots=True)
class LiteralText:
    """Literal characters, folded; one space stands for whatever parts two words."""

    chars: str


@dataclass(frozen=True, slots=True)
class Seq:
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternation:
    """Alternation: one of the items; `optional` when none will do too."""

    items: tuple[Node, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """A class of terms, or a built-in one."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words of the same sentence; UNBOUNDED for all that is left of it."""

    most: int


@dataclass(frozen=True, slots=True)
class Star:
    """Any letters, or none."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The words to show."""

    item: Node


@dataclass(frozen=True, slots=True)
class Edge:
    """The start or the end of a sentence."""

    start: bool


Node: TypeAlias = LiteralText | Seq | Alternation | Ref | Gap | Star | Mark | Edge


class BadPattern(Exception):
    """A pattern that cannot be read: what is wrong, what to do."""

    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint
        super().__init__(message)


@lru_cache(TREES_AT_HAND)
def parse(pattern: str) -> Node:
    """The tree of a pattern, remembered: whoever checks a lexicon as it is being written parses all
    of them at each letter, of which one has changed.

    Raises:
        BadPattern: too long or too nested, a bracket that is not closed, a gap at an end, nothing
            to find.
    """
    if len(pattern) > MAX_PATTERN:
        raise BadPattern(f"motif de plus de {MAX_PATTERN} signes", "le scinder, ou faire une classe de mots")
    parser = _Parser(" ".join(pattern.split()))
    node = parser.alternatives("", 0)
    items = node.items if isinstance(node, Seq) else (node,)
    if not items:
        raise BadPattern("motif vide", "écrire les mots à trouver")
    if isinstance(items[0], Gap) or isinstance(items[-1], Gap):
        raise BadPattern("`…` au bord du motif", "`…` se met entre deux mots ; l'ôter")
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.marks = 0

    def alternatives(self, closing: str, depth: int) -> Node:
        """Up to `closing`, which is consumed."""
        if depth > MAX_NESTING:
            raise BadPattern(f"plus de {MAX_NESTING} niveaux de parenthèses", "en faire une classe de mots")
        branches = [self._sequence(closing, depth)]
        while self._here() == "|":
            self.at += 1
            branches.append(self._sequence(closing, depth))
        if self._here() != closing:
            raise BadPattern(f"`{closing}` manquant", "fermer ce qui est ouvert, ou écrire `\\` devant le signe")
        self.at += 1
        if closing == ")" and self._here() == " ":
            branches = [_unspaced(branch) for branch in branches]
        full = tuple(branch for branch in branches if branch != Seq(()))
        if closing == ")" and not full:
            raise BadPattern("parenthèses vides", "y écrire quelque chose, ou les ôter")
        if closing == ")" and len(branches) == 1:
            return Alternation(full, optional=True)
        if len(branches) == 1:
            return branches[0]
        if closing != ")" and len(full) < len(branches):
            raise BadPattern("`|` sans rien d'un côté", "écrire les deux, ou mettre l'ensemble entre parenthèses")
        return Alternation(full, optional=len(full) < len(branches))

    def _sequence(self, closing: str, depth: int) -> Node:
        items: list[Node] = []
        while (char := self._here()) not in ("", "|", ")", ">", "}"):
            self.at += 1
            match char:
                case "(":
                    items.append(self.alternatives(")", depth + 1))
                case "<":
                    self.marks += 1
                    if self.marks > 1:
                        raise BadPattern("deux passages entre `<` et `>`", "n'en garder qu'un")
                    items.append(Mark(self.alternatives(">", depth + 1)))
                case "{":
                    items.append(self._reference())
                case "…":
                    items.append(self._gap())
                case "*":
                    items.append(Star())
                case "^" | "$":
                    items.append(Edge(char == "^"))
                case "\\":
                    items.append(LiteralText(self._folded(self._here() or "\\")))
                    self.at += 1
                case _:
                    items.append(LiteralText(self._run(char)))
        if self._here() not in ("", "|", closing):
            raise BadPattern(f"`{self._here()}` inattendu", "l'ôter, l'ouvrir, ou écrire `\\` devant")
        return _joined(items)

    def _run(self, first: str) -> str:
        start = self.at - 1
        while self._here() not in ("", *"|()<>{}…*^$\\"):
            self.at += 1
        return self._folded(self.text[start : self.at] or first)

    def _folded(self, chars: str) -> str:
        folded = chars.lower() if chars.isascii() else plain(chars, repair=False).text
        return _DRAWN_OUT.sub(r"\1", folded.replace("_", " "))

    def _reference(self) -> Node:
        end = self.text.find("}", self.at)
        if end < 0:
            raise BadPattern("`}` manquant", "fermer le nom de la classe")
        name = self.text[self.at : end].strip()
        self.at = end + 1
        if not name:
            raise BadPattern("`{}` sans nom", "y écrire le nom d'une classe de mots")
        return Ref(name)

    def _gap(self) -> Node:
        if self._here() == "*":
            self.at += 1
            return Gap(UNBOUNDED)
        start = self.at
        while self._here() in tuple("0123456789"):
            self.at += 1
        digits = self.text[start : self.at]
        most = int(digits[:4]) if digits else DEFAULT_GAP
        if not 1 <= most <= MAX_GAP:
            raise BadPattern(f"`…{digits}` : de 1 à {MAX_GAP} mots", "ou `…*` pour toute la suite de la phrase")
        return Gap(most)

    def _here(self) -> str:
        return self.text[self.at : self.at + 1]


def _unspaced(node: Node) -> Node:
    """Without the blank at its end: `(des |) voleurs` is `(des|) voleurs`, where one blank follows,
    not two.
    """
    match node:
        case LiteralText(chars) if chars.endswith(" "):
            return LiteralText(chars[:-1]) if chars != " " else Seq(())
        case Seq(items) if items:
            return _joined([item for item in (*items[:-1], _unspaced(items[-1])) if item != Seq(())])
        case Alternation(items, optional):
            return Alternation(tuple(map(_unspaced, items)), optional)
        case Mark(item):
            return Mark(_unspaced(item))
        case _:
            return node


def _joined(items: list[Node]) -> Node:
    """A sequence without nested ones, a text between two texts made one."""
    flat: list[Node] = []
    for item in items:
        if isinstance(item, LiteralText) and flat and isinstance(flat[-1], LiteralText):
            flat[-1] = LiteralText(flat[-1].chars + item.chars)
        else:
            flat.append(item)
    return flat[0] if len(flat) == 1 else Seq(tuple(flat))

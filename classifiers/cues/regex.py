"""Generator of regular expressions from a pattern's tree, over prepared bytes: word boundaries
implied, gaps that stay in their sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from classifiers.cues.alphabet import Alphabet
from classifiers.cues.builtins import SOURCES
from classifiers.cues.grammar import Walk
from classifiers.cues.notation import Alternation, BadPattern, Node
from classifiers.cues.pieces import ANY, Piece, RegexAtom, one_of, written

MAX_SOURCE = 300_000
TOO_LARGE = "motif trop grand une fois ses classes écrites", "le scinder, ou y mettre moins de classes"
"""What is wrong with a pattern that stands for too much, and what to do."""
GROUPS = {"nombre": "n", "date": "d", "nom_propre": "p"}
_UNNUMBERED = "\x00"
_EDGE = RegexAtom(r"\b", 0, empty=True)


class Writer:
    """Writes patterns that may use the classes given, over one alphabet."""

    def __init__(self, classes: Mapping[str, Alternation], alphabet: Alphabet) -> None:
        self._walk = Walk(classes, _Sources(alphabet))

    def write(self, pattern: Node) -> str:
        """The source, which RE2 reads.

        Groups: `m` the words to show; `n0`, `d1`, `p2`… numbers, dates, names with a capital.

        Raises:
            BadPattern: what it stands for is too large.
        """
        try:
            pieces = written(self._walk.pattern(pattern)).split(_UNNUMBERED)
        except RecursionError as error:  # alternatives of which each begins with the one before it
            raise BadPattern(*TOO_LARGE) from error
        source = pieces[0] + "".join(f"{number}{piece}" for number, piece in enumerate(pieces[1:]))
        if len(source) > MAX_SOURCE:
            raise BadPattern(*TOO_LARGE)
        return source


class _Sources:
    """Parts of patterns as sources, groups not numbered yet."""

    def __init__(self, alphabet: Alphabet) -> None:
        self._alphabet = alphabet
        self._chars: dict[str, RegexAtom] = {}
        self._word = f"[{alphabet.letter_class}]"
        self._letters = RegexAtom(f"{self._word}*", _bytes(self._word), empty=True)
        gap = f"[^{alphabet.letter_class}\\n]"
        self._gap, signs = gap, _bytes(gap)
        self._blank, self._loose = RegexAtom(f"{gap}+", signs), RegexAtom(f"{gap}*", signs, empty=True)
        self._blank_or_end = RegexAtom(f"(?:{gap}+|(?m:$))", signs, empty=True)
        self._start = RegexAtom(f"(?m:^){gap}*", signs, empty=True)
        self._end = RegexAtom(f"{gap}*(?m:$)", signs, empty=True)

    def chars(self, chars: str) -> Piece:
        return tuple([self._char(char) for char in chars])

    def apostrophe(self, *, optional: bool) -> Piece:
        return (RegexAtom("[' ]" + "?" * optional, _bytes("[' ]"), optional),)

    def hyphen(self) -> Piece:
        return (RegexAtom("[ -]?", _bytes("[ -]"), empty=True),)

    def edge(self) -> Piece:
        return (_EDGE,)

    def blank(self) -> Piece:
        return (self._blank,)

    def loose(self) -> Piece:
        return (self._loose,)

    def blank_or_end(self) -> Piece:
        return (self._blank_or_end,)

    def start(self) -> Piece:
        return (self._start,)

    def end(self) -> Piece:
        return (self._end,)

    def letters(self) -> Piece:
        return (self._letters,)

    def words(self, most: int, blank: Piece, *, parted: bool) -> Piece:
        return (RegexAtom(f"(?:{self._word}+{written(blank)}){{0,{most}}}?", self._letters.first, empty=True),)

    def rest(self, *, parted: bool) -> Piece:
        return (RegexAtom(f"(?:[^\\n]*?{self._gap})??" if parted else r"[^\n]*?", ANY, empty=True),)

    def builtin(self, name: str, *, left: bool, right: bool) -> Piece:
        source = (r"\b" * left) + SOURCES[name].replace("@", self._word) + (r"\b" * right)
        return (RegexAtom(source if name == "mot" else f"(?P<{GROUPS[name]}{_UNNUMBERED}>{source})", ANY),)

    def mark(self, item: Piece) -> Piece:
        return (RegexAtom(f"(?P<m>{written(item)})", ANY),)

    def seq(self, items: Sequence[Piece]) -> Piece:
        return tuple([atom for item in items for atom in item])

    def any_of(self, items: Sequence[Piece], *, optional: bool) -> Piece:
        return one_of(items, optional=optional)

    def _char(self, char: str) -> RegexAtom:
        if char not in self._chars:
            byte = self._alphabet.byte(char)
            self._chars[char] = RegexAtom(re.escape(char) if char.isascii() else f"\\x{byte:02x}", 1 << byte, char=True)
        return self._chars[char]


@lru_cache
def _bytes(chars: str) -> int:
    """The bytes of a set of characters, a bit each."""
    held = re.compile(chars.encode("ascii"))
    return sum(1 << byte for byte in range(256) if held.match(bytes((byte,))))

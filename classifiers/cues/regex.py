"""A pattern's tree into RE2, over prepared bytes: word boundaries implied, gaps that stay in their sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from classifiers.cues.alphabet import Alphabet
from classifiers.cues.builtins import SOURCES
from classifiers.cues.grammar import Walk
from classifiers.cues.notation import BadPattern, Choice, Node

MAX_SOURCE = 300_000
GROUPS = {"nombre": "n", "date": "d", "nom_propre": "p"}
_UNNUMBERED = "\x00"


class Writer:
    """Writes patterns that may use the classes given, over one alphabet."""

    def __init__(self, classes: Mapping[str, Choice], alphabet: Alphabet) -> None:
        self._walk = Walk(classes, _Re2(alphabet))

    def write(self, pattern: Node) -> str:
        """The RE2 source. Groups: `m` the words to show; `n0`, `d1`, `p2`… numbers, dates, names with a capital.

        Raises:
            BadPattern: what it stands for is too large.
        """
        pieces = self._walk.pattern(pattern).split(_UNNUMBERED)
        source = pieces[0] + "".join(f"{number}{piece}" for number, piece in enumerate(pieces[1:]))
        if len(source) > MAX_SOURCE:
            raise BadPattern(
                "motif trop grand une fois ses classes écrites", "le scinder, ou y mettre moins de classes"
            )
        return source


class _Re2:
    """Parts of patterns as RE2 sources, groups not numbered yet."""

    def __init__(self, alphabet: Alphabet) -> None:
        self._alphabet = alphabet
        self._word = f"[{alphabet.letter_class}]"
        self._gap = f"[^{alphabet.letter_class}\\n]"

    def chars(self, chars: str) -> str:
        return "".join(re.escape(char) if char.isascii() else f"\\x{self._alphabet.byte(char):02x}" for char in chars)

    def apostrophe(self, *, optional: bool) -> str:
        return "[' ]" + "?" * optional

    def hyphen(self) -> str:
        return "[ -]?"

    def edge(self) -> str:
        return r"\b"

    def blank(self) -> str:
        return f"{self._gap}+"

    def loose(self) -> str:
        return f"{self._gap}*"

    def blank_or_end(self) -> str:
        return f"(?:{self._gap}+|(?m:$))"

    def start(self) -> str:
        return f"(?m:^){self._gap}*"

    def end(self) -> str:
        return f"{self._gap}*(?m:$)"

    def letters(self) -> str:
        return f"{self._word}*"

    def words(self, most: int, blank: str, *, parted: bool) -> str:
        return f"(?:{self._word}+{blank}){{0,{most}}}?"

    def rest(self, *, parted: bool) -> str:
        return f"(?:[^\\n]*?{self._gap})??" if parted else r"[^\n]*?"

    def builtin(self, name: str, *, left: bool, right: bool) -> str:
        source = (r"\b" * left) + SOURCES[name].replace("@", self._word) + (r"\b" * right)
        return source if name == "mot" else f"(?P<{GROUPS[name]}{_UNNUMBERED}>{source})"

    def mark(self, item: str) -> str:
        return f"(?P<m>{item})"

    def seq(self, items: Sequence[str]) -> str:
        return "".join(items)

    def any_of(self, items: Sequence[str], *, optional: bool) -> str:
        return f"(?:{'|'.join(items)})" + "?" * optional

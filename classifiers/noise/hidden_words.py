"""Detection of texts that hide a word: digits or signs for letters, letters set apart, masked,
swapped or glued, letters of another alphabet.

Each way of writing is undone, and what comes out is looked for in the declared words. A word
written as it is hides nothing: the score reads it. Linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from classifiers.text.french import known

_FONTS = re.compile(
    "[\u0250-\u02af\u1d00-\u1dbf\u2090-\u209c\u2460-\u24ff\ua730-\ua7ff\uff21-\uff5a\U0001d400-\U0001d7ff\U0001f110-\U0001f189]"
)
"""Letters made to look otherwise: small capitals, mathematical, circled, full-width."""
_FONTS_LEAST, _FONTS_SHARE = 4, 0.3
_TWO_ALPHABETS = re.compile(
    "[A-Za-z][0-9]{0,3}[\u0370-\u03ff\u0400-\u052f\u13a0-\u13ff]|[\u0370-\u03ff\u0400-\u052f\u13a0-\u13ff][0-9]{0,3}[A-Za-z]"
)
_CROSSED = re.compile("(?:[^\\W\\d_][\u0334-\u0338]+\\W?){3}|[\u0300-\u036f]{3}")
_UNUSUAL = re.compile("[^\0-\u024f\u2010-\u2027\u20ac]")
"""What a text disguised by its letters holds one of: others are those of Latin alphabets, with two
marks at most, and ordinary signs.
"""
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")

_LEET = str.maketrans("013456789@$€!|+", "oieasgtbgaseiit")
_ALIKE = str.maketrans("lbq", "igg")
"""Letters that one digit stands for are one: 1 is i or l, 6 is b or g, 9 is g or q."""
_SIGNS = frozenset("013456789@$€!|+")
_CHUNK = re.compile(r"\S+")
_PIECES = re.compile(r"[\w@$€!|+*]+")
_WORD = re.compile(r"[^\W\d_]+")
_LONE = re.compile(r"(?<![^\W_])[^\W_](?![^\W_])(?:[\W_]{1,3}[^\W_](?![^\W_]))*")
_SPELT_LEAST, _SPELT_ANY = 4, 8
"""Lone letters in a row: from four, looked at for a word; from eight, whatever they say."""
_GLUED_LEAST = 8
LEAST_HIDDEN = 4
"""A shorter word is met by chance."""
_BESIDE = """
a alors au aux avec bien bon ce ces cet cette chez comme contre dans de dehors demain des doit doivent du elle en encore est et faire fait
faut il ils je jeter jour jva jvais la le les leur leurs ma mais mes moi mon nos notre nous nuit on ou par pas plus pour pourris qu que qui
sa sale sales se ses si soir son sont sous sur ta te tes toi ton tous tout toute toutes tres tu un une va vais vas vers veut veux vive vont
vos votre vous
"""
_SMALL = frozenset(_BESIDE.split())
"""Affixes that a declared word is glued to."""
_LONG = frozenset(word for word in _SMALL if len(word) > 3)
_PART = 14
"""No listed word is longer."""


class HiddenWords:
    """Detector of the declared words where they are hidden."""

    def __init__(self, words: Iterable[str]) -> None:
        self._hot = frozenset(words)
        self._by_look = frozenset(_look(word) for word in self._hot)
        self._masked = frozenset(form for word in self._hot for form in _masked(word))
        self._swapped = frozenset(
            form for word in self._hot for form in _swapped(word) if form not in self._hot and not known(form)
        )
        self._inside = re.compile("|".join(sorted(self._hot))) if self._hot else None

    def hides(self, text: str) -> bool:
        """Does the text hide a declared word, or write itself to be seen and not read?"""
        text = unicodedata.normalize("NFC", text)
        return (
            _disguised(text)
            or self._spelt(text)
            or any(self._chunk_hides(chunk) for chunk in _CHUNK.findall(text))
            or self._words_hide(_bare(_UNSEEN.sub("", text)))
        )

    def _spelt(self, text: str) -> bool:
        for run in _LONE.finditer(text):
            signs = "".join(c for c in _bare(run[0]) if c.isalnum())
            letters = sum(map(str.isalpha, signs))
            if letters >= _SPELT_ANY or (
                len(signs) >= _SPELT_LEAST and letters and self._holds(signs.translate(_LEET))
            ):
                return True
        return False

    def _holds(self, letters: str) -> bool:
        return self._inside is not None and self._inside.search(letters) is not None

    def _chunk_hides(self, chunk: str) -> bool:
        """Whether what stands between two blanks hides a word: signs for letters, stars, marks
        between letters, invisible ones included.
        """
        if chunk.isascii() and chunk.isalpha():
            return False
        bare = _bare(chunk)
        if bare.isalpha():
            return False
        parts = _WORD.findall(bare)
        joined = "".join(parts)
        if len(parts) > 1 and joined in self._hot and self._hot.isdisjoint(parts):
            return True
        if chunk[0] in "@#" or "://" in chunk:
            return False
        return any(self._piece_hides(piece) for piece in _PIECES.findall(bare))

    def _piece_hides(self, piece: str) -> bool:
        letters = sum(c.isalpha() for c in piece)
        if not letters or letters == len(piece):
            return False
        if piece in self._masked:
            return True
        for form in {piece, piece.rstrip("!|+*")}:
            if not _SIGNS.isdisjoint(form) and _look(form) in self._by_look:
                return True
        return False

    def _words_hide(self, bare: str) -> bool:
        """Letters swapped inside a word, words glued, a word cut in two or three."""
        before = last = ""
        for found in _WORD.finditer(bare):
            word = found[0]
            if word in self._swapped or (len(word) >= _GLUED_LEAST and self._glued(word)):
                return True
            two = last + word
            if last and two in self._hot and self._cut(last, word):
                return True
            if before and before + two in self._hot and self._cut(before, last, word):
                return True
            before, last = last, word
        return False

    def _cut(self, *parts: str) -> bool:
        """Whether parts that make a declared word are no words themselves."""
        return self._hot.isdisjoint(parts) and not all(known(part) or part in _SMALL for part in parts)

    def _glued(self, word: str) -> bool:
        """Is the word a declared one and others, end to end?

        « dépendre » and « violente » are not: a short word beside it is a syllable.
        """
        if word in self._hot or not self._holds(word) or known(word):
            return False
        rows = {
            0: (False, False)
        }  # by where a row of words ends: is one declared, is one more than two letters long beside it
        for end in range(2, len(word) + 1):
            for start in range(max(0, end - _PART), end - 1):
                part = word[start:end]
                hot = part in self._hot
                if start in rows and (hot or part in (_LONG if end == len(word) else _SMALL)):
                    declared, beside = rows[start]
                    found = rows.get(end, (False, False))
                    rows[end] = max(found, (declared or hot, beside or (len(part) > 2 and (declared or not hot))))
        return rows.get(len(word)) == (True, True)


def _disguised(text: str) -> bool:
    if not _UNUSUAL.search(text):
        return False
    if _TWO_ALPHABETS.search(text) or _CROSSED.search(unicodedata.normalize("NFD", text)):
        return True
    fonts = len(_FONTS.findall(text))
    return fonts >= _FONTS_LEAST and fonts >= _FONTS_SHARE * sum(map(str.isalpha, text))


def _bare(text: str) -> str:
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.lower().replace("œ", "oe")


def _look(word: str) -> str:
    return word.translate(_LEET).translate(_ALIKE)


def _masked(word: str) -> Iterator[str]:
    """The word with a star for one letter, or for two in a row; the first is kept."""
    for at in range(1, len(word)):
        yield f"{word[:at]}*{word[at + 1 :]}"
        if at + 2 <= len(word):
            yield f"{word[:at]}**{word[at + 2 :]}"


def _swapped(word: str) -> Iterator[str]:
    """The word with two neighbouring letters inside it swapped."""
    for at in range(1, len(word) - 2):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]

"""Folding of texts to plain lower-case letters, every character keeping its place in the original.

Folding undoes what writers add to be seen or to hide: capitals, accents, letters of other alphabets
or of mathematical fonts that look Latin, invisible marks, digits in place of letters (« s4le »),
letters drawn out (« saaaale ») or set apart (« s a l e »). Linear in the length of the text,
whatever it holds; lone surrogates and control characters included.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Codes: TypeAlias = npt.NDArray[np.uint32]
Places: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]

SPACE, END, _STAR = 32, 10, 42
"""Code of a blank, and terminator of each text of a batch."""

_TABLE = 0x20000
_ALPHABETS = ((0, 0x3000), (0xFB00, 0x10000), (0x1D400, 0x1D800), (0x1F100, 0x1F200))
_LOOKALIKES = dict(zip("аеорсухіѕԁѵοαικντρυßøđłı", "aeopcyxisdvoaikvtpusodli", strict=True))
_APART = {"œ": "oe", "æ": "ae", "ﬁ": "fi", "ﬂ": "fl", "ĳ": "ij", "…": ".."}
_LEET = dict(zip("0134578@$€", "oieastbase", strict=True))
_UNFIT = "\uffff"
"""Stands, in `fold_quickly`, for a character that folds to none or to two, or that a pattern takes
for a letter where `fold` does not, or the other way round.
"""
_TO_REPAIR = re.compile(
    rf"{_UNFIT}|[^\W0-9_](?:[{re.escape(''.join(_LEET))}*][^\W0-9_]|(?:[\W_][^\W0-9_]){{3}})|([^\W0-9_])\1\1"
)
"""Marks of a text worth folding in full: leet, letters set apart, letters drawn out.

It may see some where there are none.
"""
_QUOTES = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}


class FoldedBatch(NamedTuple):
    """A batch: the folded characters of all texts, each text closed by END.

    `place` is the index of each character in its own text; `text` the number of the text it belongs
    to; `letter` tells letters and digits; `leet` tells digits read as letters.
    """

    codes: Codes
    place: Places
    text: Places
    letter: Mask
    leet: Mask


class Plain(NamedTuple):
    """One folded text as a string; `place[i]` is the index in the original of its i-th character,
    and `place[-1]` its length.
    """

    text: str
    place: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that [start, end) of the folded text stands for; `end` is
        excluded on both sides.
        """
        if start >= end:
            return self.place[start], self.place[start]
        return self.place[start], self.place[end - 1] + 1


@cache
def _tables() -> tuple[Codes, Mask, Codes, Mask]:
    """Tables by code point: what it folds to (0: nothing), is it a letter or digit, the letter its
    leet stands for, does it become two.
    """
    to: Codes = np.arange(_TABLE, dtype=np.uint32)
    for first, last in _ALPHABETS:
        for code in range(first, last):
            to[code] = _folded_code(chr(code))
    to[0xFE00:0xFE10] = 0  # variation selectors
    to[0xD800:0xE000] = 0xFFFD
    letters: Mask = np.zeros(_TABLE, dtype=np.bool_)
    for code in range(0x3000):
        letters[code] = chr(code).isalnum()
    letters[0x3040:0xD7B0] = True  # scripts of East Asia
    leet: Codes = np.arange(_TABLE, dtype=np.uint32)
    for sign, letter in _LEET.items():
        leet[ord(sign)] = ord(letter)
    double: Mask = np.zeros(_TABLE, dtype=np.bool_)
    double[[ord(c) for c in _APART] + [ord(c.upper()) for c in _APART if len(c.upper()) == 1]] = True
    return to, letters, leet, double


def _folded_code(char: str) -> int:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if category[0] == "Z" or category == "Cc":
        return SPACE
    char = _QUOTES.get(char, char)
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)).lower()
    if not plain.strip():
        return ord(char)
    return ord(_LOOKALIKES.get(plain[0], plain[0]))


def fold(texts: Sequence[str], *, repair: bool = True) -> FoldedBatch:
    """The texts folded, in one batch; `repair` also undoes leet, drawn-out and set-apart letters.

    Arrays all have the same length: the folded characters plus one END per text.
    """
    to, letters, leet, double = _tables()
    raw = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    text = np.repeat(np.arange(len(texts)), lengths + 1)
    ends = np.cumsum(lengths + 1) - 1
    place = np.arange(len(raw)) - np.repeat(ends - lengths, lengths + 1)
    raw = np.minimum(raw, _TABLE - 1)
    split = double[raw]
    codes = to[raw]
    codes[ends] = END
    if split.any():
        codes, place, text = _set_apart(raw, split, codes, place, text)
    kept = codes != 0
    if not kept.all():
        codes, place, text = codes[kept], place[kept], text[kept]
    letter = letters[codes]
    swapped: Mask = np.zeros(len(codes), dtype=np.bool_)
    if repair:
        codes, letter, swapped = _unleet(codes, letter, leet)
        kept = ~_drawn_out(codes, letter)
        kept &= ~_spelt_out(codes, letter)
        if not kept.all():
            codes, place, text, letter, swapped = codes[kept], place[kept], text[kept], letter[kept], swapped[kept]
    return FoldedBatch(codes, place, text, letter, swapped)


def fold_quickly(text: str) -> str | None:
    """The same characters as `fold` gives, END apart, when each keeps its place and nothing is to
    be repaired; None when `fold` has to say.

    Arrays are quick for many texts; most texts that come alone are folded here, without any.
    """
    folded = text.translate(_quick_table())
    return None if _TO_REPAIR.search(folded) else folded


class _QuickTable(dict[int, str]):
    """Lazy table of what a character folds to."""

    def __missing__(self, code: int) -> str:
        to, letters, _, double = _tables()
        at = min(code, _TABLE - 1)
        found = chr(to[at])
        if double[at] or not to[at] or found.isalnum() != letters[to[at]]:
            found = _UNFIT
        self[code] = found
        return found


@cache
def _quick_table() -> _QuickTable:
    return _QuickTable()


def plain(text: str, *, repair: bool = True) -> Plain:
    """One text folded, as a string."""
    if repair and (quick := fold_quickly(text)) is not None:
        return Plain(quick, tuple(range(len(text) + 1)))
    folded = fold([text], repair=repair)
    return Plain(folded.codes[:-1].tobytes().decode("utf-32-le"), tuple(folded.place.tolist()))


def _set_apart(raw: Codes, split: Mask, codes: Codes, place: Places, text: Places) -> tuple[Codes, Places, Places]:
    """Letters that stand for two become two, both with the place of the one."""
    times = np.where(split, 2, 1)
    first = np.cumsum(times) - times
    codes, place, text = np.repeat(codes, times), np.repeat(place, times), np.repeat(text, times)
    for at in np.flatnonzero(split):
        pair = _APART[chr(raw[at]).lower()]
        codes[first[at]], codes[first[at] + 1] = ord(pair[0]), ord(pair[1])
    return codes, place, text


def _unleet(codes: Codes, letter: Mask, leet: Codes) -> tuple[Codes, Mask, Mask]:
    """A digit or sign between two letters is read as the letter it looks like; a star there stays,
    as part of a masked word.
    """
    stands = leet[codes]
    candidate = (stands != codes) | (codes == _STAR)
    if not candidate.any():
        return codes, letter, candidate
    alphabetic = letter & ~candidate & ((codes < 48) | (codes > 57))
    swapped = np.zeros(len(codes), dtype=np.bool_)
    swapped[1:-1] = candidate[1:-1] & alphabetic[:-2] & alphabetic[2:]
    return np.where(swapped, stands, codes), letter | swapped, swapped


def _drawn_out(codes: Codes, letter: Mask) -> Mask:
    """The third and later of the same letter in a row; « 2000 » stays what it is."""
    extra = np.zeros(len(codes), dtype=np.bool_)
    alphabetic = letter[2:] & ((codes[2:] < 48) | (codes[2:] > 57))
    extra[2:] = alphabetic & (codes[2:] == codes[1:-1]) & (codes[1:-1] == codes[:-2])
    return extra


def _spelt_out(codes: Codes, letter: Mask) -> Mask:
    """The single separators inside a run of four or more lone letters: « s a l e », « s.a.l.e »,
    but not « il y a d'la ».
    """
    size = len(codes)
    extra = np.zeros(size, dtype=np.bool_)
    if size < 7:
        return extra
    alphabetic = letter & ((codes < 48) | (codes > 57))
    lone = alphabetic.copy()
    lone[1:] &= ~letter[:-1]
    lone[:-1] &= ~letter[1:]
    gap = np.zeros(size, dtype=np.bool_)
    gap[1:-1] = ~letter[1:-1] & (codes[1:-1] != END) & lone[:-2] & lone[2:]
    three = np.zeros(size, dtype=np.bool_)  # the first of three gaps, one letter apart
    three[:-4] = gap[:-4] & gap[2:-2] & gap[4:]
    for shift in (0, 2, 4):
        extra[shift:] |= three[: size - shift]
    return extra

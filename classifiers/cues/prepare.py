"""Preparation of texts for matching: folded, one byte a character, a line feed where a sentence
ends, every place known.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from classifiers.cues.alphabet import Alphabet
from classifiers.text.folding import FoldedBatch, fold, fold_quickly

_ENDER = re.compile(rb"(?<=[.!?])[\"')\]]{0,3} ")
_SHORT = re.compile(rb"(?:^|[^a-z0-9])(?:m|mm|mme|mlle|dr|me|st|ste|pr|art|cf|ex|no|p|[a-z])\.$")
_BREAK = re.compile("[\n\r\u2028\u2029\x85]")
_AFTER_BREAK = re.compile('[ \t]{0,8}(?:[\n\r\u2028\u2029\x85]|[-•*–—>"«0-9]|$)')
_TAG = re.compile(r"#\w+")
_CAPITAL = re.compile("(?<=[a-zà-öø-ÿ0-9])[A-ZÀ-ÖØ-Þ]")
_SPACE, _LINE = 32, 10
STRETCH = 1_000
"""Bytes read at once, or a whole sentence: what a long text holds in one place wakes
nothing in another.
"""
MAX_SENTENCE = 2_000
"""Longest sentence; what is longer is read as several: nobody writes such a sentence, and
everything in it would be beside everything else.
"""


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A text and its bytes; `place[i]` is the place in the text of byte i, `ends` are the bytes
    that end sentences, and `stretches` the bytes cut between sentences, [start, end) of each piece.
    """

    text: str
    data: bytes
    place: np.ndarray = field(repr=False)
    ends: tuple[int, ...]
    stretches: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of [start, end) of the bytes."""
        first = int(self.place[start])
        if end <= start:
            return first, first
        stop, limit = int(self.place[end - 1]) + 1, int(self.place[end])
        while stop < limit and (self.text[stop].isalpha() or unicodedata.combining(self.text[stop])):
            stop += 1  # letters drawn out, and marks, which folding leaves out
        return first, stop

    def sentence(self, at: int, around: int = 0) -> tuple[int, int]:
        """The bytes of the sentence that holds byte `at`, or of that one and those around it."""
        number = bisect_left(self.ends, at)
        start = self.ends[number - 1 - around] + 1 if number - around >= 1 else 0
        end = self.ends[number + around] if number + around < len(self.ends) else len(self.data)
        return start, end


def prepare(texts: Sequence[str], alphabet: Alphabet) -> Iterator[PreparedText]:
    """Each text made ready, in order.

    Those that need more than a letter for a letter are folded at once.
    """
    quick = [fold_quickly(text) for text in texts]
    others = _folded([text for text, folded in zip(texts, quick, strict=True) if folded is None], alphabet)
    for text, folded in zip(texts, quick, strict=True):
        raw, place = next(others) if folded is None else (alphabet.encode(folded), np.arange(len(text) + 1))
        if "#" in text:
            raw, place = _tags_apart(text, raw, place)
        ends = _sentence_ends(text, raw, place)
        if ends:
            changed = bytearray(raw)
            for end in ends:
                changed[end] = _LINE
            raw = bytes(changed)
        yield PreparedText(text, raw, place, ends, tuple(_stretches(len(raw), ends)))


def _stretches(size: int, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    while size - start > STRETCH:
        number = max(bisect_right(ends, start + STRETCH) - 1, bisect_right(ends, start))
        end = ends[number] if number < len(ends) else size
        yield start, end
        start = end + 1
    if start < size or not size:
        yield start, size


def _folded(texts: Sequence[str], alphabet: Alphabet) -> Iterator[tuple[bytes, np.ndarray]]:
    """The bytes of each text, and the place of each of them and of the end."""
    if not texts:
        return
    folded = _drawn_out(fold(texts), texts)
    data = alphabet.table[folded.codes]
    starts = np.searchsorted(folded.text, np.arange(len(texts) + 1))
    for number in range(len(texts)):
        first, last = int(starts[number]), int(starts[number + 1])
        yield data[first : last - 1].tobytes(), folded.place[first:last]


def _tags_apart(text: str, data: bytes, place: np.ndarray) -> tuple[bytes, np.ndarray]:
    """The words of « #JusticePourTous » set apart by blanks, which have the place of the capital
    that follows.
    """
    capitals = [
        found.start() for tag in _TAG.finditer(text) for found in _CAPITAL.finditer(text, tag.start(), tag.end())
    ]
    if not capitals:
        return data, place
    at = np.searchsorted(place, capitals)
    apart = np.insert(np.frombuffer(data, dtype=np.uint8), at, _SPACE)
    return apart.tobytes(), np.insert(place, at, place[at])


def _sentence_ends(text: str, data: bytes, place: np.ndarray) -> tuple[int, ...]:
    ends = {
        found.end() - 1 for found in _ENDER.finditer(data) if _ends(text, data, place, found.start(), found.end() - 1)
    }
    for found in _BREAK.finditer(text):
        following = text[found.end() : found.end() + 1]
        if following.isupper() or _AFTER_BREAK.match(text, found.end()):
            at = int(np.searchsorted(place, found.start()))
            if at < len(data) and data[at] == _SPACE:
                ends.add(at)
    return tuple(sorted(ends)) if len(data) <= MAX_SENTENCE else tuple(_none_too_long(data, sorted(ends)))


def _none_too_long(data: bytes, ends: list[int]) -> Iterator[int]:
    """The ends of sentences, and blanks inside those that are too long."""
    start = 0
    for end in (*ends, len(data)):
        while end - start > MAX_SENTENCE:
            at = data.rfind(b" ", start + 1, start + MAX_SENTENCE)
            at = at if at >= 0 else data.find(b" ", start + MAX_SENTENCE, end)
            if at < 0:
                break
            yield at
            start = at + 1
        if end < len(data):
            yield end
        start = end + 1


def _ends(text: str, data: bytes, place: np.ndarray, after: int, space: int) -> bool:
    """Whether the dot before `after` ends a sentence: not that of « M. », nor dots that only
    pause.
    """
    if data[after - 1] != ord("."):
        return True
    following = text[int(place[space + 1]) : int(place[space + 1]) + 1]
    if data[after - 2 : after - 1] == b".":
        return following.isupper()
    return _SHORT.search(data, max(0, after - 6), after) is None


def _drawn_out(folded: FoldedBatch, texts: Sequence[str]) -> FoldedBatch:
    """Of letters drawn out (« mooort »), which folding leaves twice, keeps one."""
    codes, place = folded.codes, folded.place
    twice = np.flatnonzero((codes[:-2] == codes[1:-1]) & folded.letter[:-2] & (place[2:] - place[1:-1] > 1))
    if not len(twice):
        return folded
    kept = np.ones(len(codes), dtype=np.bool_)
    for at in twice.tolist():
        text, following = texts[int(folded.text[at])], int(place[at + 1]) + 1
        if text[following : following + 1].isalpha():
            kept[at + 1] = False
    return FoldedBatch(codes[kept], place[kept], folded.text[kept], folded.letter[kept], folded.leet[kept])

"""Tokeniser: texts into numbers of the vocabulary, word by word: no entry of it goes past the blank
before a word, so each word is split by itself.

Texts are written with few words: what a word gives is remembered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

from classifiers.encoder.tokens import MAX_READ

WORDS, LONGEST = 1 << 16, 40
"""Words remembered, the latest asked for, and the longest of them: only machines write longer ones,
each once.
"""
BEFORE = "a"
BEGIN, END, UNKNOWN = 1, 2, 0
"""The numbers that open and close a text, and that of what is in no entry."""


class Splitter(Protocol):
    """Splits a text into entries of a vocabulary (unigrams, Kudo 2018)."""

    def encode(self, texts: str, out_type: type = int, add_bos: bool = True, add_eos: bool = True) -> Any:
        """The numbers of the entries."""


class TokenVocabulary:
    """Tokeniser that splits texts as its splitter does, word by word."""

    def __init__(self, splitter: Splitter) -> None:
        self._splitter = splitter
        self._before = len(self._split(BEFORE))
        self._short = lru_cache(maxsize=WORDS)(self._word)

    def numbers(self, text: str) -> list[int]:
        """The numbers of the first characters of a text, between the number that opens and the one
        that closes.
        """
        cut = text[:MAX_READ].encode("utf-8", "replace").decode()
        numbers = [BEGIN]
        for word in cut.split(" "):
            if word:
                numbers += self._short(word) if len(word) <= LONGEST else self._word(word)
        if len(numbers) == 1:
            numbers.append(UNKNOWN)
        numbers.append(END)
        return numbers

    def _word(self, word: str) -> tuple[int, ...]:
        """The numbers of a word after another: none where nothing of it can be read, which alone
        would be unknown.
        """
        return tuple(self._split(f"{BEFORE} {word}")[self._before :])

    def _split(self, text: str) -> list[int]:
        numbers: list[int] = self._splitter.encode(text, out_type=int, add_bos=False, add_eos=False)
        return numbers

"""The encoder that is shipped: the vocabulary and the forward pass, on the weights of the
package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from threading import Lock

import numpy as np

from classifiers.encoder import package
from classifiers.encoder.forward import ForwardPass
from classifiers.encoder.threads import one_thread
from classifiers.encoder.tokens import TOKEN, VECTOR, Sight, Signs, Tokens
from classifiers.encoder.vocabulary import TokenVocabulary

BUDGET = 1_024
"""Tokens worked on at once: the weights are read once for all of them, and what they need stays
near the processor.
"""


class SentenceEncoder:
    """Multilingual USE v3 on one thread, for one caller at a time; weights are read at the first
    text.

    Of a text, the first 600 characters are read.
    """

    def __init__(self) -> None:
        self._turn = Lock()

    @cached_property
    def _vocabulary(self) -> TokenVocabulary:
        return TokenVocabulary(package.splitter())

    @cached_property
    def _forward(self) -> ForwardPass:
        return ForwardPass(package.weights())

    def read(self, texts: Sequence[str]) -> Tokens:
        """As `TokenReader.read`."""
        with self._turn, one_thread():
            parts = [self._forward.tokens(group) for group in self._groups(texts)]
        if not parts:
            return Tokens(np.zeros((0, TOKEN), np.float32), np.zeros(0, np.int64), np.zeros((0, VECTOR), np.float32))
        return parts[0] if len(parts) == 1 else Tokens(*map(np.concatenate, zip(*parts, strict=True)))

    def look(self, texts: Sequence[str], signs: Signs) -> Sight:
        """As `TokenReader.look`."""
        with self._turn, one_thread():
            return self._forward.look(self._groups(texts), signs)

    def forget(self) -> None:
        """Empties the cache of tokens. What was read before moves the last digits of what is read
        next: after this, the same texts in the same order give the same bits.
        """
        with self._turn:
            if "_forward" in self.__dict__:  # nothing to empty before the first text
                self._forward.forget()

    def _groups(self, texts: Iterable[str]) -> Iterator[list[list[int]]]:
        """The numbers of texts to work on at once, in order."""
        group: list[list[int]] = []
        count = 0
        for numbers in map(self._vocabulary.numbers, texts):
            if group and count + len(numbers) > BUDGET:
                yield group
                group, count = [], 0
            group.append(numbers)
            count += len(numbers)
        if group:
            yield group


def shipped_encoder() -> SentenceEncoder | None:
    """The encoder, or None when its package is not installed."""
    return SentenceEncoder() if package.available() else None

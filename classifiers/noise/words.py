"""The classes of words that the filter sees as one: groups, hostile words, negation, who speaks, whom they speak of."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import yaml

from classifiers.noise.hashing import MAX_WORD, word_code

Codes: TypeAlias = npt.NDArray[np.uint64]
_ENDINGS = ("", "s", "e", "es", "x", "ne", "nes", "le", "les")


class WordClasses(NamedTuple):
    """`codes` are the word codes in order, `classes` the class of each, from 1; `names[i - 1]` names class i."""

    names: tuple[str, ...]
    codes: Codes
    classes: npt.NDArray[np.uint8]

    def of(self, words: Codes) -> npt.NDArray[np.uint8]:
        """The class of each word code; 0 for a word of none."""
        at = np.minimum(np.searchsorted(self.codes, words), len(self.codes) - 1)
        return np.where(self.codes[at] == words, self.classes[at], 0).astype(np.uint8)

    def number(self, name: str) -> int:
        """The number of a class. Raises ValueError for an unknown name."""
        return self.names.index(name) + 1


def forms(word: str) -> tuple[str, ...]:
    """The forms a listed word stands for: itself, or with `*` its usual plurals and feminines."""
    return tuple(word[:-1] + ending for ending in _ENDINGS) if word.endswith("*") else (word,)


def words_text() -> bytes:
    """The shipped list, as bytes: part of what the model's digest covers."""
    return resources.files("classifiers.noise").joinpath("words.yaml").read_bytes()


@cache
def word_classes() -> WordClasses:
    """The shipped classes. Raises ValueError when a form is listed in two classes."""
    listed: dict[str, list[str]] = yaml.safe_load(words_text())
    of: dict[str, int] = {}
    for number, words in enumerate(listed.values(), 1):
        for form in (form for word in words for form in forms(word)):
            if of.setdefault(form[:MAX_WORD], number) != number:
                raise ValueError(f"words.yaml : `{form}` est dans deux classes")
    codes = np.array([word_code(w) for w in of], dtype=np.uint64)
    order = np.argsort(codes)
    return WordClasses(tuple(listed), codes[order], np.array(list(of.values()), dtype=np.uint8)[order])

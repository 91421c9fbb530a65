"""Spellings that hide a word from a filter: digits for letters, spaces added or dropped, letters swapped, dropped or doubled.

They measure what the filter keeps under attack; seeded, so that a measure can be repeated.
"""

from __future__ import annotations

import random
from collections.abc import Callable

_LEET = {"o": "0", "i": "1", "e": "3", "a": "4", "s": "5", "t": "7"}


def leet(word: str, chance: random.Random) -> str:
    """Digits for letters, inside the word."""
    return word[:1] + "".join(_LEET.get(c, c) if chance.random() < 0.7 else c for c in word[1:-1]) + word[-1:]


def swap(word: str, chance: random.Random) -> str:
    """Two neighbouring letters inside the word swapped."""
    at = chance.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def drop(word: str, chance: random.Random) -> str:
    """A letter inside the word dropped."""
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1 :]


def double(word: str, chance: random.Random) -> str:
    """A letter drawn out."""
    at = chance.randrange(1, len(word))
    return word[:at] + word[at] * chance.randrange(1, 4) + word[at:]


def spread(word: str, chance: random.Random) -> str:
    """The letters set apart, by blanks or dots."""
    return chance.choice(" .-").join(word)


def mask(word: str, chance: random.Random) -> str:
    """A vowel replaced by a star."""
    vowels = [i for i, c in enumerate(word[1:-1], 1) if c in "aeiouyé"]
    if not vowels:
        return word
    at = chance.choice(vowels)
    return word[:at] + "*" + word[at + 1 :]


def join(words: list[str], at: int) -> list[str]:
    """The space after a word dropped."""
    return [*words[:at], "".join(words[at : at + 2]), *words[at + 2 :]]


ATTACKS: dict[str, Callable[[str, random.Random], str]] = {
    "leet": leet,
    "swap": swap,
    "drop": drop,
    "double": double,
    "spread": spread,
    "mask": mask,
}


def attacked(text: str, chance: random.Random, kind: str | None = None) -> str:
    """A copy of the text where one word in four of five letters or more (one at least) is misspelt; kind: one attack, or any."""
    words = text.split(" ")
    long = [i for i, w in enumerate(words) if len(w) >= 5 and w.isalpha()]
    if not long:
        return text
    for i in chance.sample(long, max(1, len(long) // 4)):
        words[i] = ATTACKS[kind or chance.choice(list(ATTACKS))](words[i], chance)
    if kind is None and len(words) > 3 and chance.random() < 0.3:
        words = join(words, chance.randrange(len(words) - 1))
    return " ".join(words)

"""Password policy: long, and not something that a few tries would find."""

from __future__ import annotations

import itertools
import re

from api.kit.passwords import MIN_LENGTH
from textfile.text import Text

LEAST_DIFFERENT = 5
_LONGEST_PATTERN = 4
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "&é\"'(-è_çà)=",
)
"""What fingers follow without thinking: the alphabet, digits, keyboards."""
_NAMES = ("qualif", "motdepasse", "password")
_SHORT = Text(fr=f"trop court : au moins {MIN_LENGTH} caractères", en=f"too short: at least {MIN_LENGTH} characters")
_FEW = Text(
    fr=f"trop peu de caractères différents : au moins {LEAST_DIFFERENT}",
    en=f"too few different characters: at least {LEAST_DIFFERENT}",
)
_PATTERN = Text(
    fr="un motif répété, ou une suite de l'alphabet ou du clavier",
    en="a repeated pattern, or a run of the alphabet or of the keyboard",
)
_NAME = Text(
    fr="fait du nom de connexion ou d'un mot trop attendu", en="made of the sign-in name or of a word too expected"
)


def weakness(password: str, login: str) -> Text | None:
    """Weakness for which a password is refused for the account of this name; None when it is
    good.
    """
    if len(password) < MIN_LENGTH:
        return _SHORT
    plain = password.casefold()
    if len(set(plain)) < LEAST_DIFFERENT:
        return _FEW
    if _repeats(plain) or _left_of_runs(plain) < LEAST_DIFFERENT:
        return _PATTERN
    words = {login.casefold(), *re.split(r"[._@-]", login.casefold()), *_NAMES}
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, "") if len(word) >= _LONGEST_PATTERN else plain
    return _NAME if len(set(plain)) < LEAST_DIFFERENT or len(plain) < MIN_LENGTH // 2 else None


def _repeats(plain: str) -> bool:
    """Whether it is one short pattern over and over, the last time cut or not."""
    return any(
        plain == (plain[:size] * len(plain))[: len(plain)]
        for size in range(1, max(_LONGEST_PATTERN, len(plain) // 2) + 1)
    )


def _left_of_runs(plain: str) -> int:
    """Number of characters that do not follow the one before, either way, in the alphabet, among
    digits or on a keyboard.
    """
    runs = [row for known in _ROWS for row in (known, known[::-1])]
    return sum(not any(two in row for row in runs) for two in map("".join, itertools.pairwise(plain))) + 1

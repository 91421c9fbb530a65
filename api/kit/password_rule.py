"""Password policy: long, and not something that a few tries would find."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from api.kit.common_passwords import WORDS, is_common
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
_INSTEAD = str.maketrans("013457@$!éèêàâîôûç", "oieastasieeeaaiouc")
"""Characters that stand for a letter in words of passwords."""
_FEW_WORDS = 2
"""Of so many common words at most, a password is one of them with a little beside; of more, a
phrase.
"""
_SHORT = Text(fr=f"trop court : au moins {MIN_LENGTH} caractères", en=f"too short: at least {MIN_LENGTH} characters")
_FEW = Text(
    fr=f"trop peu de caractères différents : au moins {LEAST_DIFFERENT}",
    en=f"too few different characters: at least {LEAST_DIFFERENT}",
)
_PATTERN = Text(
    fr="un motif répété, ou une suite de l'alphabet ou du clavier",
    en="a repeated pattern, or a run of the alphabet or of the keyboard",
)
_COMMON = Text(
    fr="parmi les mots de passe les plus courants, ou fait d'un mot qui y revient",
    en="among the most common passwords, or made of a word that they repeat",
)
_NAME = Text(
    fr="fait du nom de connexion ou d'un mot trop attendu", en="made of the sign-in name or of a word too expected"
)


def weakness(password: str, login: str, expected: Sequence[str] = ()) -> Text | None:
    """Weakness for which a password is refused for the account of this name; None when it is good.
    `expected`: words of the organisation, which somebody would try.
    """
    if len(password) < MIN_LENGTH:
        return _SHORT
    plain = password.casefold()
    if len(set(plain)) < LEAST_DIFFERENT:
        return _FEW
    if _repeats(plain) or _left_of_runs(plain) < LEAST_DIFFERENT:
        return _PATTERN
    if is_common(plain):
        return _COMMON
    own = {login.casefold(), *re.split(r"[._@-]", login.casefold()), *(word.casefold() for word in expected)}
    if _is_little(_without(plain, own)):
        return _NAME
    letters = plain.translate(_INSTEAD)
    common = {word for word in WORDS if len(word) >= _LONGEST_PATTERN and word in letters}
    within = {word for word in common if not any(word != other and word in other for other in common)}
    return _COMMON if len(within) <= _FEW_WORDS and _is_little(_without(letters, own | within)) else None


def _without(plain: str, words: set[str]) -> str:
    """What is left of a password without some words, the longest first."""
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, "") if len(word) >= _LONGEST_PATTERN else plain
    return plain


def _is_little(left: str) -> bool:
    return len(set(left)) < LEAST_DIFFERENT or len(left) < MIN_LENGTH // 2


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

"""Language identification: is a text recognisably French?

The question of a reader who may put aside only what he can read.

A model of 139 languages says which one a text looks most like; where it hesitates (a chat line,
names, slang), known French words speak for French. Then the stretch of the text with most unknown
words is asked for alone: a foreign sentence inside a French one is found. How both were chosen and
measured: docs/decisions/0020. Linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from textfile.reader import read_bytes

ENOUGH = 0.2
"""The mean of what words say, from which a text is French whatever the model says."""
STRETCH = 4.0
"""Threshold of foreignness of a stretch, in unknown words less what known ones say against, to be
asked for alone.
"""
_KNOWN, _BOTH, _SILENT, _UNKNOWN, _OTHER_LETTERS = 1.0, 0.4, 0.0, -1.0, -2.0

_NO_WORD = re.compile(r"[@#]\w+|https?://\S+")
_WORD = re.compile(r"[^\W\d_]+")
_DRAWN_OUT = re.compile(r"(.)\1\1+")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿæ")


def recognised(text: str) -> bool:
    """True when the text, all of it, reads as French."""
    text = _NO_WORD.sub(" ", unicodedata.normalize("NFC", text))
    found = [(match, _says(match[0])) for match in _WORD.finditer(text)]
    if not found:
        return False
    if sum(says for _, says in found) < ENOUGH * len(found) and not _looks_french(text):
        return False
    stretch = _most_foreign(found)
    return stretch is None or _looks_french(text[stretch[0] : stretch[1]])


def known(word: str) -> bool:
    """Is a word French, and no more at home elsewhere?

    Accents may be left out, letters drawn out.
    """
    return _says(word) > 0


def _says(word: str) -> float:
    word = _DRAWN_OUT.sub(r"\1", word.lower().replace("œ", "oe"))
    found = _words().get(word)
    if found is not None:
        return found
    return _UNKNOWN if _LETTERS.issuperset(word) else _OTHER_LETTERS


def _most_foreign(found: list[tuple[re.Match[str], float]]) -> tuple[int, int] | None:
    """The span of the stretch that weighs most, where it weighs enough."""
    best = weight = 0.0
    start, span = 0, None
    for match, says in found:
        if weight <= 0:
            weight, start = 0.0, match.start()
        weight += _against(match[0], says)
        if weight > best:
            best, span = weight, (start, match.end())
    return span if best >= STRETCH else None


def _against(word: str, says: float) -> float:
    """The weight of a word in a foreign stretch; a name's is little."""
    if says == _KNOWN:
        return -1.5
    if says >= 0:
        return -0.4 if says == _BOTH else -0.1
    return 0.3 if word.istitle() else 1.0 if says == _UNKNOWN else 1.5


def _looks_french(text: str) -> bool:
    return bool(_model().classify(text)[0] == "fr")


@cache
def _model() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)


@cache
def listed() -> bytes:
    """The list of words, as it is written."""
    return resources.files("classifiers.text").joinpath("french.yaml").read_bytes()


@cache
def _words() -> dict[str, float]:
    """The score of each listed word; a word written without its accents says the same, unless it is
    listed itself.
    """
    lists: dict[str, str] = read_bytes(listed(), "french.yaml").data
    says = dict.fromkeys(lists["elsewhere"].split(), _SILENT) | dict.fromkeys(lists["both"].split(), _BOTH)
    for word in (lists["messages"] + lists["words"]).split():
        says[word] = _KNOWN
        says.setdefault("".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)), _KNOWN)
    return says

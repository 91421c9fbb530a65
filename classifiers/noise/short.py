"""Texts too short to judge, counted as a reader counts, and texts that are addresses only.

Linear in the length of the text.
"""

from __future__ import annotations

import re

from classifiers.text.folding import plain

_DEFANGED = re.compile(r" ?[\[({] ?(\.|:|://|@|dot|point|at|arobase) ?[\])}] ?", re.IGNORECASE)
_MEANT = {"dot": ".", "point": ".", "at": "@", "arobase": "@"}
_CHUNK = re.compile(r"[^\s,;|<>\"«»“”]+")
_EDGES = "()[]{}'’‘`*_~!?.…:-–—"
_ADDRESS = re.compile(
    r"""[a-z][a-z0-9+-]{1,15}:[/\\]{2}[^/\\]                                    # any scheme: https://, hxxp://, ftp://
    | ^(?:magnet|mailto|ftp|sftp|data|ed2k|tg|tel|bitcoin|javascript):\S
    | ^www\.\S | ^@url$
    | ^[^@]+@[^@.]+\.[^@]+$
    | ^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?:/.*)?$
    | ^(?:[\w-]{1,63}\.)+(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})(?::\d{1,5})?(?:[/?\#].*)?$  # exemple.fr, whatever the ending
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SIGN = re.compile("[.:@]")
"""What every address holds."""
_HANDLE = re.compile(r"@\w+")
_WORD = re.compile(r"[^\W_]+(?:['‐‑-]+[^\W_]+)*")
_LETTER = re.compile(r"[^\W\d_]")
_ELIDED = frozenset("cdjlmnst")


def count(text: str) -> tuple[int, bool]:
    """The number of words a reader counts in the text, addresses and names of accounts left out,
    and does it hold an address.

    What is elided or joined by a hyphen belongs to its word: « J'ai peur » and « aide-moi vite »
    are two.
    """
    chunks = _CHUNK.findall(_DEFANGED.sub(_undone, " ".join(text.split())))
    kept = [chunk for chunk in chunks if not (_SIGN.search(bare := chunk.strip(_EDGES)) and _ADDRESS.search(bare))]
    read = " ".join(chunk for chunk in kept if not ("@" in chunk and _HANDLE.fullmatch(chunk.strip(_EDGES))))
    return sum(_counts(word) for word in _WORD.findall(plain(read).text)), len(kept) < len(chunks)


def _undone(match: re.Match[str]) -> str:
    sign = match[1].lower()
    return _MEANT.get(sign, sign)


def _counts(word: str) -> bool:
    return _LETTER.search(word) is not None and word not in _ELIDED

"""Identifiers that sort by time of making: `rep_` and 26 characters."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
_lock = threading.Lock()
_last = 0


def pattern(prefix: str) -> str:
    """The regular expression of the identifiers with a prefix."""
    return rf"^{prefix}_[0-9a-hjkmnp-tv-z]{{{LENGTH}}}$"


def new_id(prefix: str, moment: datetime) -> str:
    """A new identifier: 48 bits of milliseconds, then 80 random bits (the layout of a ULID).

    Those that one process makes in the same millisecond follow each other: the order of making is the order of names.
    """
    global _last
    milliseconds = int(moment.timestamp() * 1000)
    with _lock:
        number = (
            _last + 1 + secrets.randbits(40)
            if _last >> 80 == milliseconds
            else milliseconds << 80 | secrets.randbits(79)
        )
        _last = number
    return f"{prefix}_" + "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))

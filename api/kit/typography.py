"""French typography, applied to what the service itself writes; never to a text that was
reported.
"""

from __future__ import annotations

import re

NARROW = "\u202f"
"""Narrow no-break space."""
FIXED = "\u00a0"
"""No-break space."""

_BEFORE = re.compile(r" (?=[;:!?»€%])")
_AFTER_OPENING = re.compile(r"(?<=«) ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_CLASS = re.compile(r"\b([1-5])e (?=classe\b)")
_ABBREVIATION = re.compile(r"\b(art\.|al\.|n°|p\.|CP|CPP|§) (?=[\dLRD])")


def french(text: str) -> str:
    """The text with the spaces that must not break made narrow or fixed, none written that was not
    there; « 5e classe » as « 5ᵉ classe ».
    """
    text = _BEFORE.sub(NARROW, text)
    text = _AFTER_OPENING.sub(NARROW, text)
    text = _THOUSANDS.sub(NARROW, text)
    text = _CLASS.sub(rf"\1ᵉ{FIXED}", text)
    return _ABBREVIATION.sub(rf"\1{FIXED}", text)


def typeset(text: str, language: str) -> str:
    """The text as it is set in its language."""
    return french(text) if language == "fr" else text

"""French typography, applied to what the service itself writes; never to a text that was
reported.
"""

from __future__ import annotations

import re

from api.kit.report_caches import report_cache

NARROW = "\u202f"
"""Narrow no-break space."""
FIXED = "\u00a0"
"""No-break space."""

_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w«])")
_BEFORE = re.compile(r" (?=[;:!?»€%])")
_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_CLASS = re.compile(r"\b([1-5])e (?=classe\b)")
_FIRST = re.compile(r"\b1er\b")
_ARTICLE = re.compile(r"\b([LRD])\. ?(?=\d)")
_ABBREVIATION = re.compile(r"\b(art\.|al\.|n°|p\.|CP|CPP|§) (?=[\dLRD])")
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DAY = re.compile(rf"\b(\d{{1,2}}|1ᵉʳ) (?=(?:{_MONTHS})\b)")


MAX_TEXTS = 8_192
"""Texts remembered as they are set: a page of a case sets seven hundred, nearly all labels of the
law. Messages are among them, with what they say of a report.
"""


@report_cache(MAX_TEXTS)
def french(text: str) -> str:
    """The text with its apostrophes curved, and the spaces that must not break made narrow or
    fixed; no space is written that was not there, but in « R.625-7 ». « 5e classe » is set as « 5ᵉ
    classe », « 1er » as « 1ᵉʳ ».
    """
    if "'" in text:
        text = _APOSTROPHE.sub("’", text)
    text = _BEFORE.sub(NARROW, text)
    if "« " in text:
        text = text.replace("« ", f"«{NARROW}")
    if _DIGIT.search(text) is not None:
        text = _THOUSANDS.sub(NARROW, text)
        text = _CLASS.sub(rf"\1ᵉ{FIXED}", text)
        text = _FIRST.sub("1ᵉʳ", text)
        text = _DAY.sub(rf"\1{FIXED}", text)
        text = _ARTICLE.sub(rf"\1.{FIXED}", text)
    return _ABBREVIATION.sub(rf"\1{FIXED}", text)


def typeset(text: str, language: str) -> str:
    """The text as it is set in its language."""
    return french(text) if language == "fr" else text

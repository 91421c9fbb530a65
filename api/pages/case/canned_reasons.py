"""Usual reasons to uphold another offence than the one suggested, which a person chooses and may
edit.
"""

from __future__ import annotations

from api.kit.typography import typeset
from api.pages.case.messages import CANNED
from api.pages.shell.parts import Option
from textfile.text import Language


def canned_reasons(language: Language) -> tuple[Option, ...]:
    """Those offered, in a language."""
    place = 0 if language == "fr" else 1
    return tuple(Option(name, typeset(words[place], language)) for name, words in CANNED.items())


def canned_reason(name: str) -> str:
    """The reason of this name, in French as reasons are written; empty when there is none."""
    return CANNED[name][0] if name in CANNED else ""

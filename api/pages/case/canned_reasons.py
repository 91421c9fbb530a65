"""Usual reasons to uphold another offence than the one suggested, which a person chooses and may
edit.
"""

from __future__ import annotations

from api.kit.typography import typeset
from api.pages.case.messages import CANNED
from api.pages.shell.parts import Option
from textfile.text import Language

_PLACES: dict[Language, int] = {"fr": 0, "en": 1}


def canned_reasons(language: Language) -> tuple[Option, ...]:
    """Those offered, in a language."""
    return tuple(Option(name, typeset(words[_PLACES[language]], language)) for name, words in CANNED.items())


def canned_reason(name: str, language: Language) -> str:
    """The reason of this name, in a language; empty when there is none."""
    return CANNED[name][_PLACES[language]] if name in CANNED else ""

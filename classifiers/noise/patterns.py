"""Faults of regular expressions that RE2 refuses, in a few words, with the character where they
start.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import re2

SHOWN = 20
"""Characters of a pattern that are shown from its fault on."""
_WORDS = {
    "missing )": "parenthèse ouverte et non fermée",
    "unexpected )": "parenthèse fermée et non ouverte",
    "missing ]": "crochet ouvert et non fermé",
    "bad repetition operator": "répétition d'une répétition",
    "no argument for repetition operator": "rien à répéter",
    "invalid repetition size": "nombre de répétitions refusé",
    "invalid character class range": "classe de signes refusée",
    "invalid escape sequence": "échappement inconnu",
    "invalid perl operator": "groupe `(?…` que RE2 n'a pas",
    "invalid named capture group": "nom de groupe mal écrit",
    "trailing \\": "`\\` en fin de motif",
}


class PatternFault(NamedTuple):
    """What is wrong in a pattern, and from which of its characters, counted from 0."""

    reason: str
    position: int


def pattern_fault(pattern: str) -> PatternFault | None:
    """The first fault of a pattern; None when RE2 takes it."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else b""
        kind, _, fragment = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).partition(": ")
        return PatternFault(_WORDS.get(kind, "expression que RE2 refuse"), _position(pattern, kind, fragment))
    return None


def _position(pattern: str, kind: str, fragment: str) -> int:
    """RE2 gives a fragment, but for parentheses, of which it gives the whole pattern: Python's own
    expressions say where those are.
    """
    if kind in ("missing )", "unexpected )"):
        try:
            re.compile(pattern)
        except re.error as error:
            return error.pos or 0
    return max(pattern.find(fragment), 0)

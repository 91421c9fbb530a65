"""Quotations found again in the words of a report, letter for letter once both are folded."""

from __future__ import annotations

import re
from typing import NamedTuple

from classifiers.text.folding import Plain, plain

_SPACES = re.compile(r"\s+")
_MARKS = " \t\n\r\"'«»“”‘’.,;:…-–—"
"""What a model adds around a quotation."""
LEAST_LETTERS = 2


class QuotedPlace(NamedTuple):
    """Place [start, end) of a quotation in the words it comes from."""

    start: int
    end: int


class QuotedWords:
    """The words of one voice, folded once, in which quotations are looked up."""

    def __init__(self, words: str) -> None:
        self._forms = [_spaced(plain(words, repair=False))]
        repaired = _spaced(plain(words))
        if repaired.text != self._forms[0].text:
            self._forms.append(repaired)

    def place(self, quotation: str) -> QuotedPlace | None:
        """The first place of a quotation as whole words; None where it is not there, or says too
        little to be looked for.
        """
        bare = quotation.strip(_MARKS)
        for form, repair in zip(self._forms, (False, True), strict=False):
            looked_for = _SPACES.sub(" ", plain(bare, repair=repair).text).strip()
            if sum(map(str.isalnum, looked_for)) < LEAST_LETTERS:
                return None
            at = _whole(form.text, looked_for)
            if at is not None:
                return QuotedPlace(*form.span(at, at + len(looked_for)))
        return None


def _whole(text: str, looked_for: str) -> int | None:
    at = text.find(looked_for)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(looked_for) : at + len(looked_for) + 1]
        inside = (looked_for[0].isalnum() and before.isalnum()) or (looked_for[-1].isalnum() and after.isalnum())
        if not inside:
            return at
        at = text.find(looked_for, at + 1)
    return None


def _spaced(folded: Plain) -> Plain:
    """One blank for several; places follow."""
    kept = [
        number
        for number, letter in enumerate(folded.text)
        if not letter.isspace() or (number > 0 and not folded.text[number - 1].isspace())
    ]
    text = "".join(" " if folded.text[number].isspace() else folded.text[number] for number in kept)
    return Plain(text, (*(folded.place[number] for number in kept), folded.place[-1]))

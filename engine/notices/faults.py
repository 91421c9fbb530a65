"""Faults of a notice: all at once, each with its remedy, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textfile.text import COLON, Language, Text


@dataclass(frozen=True, slots=True)
class NoticeFault:
    """One thing that stands against a notice.

    `code` is one of: `missing`, `unconfirmed`, `not_established`, `not_confirmed`,
    `not_applicable`, `unknown_code`, `mixed`, `one_only`, `too_long`, `expired`, `unfilled`,
    `shape`. `place` is where, in the case file or in the wordings, in any language.
    """

    code: str
    place: str
    what: Text
    remedy: Text

    def __str__(self) -> str:
        return self.in_("fr")

    def in_(self, language: Language) -> str:
        """The whole fault on one line."""
        return f"{self.place}{COLON[language]}{self.what.in_(language)} — {self.remedy.in_(language)}"


class NoticeError(Exception):
    """A notice that is not written. Carries every fault found."""

    def __init__(self, faults: Iterable[NoticeFault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(map(str, self.faults)))

"""Validation faults of a report, in both languages: one object per field, and the error that
carries them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textfile.quoting import quoted
from textfile.text import COLON, SEMICOLON, Language, Text


@dataclass(frozen=True, slots=True)
class FieldFault:
    """Validation fault of one field of a report, with its remedy.

    `field` names its place in any language.
    """

    field: str
    what: Text
    remedy: Text | None = None

    def __str__(self) -> str:
        return self.in_("fr")

    def in_(self, language: Language) -> str:
        """The whole fault on one line."""
        remedy = f" ({self.remedy.in_(language)})" if self.remedy is not None else ""
        return f"{self.field}{COLON[language]}{self.what.in_(language)}{remedy}"

    @property
    def message(self) -> str:
        """The fault, as diagnostics of rules say it: in French."""
        return self.what.fr

    @property
    def hint(self) -> str:
        """The remedy, as diagnostics of rules say it: in French, empty when there is nothing to
        add.
        """
        return self.remedy.fr if self.remedy is not None else ""

    @property
    def fact(self) -> str | None:
        """The fact the fault is about, where it is about one."""
        first, *rest = self.field.split(".")
        return rest[0] if first == "facts" and rest else None


class ReportError(Exception):
    """A report that cannot be taken; carries its faults."""

    def __init__(self, faults: Iterable[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.in_("fr"))

    def in_(self, language: Language) -> str:
        """Every fault on one line."""
        return SEMICOLON[language].join(fault.in_(language) for fault in self.faults)


def refused(where: str, raw: Any, remedy: Text) -> ReportError:
    """A value that its field cannot have."""
    what = Text(fr=f"valeur refusée : {quoted(raw)}", en=f"value refused: {quoted(raw, 'en')}")
    return ReportError([FieldFault(where, what, remedy)])

"""Diagnostics: one object for every fault found in a ruleset or a report: code, place, message,
remedy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textfile.codes import CODES, explained


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file. Line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Diagnostic of one fault; its code is one of the catalogue, and `related` are other places
    that explain it.
    """

    code: str
    place: Place
    message: str
    hint: str = ""
    related: tuple[tuple[Place, str], ...] = ()

    @property
    def warning(self) -> bool:
        """Severity: a warning does not refuse the ruleset."""
        return CODES[self.code].warning

    def as_text(self) -> str:
        """The French lines a person reads in a terminal."""
        lines = [f"{self.place}: {'avertissement' if self.warning else 'erreur'} {self.code}: {self.message}"]
        lines += [f"    voir {place}: {label}" for place, label in self.related]
        if self.hint:
            lines.append(f"    aide : {self.hint}")
        return "\n".join(lines)

    def as_data(self) -> dict[str, Any]:
        """The same for a machine."""
        return {
            "code": self.code,
            "severity": "warning" if self.warning else "error",
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "message": self.message,
            "hint": self.hint,
            "related": [{"file": p.file, "line": p.line, "column": p.column, "label": t} for p, t in self.related],
        }


class RulesetError(Exception):
    """A ruleset that cannot be used. Carries every diagnostic, so that one run shows them all."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(d.as_text() for d in self.diagnostics))


def render_text(diagnostics: Iterable[Diagnostic]) -> str:
    """All diagnostics in file order, a blank line between two, then where their codes are
    explained.
    """
    found = in_order(diagnostics)
    return "\n\n".join(filter(None, [*(d.as_text() for d in found), explained({d.code for d in found})]))


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """All diagnostics in file order, as one JSON array."""
    return json.dumps([d.as_data() for d in in_order(diagnostics)], ensure_ascii=False, indent=2)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by file, line, column, then code; exact repeats once."""
    return sorted(set(diagnostics), key=lambda d: (d.place, d.code, d.message))

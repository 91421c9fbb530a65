"""Faults of files of law, as diagnostics."""

from __future__ import annotations

from textfile.diagnostics import Diagnostic, Place
from textfile.reader import Unreadable


def refused(code: str, file: str, message: str, hint: str, line: int = 1) -> Unreadable:
    """The refusal of a file, at one of its lines."""
    return Unreadable(Diagnostic(code, Place(file, line), message, hint))

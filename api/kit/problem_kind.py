"""Kind of problem: one entry of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from textfile.text import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """Kind of problem: a stable code, a status, what it is, what to do."""

    code: str
    status: int
    title: Text
    advice: Text


def kind_of(code: str, status: int, title: tuple[str, str], advice: tuple[str, str]) -> Kind:
    """Kind of problem from its title and advice, each in French and in English."""
    return Kind(code, status, Text(fr=title[0], en=title[1]), Text(fr=advice[0], en=advice[1]))

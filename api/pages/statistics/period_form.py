"""Days of a period, as the address of a page writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from api.pages.shell.parts import FieldError


def days_of(
    first: str, last: str, words: Callable[[str], str]
) -> tuple[tuple[date | None, date | None], list[FieldError]]:
    """First and last day, None where none is written, and what is wrong, in the words of a page."""
    days: list[date | None] = []
    errors = []
    for name, raw in (("from", first), ("to", last)):
        try:
            day = date.fromisoformat(raw.strip()) if raw.strip() else None
            if day is not None and not 1990 <= day.year <= 9000:
                raise ValueError
        except ValueError:
            day = None
            errors.append(FieldError(name, words("stats.bad_day")))
        days.append(day)
    return (days[0], days[1]), errors

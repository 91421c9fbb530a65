"""A period of whole days, both included, in the service's time zone; and the calendar years that
lead to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from textfile.text import Unfit

YEARS_BACK = 5
"""How many calendar years, beside that of its last day, tables of evolution go back."""

MOST_YEARS = 50
"""The longest period, in calendar years."""


class PeriodError(Unfit):
    """The days do not make a period."""


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year, the last one cut at the end of the period: moments from `since` on, before
    `until`.
    """

    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """From a day to another, both included. Moments are UTC: from `since` on, before `until`."""

    first: date
    last: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodError(
                f"la période finit ({self.last}) avant de commencer ({self.first})",
                f"the period ends ({self.last}) before it begins ({self.first})",
            )
        if self.first.year < 1990 or self.last.year > 9000:
            raise PeriodError("une période va de 1990 à 9000", "a period goes from 1990 to 9000")
        if self.last.year - self.first.year >= MOST_YEARS:
            raise PeriodError(
                f"une période s'étend sur {MOST_YEARS} années au plus", f"a period covers {MOST_YEARS} years at most"
            )

    @property
    def since(self) -> datetime:
        """The first moment of the first day."""
        return _midnight(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """The first moment after the last day."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def as_year(self) -> str | None:
        """The calendar year that the period is, or None."""
        whole = (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)
        return str(self.first.year) if whole and self.first.year == self.last.year else None

    @property
    def years(self) -> tuple[Year, ...]:
        """The calendar years of evolution: some before the period, up to its last day, which may
        cut the last one.
        """
        names = range(min(self.first.year, self.last.year - YEARS_BACK), self.last.year + 1)
        starts = [_midnight(date(year, 1, 1), self.zone) for year in names] + [self.until]
        return tuple(Year(str(n), a, b) for n, (a, b) in zip(names, pairwise(starts), strict=True))


def whole_year(year: int, zone: ZoneInfo) -> ReportPeriod:
    """A calendar year."""
    return ReportPeriod(date(year, 1, 1), date(year, 12, 31), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)

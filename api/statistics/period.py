"""A period of whole days, both included, in the service's time zone; the calendar years that lead
to it, and its weeks.
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

MOST_WEEKS = 54
"""How many weeks are counted apart: those that a calendar year may touch."""


class PeriodError(Unfit):
    """The days do not make a period."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Bucket of time, a calendar year or a week: moments from `since` on, before `until`. A year is
    named by its number, a week by its Monday.
    """

    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """From a day to another, both included. Moments are UTC: from `since` on, before `until`.

    `moment` is when it is asked for: what is due later is not late, weeks to come are not counted.
    None: once it is over.
    """

    first: date
    last: date
    zone: ZoneInfo
    moment: datetime | None = None

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
    def end(self) -> datetime:
        """The end of the period, or the moment when it is asked for if that comes first."""
        return self.until if self.moment is None else min(self.until, self.moment)

    @property
    def as_year(self) -> str | None:
        """The calendar year that the period is, or None."""
        whole = (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31)
        return str(self.first.year) if whole and self.first.year == self.last.year else None

    @property
    def years(self) -> tuple[Bucket, ...]:
        """The calendar years of evolution: some before the period, up to its last day, which may
        cut the last one.
        """
        names = range(min(self.first.year, self.last.year - YEARS_BACK), self.last.year + 1)
        starts = [_midnight(date(year, 1, 1), self.zone) for year in names] + [self.until]
        return tuple(Bucket(str(n), a, b) for n, (a, b) in zip(names, pairwise(starts), strict=True))

    @property
    def weeks(self) -> tuple[Bucket, ...]:
        """The last weeks of the period, from Monday on, `MOST_WEEKS` at most; the first and the
        last one are cut with it.
        """
        last = max(min(self.last, self.end.astimezone(self.zone).date()), self.first)
        monday = last - timedelta(days=last.weekday())
        count = min((monday - (self.first - timedelta(days=self.first.weekday()))).days // 7 + 1, MOST_WEEKS)
        days = [monday - timedelta(weeks=back) for back in reversed(range(count))]
        starts = [max(self.since, _midnight(day, self.zone)) for day in days]
        ends = [*starts[1:], min(self.until, _midnight(monday + timedelta(weeks=1), self.zone))]
        return tuple(Bucket(str(day), a, b) for day, a, b in zip(days, starts, ends, strict=True))


def whole_year(year: int, zone: ZoneInfo) -> ReportPeriod:
    """A calendar year."""
    return ReportPeriod(date(year, 1, 1), date(year, 12, 31), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)

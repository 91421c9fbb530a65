"""Locale formatting of numbers, percentages, durations and hours, by CLDR.

Days are not here: French lawyers write « 1er juin », which CLDR does not
(`engine.explanation.words.say_day`).
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from textfile.text import Language

TWO_DAYS = 172_800
_PERCENT = {"fr": "\u202f%", "en": "%"}
_DAY = {"fr": "j", "en": "d"}
_SHORT_DAY = {"fr": "dd/MM/yy", "en": "d MMM yy"}
_HOUR = {"fr": "H\u202f'h'\u202fmm", "en": "HH:mm"}


def number(count: int, language: Language) -> str:
    """A count, thousands apart."""
    return format_decimal(count, locale=language)


def decimal(value: float, language: Language) -> str:
    """A number to one decimal, that one always written."""
    return format_decimal(value, "#,##0.0", locale=language)


def short_decimal(value: float, language: Language) -> str:
    """A number with the decimals that it has, four at most."""
    return format_decimal(value, "#,##0.####", locale=language)


def percent(value: float, language: Language, decimals: int = 1) -> str:
    """A share between 0 and 1 as a percentage, its decimals always written."""
    pattern = f"#,##0{'.' if decimals else ''}{'0' * decimals}{_PERCENT[language]}"
    return format_percent(value, pattern, locale=language)


def duration(seconds: float, language: Language) -> str:
    """A duration in hours, or in days from two days on."""
    amount, unit = (seconds / 3600, "h") if seconds < TWO_DAYS else (seconds / 86_400, _DAY[language])
    return f"{decimal(amount, language)}\u202f{unit}"


def short_day(day: date, language: Language) -> str:
    """A day as short as an axis needs: `03/06/24`, or `3 Jun 24` in English."""
    return format_date(day, _SHORT_DAY[language], locale=language)


def hour(moment: datetime, language: Language) -> str:
    """The minute of the day: `9 h 38`, or `09:38` in English."""
    return _minute(moment.hour, moment.minute, language)


@lru_cache(maxsize=2_880)
def _minute(hours: int, minutes: int, language: Language) -> str:
    """A minute of the day, in words once: a day has 1,440."""
    return format_time(time(hours, minutes), _HOUR[language], locale=language)

"""Moments as a person at the hotline reads them: one form everywhere, in the hotline's time
zone.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from api.kit import formats
from api.kit.typography import typeset
from engine.explanation.words import say_day
from textfile.text import Language


def say_moment(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """The day and the minute."""
    return f"{typeset(say_day(at.astimezone(zone).date(), language), language)}, {say_hour(at, zone, language)}"


def say_hour(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """The minute of the day: `9 h 38`, or `09:38` in English."""
    return formats.hour(at.astimezone(zone), language)

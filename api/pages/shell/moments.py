"""Moments as a person at the hotline reads them: one form everywhere, in the hotline's time
zone.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from api.kit import formats
from api.kit.typography import typeset
from api.pages.shell.catalogue import translate
from engine.explanation.words import say_day
from textfile.text import Language


def say_moment(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """The day and the minute."""
    return f"{typeset(say_day(at.astimezone(zone).date(), language), language)}, {say_hour(at, zone, language)}"


def say_hour(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """The minute of the day: `9 h 38`, or `09:38` in English."""
    return formats.hour(at.astimezone(zone), language)


def say_age(at: datetime, now: datetime, language: Language) -> str:
    """How long ago it was, in the largest unit that says something: `il y a 3 heures`."""
    minutes = int((now - at).total_seconds() // 60)
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= length:
            return translate(language, f"age.{unit}", n=minutes // length)
    return translate(language, "age.minutes", n=max(minutes, 0))

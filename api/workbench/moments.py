"""Moments as a person at the hotline reads them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from api.web.typography import typeset
from engine.explanation.words import say_day
from engine.model.text import Language


def say_moment(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """The day and the minute, in the hotline's time zone."""
    local = at.astimezone(zone)
    time = local.strftime("%H h %M" if language == "fr" else "%H:%M")
    return typeset(f"{say_day(local.date(), language)}, {time}", language)

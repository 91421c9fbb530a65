"""Numbers, percentages, durations and hours, as both languages write them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from api.kit import formats
from textfile.text import Language


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.number(1_234_567, "fr"), "1\u202f234\u202f567"),
        (formats.number(1_234_567, "en"), "1,234,567"),
        (formats.percent(0.1234, "fr"), "12,3\u202f%"),
        (formats.percent(0.5, "en"), "50.0%"),
        (formats.percent(0.5, "fr", 0), "50\u202f%"),
        (formats.duration(10_000, "fr"), "2,8\u202fh"),
        (formats.duration(172_800, "fr"), "2,0\u202fj"),
        (formats.duration(172_800, "en"), "2.0\u202fd"),
    ],
)
def test_a_value_is_written_as_its_language_does(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize(("language", "hour"), [("fr", "9\u202fh\u202f05"), ("en", "09:05")])
def test_an_hour_stays_in_its_own_zone(language: Language, hour: str) -> None:
    assert formats.hour(datetime(2026, 1, 2, 9, 5, tzinfo=ZoneInfo("Europe/Paris")), language) == hour

"""The member States of the European Union on a day, as ISO 3166 codes."""

from __future__ import annotations

from datetime import date

_MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
_LAST_DAYS = {"GB": date(2020, 1, 31)}
"""Last day of membership. The list is right from 1 July 2013 (accession of Croatia) on."""


def union_members(day: date) -> frozenset[str]:
    """The members on a day from 1 July 2013 on."""
    return _MEMBERS | {country for country, last in _LAST_DAYS.items() if day <= last}

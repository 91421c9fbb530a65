"""Base models and field types of the API: strict shapes, text that any database can hold, pages of
a list.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from textfile.text import Text, Unfit

T = TypeVar("T")
MAX_TEXT = 200_000
"""Characters of a text that the service takes: who sends it waits while it is read, some ten
seconds a million.
"""
NULL = Text(fr="caractère nul refusé", en="null character refused")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


class RequestModel(BaseModel):
    """Base model of requests: unknown fields are refused, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LaxRequestModel(RequestModel):
    """Base model of requests in lax mode: moments, days and closed lists are read from their
    text.
    """

    model_config = ConfigDict(strict=False)


class ResponseModel(BaseModel):
    """Base model of responses."""

    model_config = ConfigDict(frozen=True, from_attributes=True, serialize_by_alias=True)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise Unfit(NULL.fr, NULL.en)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unfit("moitié de caractère : l'enregistrer en UTF-8", "half a character: save it in UTF-8") from None
    return text


def _rfc3339(value: Any) -> Any:
    """Refuses the other ways that pydantic reads a moment in, seconds since 1970 among them."""
    if isinstance(value, datetime) or (isinstance(value, str) and _RFC3339.fullmatch(value)):
        return value
    raise Unfit(
        "un instant RFC 3339 est attendu : 2024-06-03T12:00:00Z", "an RFC 3339 moment is expected: 2024-06-03T12:00:00Z"
    )


def _iso_day(value: Any) -> Any:
    """Refuses the other ways that pydantic reads a day in."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise Unfit("une date AAAA-MM-JJ est attendue", "a date YYYY-MM-DD is expected")
    return value


def _of_the_calendar(day: str) -> str:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Unfit("ce jour n'est pas au calendrier", "this day is not in the calendar") from None
    return day


def instant_of(moment: datetime) -> datetime:
    """A moment in UTC.

    Raises:
        Unfit: it names no time zone, or some zone could not tell its day.
    """
    if moment.tzinfo is None:
        raise Unfit("le fuseau manque : finir par Z ou +02:00", "the time zone is missing: end with Z or +02:00")
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        utc = datetime.max
    if not MINYEAR < utc.year < MAXYEAR:
        raise Unfit("moment hors du calendrier", "a moment out of the calendar")
    return utc


Instant = Annotated[datetime, BeforeValidator(_rfc3339), AfterValidator(instant_of)]
"""A moment as RFC 3339 writes it, in UTC; any zone can tell its day."""
Date = Annotated[date, BeforeValidator(_iso_day)]
"""A day as RFC 3339 writes it."""
Day = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}),
    AfterValidator(_of_the_calendar),
]
"""The text of a day of the calendar."""
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A short text on one line."""
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal."""
Prose = Annotated[str, AfterValidator(_storable)]
"""Any text, without what databases refuse: null characters, halves of characters."""


class ResultPage(ResponseModel, Generic[T]):
    """Part of a list, and where it goes on."""

    items: list[T]
    next_cursor: str | None = Field(None, description="À renvoyer dans `cursor` pour la suite ; nul : c'est la fin.")

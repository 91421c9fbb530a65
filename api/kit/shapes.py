"""What every request and answer of the API shares: strict shapes, text that any database can hold, pages of a list."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from engine.model.text import Unfit

T = TypeVar("T")
MAX_TEXT = 200_000
"""Characters of a text that the service takes: who sends it waits while it is read, some ten seconds a million."""


class Given(BaseModel):
    """What a caller sends: unknown fields are refused, nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Loose(Given):
    """The same, where moments, days and closed lists are read from their text."""

    model_config = ConfigDict(strict=False)


class Told(BaseModel):
    """What the service answers."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise Unfit("caractère nul refusé", "null character refused")
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise Unfit("moitié de caractère : l'enregistrer en UTF-8", "half a character: save it in UTF-8")
    return text


def _instant(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Unfit("le fuseau manque : finir par Z ou +02:00", "the time zone is missing: end with Z or +02:00")
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        utc = datetime.max
    if not MINYEAR < utc.year < MAXYEAR:
        raise Unfit("moment hors du calendrier", "a moment out of the calendar")
    return utc


Instant = Annotated[datetime, AfterValidator(_instant)]
"""A moment given with its time zone, in UTC; any zone can tell its day."""
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A short text on one line."""
Prose = Annotated[str, AfterValidator(_storable)]
"""Any text, without what databases refuse: null characters, halves of characters."""


class Page(Told, Generic[T]):
    """Part of a list, and where it goes on."""

    items: list[T]
    next_cursor: str | None = Field(None, description="À renvoyer dans `cursor` pour la suite ; nul : c'est la fin.")

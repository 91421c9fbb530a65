"""What every request and answer of the API shares: strict shapes, text that any database can hold, pages of a list."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

T = TypeVar("T")


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
        raise ValueError("caractère nul refusé")
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("moitié de caractère : l'enregistrer en UTF-8")
    return text


Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A short text on one line."""
Prose = Annotated[str, AfterValidator(_storable)]
"""Any text, without what databases refuse: null characters, halves of characters."""


class Page(Told, Generic[T]):
    """Part of a list, and where it goes on."""

    items: list[T]
    next_cursor: str | None = Field(None, description="À renvoyer dans `cursor` pour la suite ; nul : c'est la fin.")

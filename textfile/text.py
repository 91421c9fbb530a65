"""Bilingual text, French first."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Language: TypeAlias = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
COLON: dict[Language, str] = {"fr": " : ", "en": ": "}
"""Between a word and what is said of it."""
SEMICOLON: dict[Language, str] = {"fr": " ; ", "en": "; "}
"""Between the points of a list on one line."""


CHOICES = ("[text]", "[dated]")
"""Names that validation gives to the two ways to write a text that may be dated; no part of a path
in a file.
"""


class Frozen(BaseModel):
    """Base of everything read from a file: unknown keys refused, no coercion, immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class Text(Frozen):
    """Bilingual text: what a person reads, in both languages."""

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: Language) -> str:
        """The text in one language."""
        return self.fr if language == "fr" else self.en


class Unfit(ValueError):
    """Validation error whose message is in both languages; in French to whoever prints it.

    `field`: the one to put right, where the check is on several.
    """

    def __init__(self, fr: str, en: str, field: str | None = None) -> None:
        super().__init__(fr)
        self.text = Text(fr=fr, en=en)
        self.field = field

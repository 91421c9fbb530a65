"""The vocabulary: what an analyst can observe, and the question that asks for it."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from pydantic import Field

from engine.model.text import Frozen, Text

FactType: TypeAlias = Literal["boolean", "choice", "set", "integer", "date", "country", "language"]
Exposure: TypeAlias = Literal["none", "low", "high"]
SourceKind: TypeAlias = Literal["analyst", "metadata", "text_cue", "hash_list", "partner", "reporter"]
Value: TypeAlias = bool | str | int | date | frozenset[str]

EXPOSURE_WEIGHT: dict[Exposure, int] = {"none": 0, "low": 1, "high": 4}
"""What looking costs the person who looks, added to the cost of the question."""


class FactDefinition(Frozen):
    """One fact of the vocabulary. `cost` runs from 1 (visible at a glance) to 5 (out of a hotline's reach)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: FactType
    label: Text
    question: Text
    where: Text
    values: dict[str, Text] = {}
    min: int | None = None
    max: int | None = None
    unit: Text | None = None
    cost: int = Field(ge=1, le=5)
    exposure: Exposure
    sources: tuple[SourceKind, ...] = Field(min_length=1)
    observable: bool = True

    @property
    def effort(self) -> int:
        """Cost of asking: the effort of looking plus the weight of exposure."""
        return self.cost + EXPOSURE_WEIGHT[self.exposure] + (0 if self.observable else 3)

"""The vocabulary: what an analyst can observe, and the question that asks for it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, SkipValidation

from engine.model.condition import Condition
from engine.model.dated import Lasting, Words
from textfile.text import Frozen, Text

FactType: TypeAlias = Literal["boolean", "choice", "set", "integer", "date", "country", "language"]
Exposure: TypeAlias = Literal["none", "low", "high"]
SourceKind: TypeAlias = Literal["analyst", "metadata", "text_cue", "hash_list", "partner", "reporter"]
Value: TypeAlias = bool | str | int | date | frozenset[str]

EXPOSURE_WEIGHT: dict[Exposure, int] = {"none": 0, "low": 1, "high": 4}
"""Cost of looking to the person who looks, added to the cost of the question."""


class Means(Frozen):
    """Meaning of a boolean fact for another: that an integer fact is under a threshold, or reaches
    it.
    """

    fact: str
    under: int | None = None
    from_: int | None = Field(default=None, alias="from")


class PresumedWhen(Lasting):
    """Presumption: the value of a fact on which a report is silent, when what it says of others
    meets a condition.

    `value` is written as a report would write it. The fact is then presumed, never confirmed, and
    gives way to any statement. Dated, it speaks of facts of its days alone.
    """

    condition: Annotated[Condition, SkipValidation]
    value: Any
    reason: Words


class Was(Frozen):
    """What a fact, or a value of it, was called before.

    `fact`: an earlier fact, where it was another one; `value`: one of its values, where only that
    is meant; `now`: the value of today that it is, several where it was split (which one is not
    known), none where it has no counterpart. A value that is the `now` of another was not there
    before, unless it says so of itself. `fact` with `value` may name a fact of today that has that
    value no more: it left that fact for this one, which both remain.
    """

    fact: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    value: bool | str | None = None
    now: bool | str | tuple[str, ...] | None = None


class FactDefinition(Frozen):
    """One fact of the vocabulary.

    `cost` runs from 1 (visible at a glance) to 5 (out of a hotline's reach).

    A boolean fact with `means` is another way of saying something of an integer fact (« victime
    mineure » says that the age is under 18): conditions and reports that use it are read as using
    the other, so that the two can never disagree unnoticed.
    """

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
    means: Means | None = None
    presumed_when: tuple[PresumedWhen, ...] = ()
    was: tuple[Was, ...] = ()

    @property
    def effort(self) -> int:
        """Cost of asking: the effort of looking plus the weight of exposure."""
        return self.cost + EXPOSURE_WEIGHT[self.exposure] + (0 if self.observable else 3)

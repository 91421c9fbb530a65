"""Wordings and clauses that hold from one day to another, where an offence does not change for
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Protocol, TypeAlias, TypeVar

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from textfile.text import CHOICES, Frozen, Text

ONE_DAY = timedelta(days=1)
M = TypeVar("M")


class PeriodEnds(Protocol):
    """First and last days of a period, both included; None where it has no such end."""

    @property
    def from_(self) -> date | None:
        """The first day."""

    @property
    def until(self) -> date | None:
        """The last day."""


class InForce:
    """Mixin of what is in force over a period: from `from_` to `until`, both included."""

    __slots__ = ()

    def covers(self: PeriodEnds, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)

    def overlaps(self: PeriodEnds, from_: date | None, until: date | None) -> bool:
        """Whether it is in force on a day of a period."""
        return (self.from_ is None or until is None or self.from_ <= until) and (
            self.until is None or from_ is None or from_ <= self.until
        )

    @property
    def changes(self: PeriodEnds) -> Iterator[date]:
        """The first day it is in force, and the first day it no longer is."""
        if self.from_ is not None:
            yield self.from_
        if self.until is not None and self.until < date.max:
            yield self.until + ONE_DAY


class CoversDays(Protocol):
    """Anything that says which days it is in force on."""

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""


V = TypeVar("V", bound=CoversDays)


def version_on(versions: Iterable[V], day: date) -> V | None:
    """The one that is in force on a day."""
    return next((version for version in versions if version.covers(day)), None)


class Lasting(InForce, Frozen):
    """Something in force from one day to another, both included; always when neither is given."""

    from_: date | None = Field(default=None, alias="from")
    until: date | None = None


class TextVersion(Text, Lasting):
    """One wording of a text that changed."""


class DatedText(Text):
    """Text that changed: its wordings, oldest first; what is read without a day is the last one."""

    versions: tuple[TextVersion, ...]

    @classmethod
    def of(cls, versions: tuple[TextVersion, ...]) -> DatedText:
        """The text that has these wordings."""
        return cls(fr=versions[-1].fr, en=versions[-1].en, versions=versions)


class _MayBeDated:
    """Marks a text that may be written as a list of wordings."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        versions = handler.generate_schema(Annotated[tuple[TextVersion, ...], Field(min_length=1)])
        text, dated = CHOICES
        return core_schema.tagged_union_schema(
            {text: handler(source), dated: core_schema.no_info_after_validator_function(DatedText.of, versions)},
            discriminator=lambda value: dated if isinstance(value, tuple | list) else text,
        )


Words: TypeAlias = Annotated[Text, _MayBeDated()]
"""A text that may be dated: `{fr, en}`, or a list of `{from, until, fr, en}`."""


def text_on(text: Text, day: date) -> Text:
    """The wording of a day; before the first one, the first."""
    if not isinstance(text, DatedText):
        return text
    reached = [version for version in text.versions if version.from_ is None or version.from_ <= day]
    version = reached[-1] if reached else text.versions[0]
    return Text(fr=version.fr, en=version.en)


def text_in_force(text: Text | None, day: date) -> Text | None:
    """The wording of a day; None on a day that none covers."""
    if isinstance(text, DatedText) and not any(version.covers(day) for version in text.versions):
        return None
    return None if text is None else text_on(text, day)


def days_of_change(value: Any) -> Iterator[date]:
    """Each day on which a text or a clause of a model is in another wording, or no longer in
    force.
    """
    match value:
        case DatedText():
            for version in value.versions:
                yield from version.changes
        case Text():
            return
        case Frozen():
            if isinstance(value, Lasting):
                yield from value.changes
            for name in type(value).model_fields:
                yield from days_of_change(getattr(value, name))
        case dict():
            for item in value.values():
                yield from days_of_change(item)


def worded(value: M, day: date) -> M:
    """The model with each of its texts in the wording of a day; itself when none is dated."""
    return _worded(value, day)  # type: ignore[no-any-return]


def _worded(value: Any, day: date) -> Any:
    if isinstance(value, Text):
        return text_on(value, day)
    if isinstance(value, dict):
        items = {key: _worded(item, day) for key, item in value.items()}
        return items if any(items[key] is not item for key, item in value.items()) else value
    if not isinstance(value, Frozen):
        return value
    read = {name: getattr(value, name) for name in type(value).model_fields}
    changed = {name: new for name, old in read.items() if (new := _worded(old, day)) is not old}
    return value.model_copy(update=changed) if changed else value

"""Tables in words: titles, columns, values, numbers, as plain text cells for pages, terminals and
files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.kit import formats
from api.kit.messages import merged, message
from api.kit.typography import FIXED, typeset
from api.rules.field_messages import MESSAGES as FIELDS
from api.rules.register import Vocabulary
from api.statistics.locales import MESSAGES
from api.statistics.repository import AGE_CHECK
from api.statistics.rows import UNKNOWN_FIELD
from api.statistics.tables import Code, Column, Ratio, Row, Share, Table
from api.texts.fact_readers import READER_WORDS
from engine.explanation.words import say_day
from engine.model.fact import FactDefinition
from engine.model.law import Offence
from textfile.text import Language, Text

KNOWN_MEASURES = merged(MESSAGES, FIELDS)
_CODED = frozenset({"victim_age", "victim_sex", "classification", "commerciality"})
_AS = {"suggested": "offence", "suggested_field": "field", "intake": "field", "category": "field"}
"""Dimensions that take the values of another."""
_FIELDS = frozenset({"field", "suggested_field", "intake"})
_FREE_TEXT = frozenset({"category"})
"""Dimensions whose values people write."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A table as text. `heads` is the number of columns that tell rows; `foreign` are heads that
    stay French on a page in another language.
    """

    title: str
    columns: tuple[str, ...]
    heads: int
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None
    foreign: frozenset[str] = frozenset()


class StatisticsWords:
    """Labels of statistics in one language, over the law in force and the register's lists. An
    offence that the law no longer knows is told by its identifier.
    """

    def __init__(
        self,
        language: Language,
        offences: Mapping[str, Offence],
        facts: Mapping[str, FactDefinition],
        lists: Vocabulary,
    ) -> None:
        self.language = language
        self._offences, self._facts, self._lists = offences, facts, lists

    def t(self, key: str, /, **values: object) -> str:
        """A message."""
        return message(KNOWN_MEASURES, self.language, key, **values)

    def title(self, table: Table) -> str:
        """The title of a table."""
        return self.t(f"stats.table.{table.id}")

    def day(self, day: date) -> str:
        """A day."""
        return typeset(say_day(day, self.language), self.language)

    def value(self, dimension: str, code: Code) -> str:
        """A value of a dimension."""
        if code is None or (dimension in _FIELDS and code == UNKNOWN_FIELD):
            own = f"stats.unknown.{dimension.removesuffix('_field')}"
            return self.t(own) if own in KNOWN_MEASURES else self.t("stats.unknown")
        kind = _AS.get(dimension, dimension)
        if kind == "offence":
            return f"{self._said(self._offences[code].short)} ({code})" if code in self._offences else code
        if kind == "fact":
            return self._said(self._facts[code].label) if code in self._facts else code
        if kind == "reader":
            return READER_WORDS[code].in_(self.language) if code in READER_WORDS else code  # type: ignore[index]
        if kind == "measure":
            return self.t(f"stats.measure.{code}")
        if kind == "week":
            return self.day(date.fromisoformat(code)).replace(" ", FIXED)
        if kind == "day":
            return self.t("stats.day", n=code)
        if kind == "age_check" and AGE_CHECK in self._facts and code in self._facts[AGE_CHECK].values:
            return self._said(self._facts[AGE_CHECK].values[code])
        if kind in self._lists and code in self._lists[kind].values:
            return self._code_label(kind, code)
        for key in (f"{kind}.{code}", f"stats.{kind}.{code}"):
            if key in KNOWN_MEASURES:
                return self.t(key)
        return f".{code}" if kind == "tld" else code

    def short_moment(self, dimension: str, code: Code) -> str:
        """A year, or the Monday of a week, as short as an axis needs."""
        if dimension != "week" or code is None:
            return code or ""
        return formats.short_day(date.fromisoformat(code), self.language)

    def column(self, column: Column) -> str:
        """The heading of a counted column: what it is about, else what is counted."""
        measure = self.t(f"stats.measure.{column.measure}")
        if not column.about:
            return measure
        told = [self.value(*pair) for pair in column.about]
        return ", ".join([*told, measure.lower()] if column.about[-1][0] == "day" else told)

    def share(self, table: Table, share: Share) -> str:
        """The heading of a derived column."""
        part = self.t(f"stats.measure.{share.measure}") if share.measure else self.column(table.columns[share.part])
        return self.t("stats.share_of", part=part)

    def median(self, table: Table) -> str:
        """The heading of the median of a table."""
        own = f"stats.median.{table.id}"
        return self.t(own if own in KNOWN_MEASURES else "stats.median")

    def number(self, count: int | None) -> str:
        """A count, thousands apart; the mark of a secret."""
        if count is None:
            return self.t("stats.secret")
        return formats.number(count, self.language)

    def ratio(self, ratio: Ratio | None) -> str:
        """A share, with its interval when it has one."""
        if ratio is None:
            return "–"
        said = self.percent(ratio.value)
        if ratio.interval is None:
            return said
        low, high = (self.percent(bound) for bound in ratio.interval)
        return f"{said} [{low} – {high}]"

    def percent(self, value: float) -> str:
        """A share between 0 and 1."""
        return formats.percent(value, self.language)

    def delay(self, seconds: float | None) -> str:
        """A delay, in hours, or in days from two days on."""
        return "–" if seconds is None else formats.duration(seconds, self.language)

    def cells(self, table: Table) -> Cells:
        """The whole table as text."""
        columns = [self.t(f"stats.dim.{head}") for head in table.heads]
        columns += [self.column(column) for column in table.columns]
        columns += [self.share(table, share) for share in table.shares]
        if table.delay is not None:
            columns.append(self.median(table))
        total = None
        if table.total is not None:
            blanks = [""] * (len(table.heads) - 1)
            total = (self.t("stats.total"), *blanks, *self._numbers(table, table.total))
        rows = tuple((*self.heads(table, row), *self._numbers(table, row)) for row in table.rows)
        return Cells(self.title(table), tuple(columns), len(table.heads), rows, total, self.foreign(table))

    def foreign(self, table: Table) -> frozenset[str]:
        """The heads of a table that are as a reporter wrote them: in French, whatever the language
        of the page.
        """
        if self.language == "fr":
            return frozenset()
        named = {(head, code) for row in table.rows for head, code in zip(table.heads, row.heads, strict=True)}
        return frozenset(code for head, code in named if code and head in _FREE_TEXT and self.value(head, code) == code)

    def heads(self, table: Table, row: Row) -> tuple[str, ...]:
        """Head cells of a row."""
        return tuple(self.value(head, code) for head, code in zip(table.heads, row.heads, strict=True))

    def _numbers(self, table: Table, row: Row) -> list[str]:
        told = [self.number(count) for count in row.counts]
        told += [self.ratio(table.share_of(row, share)) for share in table.shares]
        return [*told, self.delay(row.median)] if table.delay is not None else told

    def _said(self, text: Text) -> str:
        return typeset(text.in_(self.language), self.language)

    def _code_label(self, name: str, code: str) -> str:
        known = self._lists[name].values[code]
        label = self._said(known.label)
        if name in _CODED and known.iccam is not None:
            return self.t("stats.iccam", label=label, code=known.iccam)
        return label

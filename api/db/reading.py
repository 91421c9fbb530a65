"""Rows read at once, past the unit of work: a page that changes nothing shows three rows, and what
an ORM query does to load them costs several times the query.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, inspect

from api.db.base import Base

T = TypeVar("T", bound=Base)


class RowReader(Generic[T]):
    """Reader of the rows of one table, among the columns of a query."""

    def __init__(self, table: type[T]) -> None:
        self._table = table
        mapper = inspect(table)
        by_name = mapper.columns
        self._names = tuple(by_name.keys())
        self.columns: tuple[ColumnElement[Any], ...] = tuple(by_name[name] for name in self._names)
        self._key = mapper.get_property_by_column(mapper.primary_key[0]).key

    def row(self, values: Iterator[Any]) -> T | None:
        """A row from the values of its columns, which come next; None where an outer join found
        none. It stays outside the session: read, never changed.
        """
        own = dict(zip(self._names, islice(values, len(self._names)), strict=True))
        if own[self._key] is None:
            return None
        row = self._table()
        vars(row).update(own)
        return row

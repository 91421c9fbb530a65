"""What every page reads: rows at once, past the unit of work, for what an ORM query does to load
them costs several times the query; statements whose compiled form is found at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, CursorResult, Select, inspect

from api.db.base import Base

T = TypeVar("T", bound=Base)
_MOST_DIALECTS = 4
"""Compiled forms of one statement: a service has one or two, tests open many databases."""


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


class _CompiledForms(dict[Any, Any]):
    """The compiled forms of one statement, by dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        """A form, by the first part of the key that SQLAlchemy looks for: the others never change
        here, and to hash them is to hash each column of the statement.
        """
        return super().get(key[0], default)

    def __setitem__(self, key: Any, form: Any) -> None:
        if len(self) >= _MOST_DIALECTS:
            self.clear()
        super().__setitem__(key[0], form)


class PreparedStatement:
    """A statement that every page asks, with the same parameters by name."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._options = {"compiled_cache": _CompiledForms()}

    def execute(self, connection: Connection, parameters: Mapping[str, Any]) -> CursorResult[Any]:
        """The result for these parameters."""
        return connection.execute(self._statement, parameters, execution_options=self._options)

"""SQL of both dialects: seconds of a moment, buckets of time, room for sorts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from api.db.sessions import AnySession
from api.statistics.period import Bucket


class seconds_of(GenericFunction[int]):  # noqa: N801  a function of SQL
    """Unix timestamp of a moment, in whole seconds: the same number on both databases."""

    type = BigInteger()
    inherit_cache = True


@compiles(seconds_of, "sqlite")
def _sqlite(element: seconds_of, compiler: Any, **kw: Any) -> str:
    whole = f"substr({compiler.process(element.clauses, **kw)}, 1, 19)"  # strftime would round the fraction up
    return f"CAST(strftime('%s', {whole}) AS INTEGER)"


@compiles(seconds_of, "postgresql")
def _postgresql(element: seconds_of, compiler: Any, **kw: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **kw)})) AS BIGINT)"


def bucket_of(moment: ColumnElement[Any], buckets: Sequence[Bucket]) -> ColumnElement[str]:
    """The name of the year or week of a moment; one before the first, or after the last, is counted
    with it. A tree of comparisons: six find a week of a year.
    """
    if len(buckets) == 1:
        return literal(buckets[0].name)
    middle = len(buckets) // 2
    earlier, later = bucket_of(moment, buckets[:middle]), bucket_of(moment, buckets[middle:])
    return case((moment < buckets[middle].since, earlier), else_=later)


@contextmanager
def sort_room(session: AnySession) -> Iterator[None]:
    """Lets SQLite keep 8 MiB of pages for a while, and of each sort: with its usual two, a register
    of a million reports is read again for each row.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql("PRAGMA cache_size = -8192")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {int(before)}")

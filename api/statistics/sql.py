"""SQL functions of both dialects: seconds of a moment, buckets of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from api.statistics.period import Year


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


def year_of(moment: ColumnElement[Any], years: Sequence[Year]) -> ColumnElement[str]:
    """The name of the calendar year of a moment, in the service's time zone; the moment must lie in
    one of them.
    """
    return case(*((moment < year.until, literal(year.name)) for year in years[:-1]), else_=literal(years[-1].name))

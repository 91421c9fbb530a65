"""Several groupings of the same rows in one statement: the rows are made once, and only counts come
back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Select, String, cast, func, literal, null, select, union_all
from sqlalchemy.sql.selectable import FromClause

from api.db.sessions import AnySession

KEYS, COUNTS = 3, 5
"""The most columns that a grouping has of each kind."""
Key: TypeAlias = str | None
Counts: TypeAlias = dict[tuple[Key, ...], tuple[int, ...]]
"""What a grouping gives: for the values of its keys (None: unknown), its counts."""


@dataclass(frozen=True)
class Cut:
    """Grouping query: where its rows come from, which of them, by what, and what is counted (rows,
    when nothing is said).
    """

    name: str
    source: FromClause
    keys: tuple[ColumnElement[Any], ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()
    counts: tuple[ColumnElement[Any], ...] = (func.count(),)


def run(session: AnySession, cuts: Sequence[Cut]) -> dict[str, Counts]:
    """Every grouping, in one statement. The database sorts and sums; what comes back is as long as
    the vocabularies are.
    """
    found: dict[str, Counts] = {cut.name: {} for cut in cuts}
    shapes = {cut.name: (len(cut.keys), len(cut.counts)) for cut in cuts}
    for name, *cells in session.execute(union_all(*map(_select, cuts))):
        keys, counts = shapes[name]
        found[name][tuple(cells[:keys])] = tuple(int(n or 0) for n in cells[KEYS : KEYS + counts])
    return found


def summed(counts: Counts, *places: int) -> Counts:
    """A grouping on some of its keys only. Right for what adds up: rows; not for distinct
    addresses.
    """
    total: dict[tuple[Key, ...], list[int]] = defaultdict(list)
    for keys, numbers in counts.items():
        held = total[tuple(keys[p] for p in places)]
        held[:] = [a + b for a, b in zip(held or [0] * len(numbers), numbers, strict=True)]
    return {keys: tuple(numbers) for keys, numbers in total.items()}


def _select(cut: Cut) -> Select[Any]:
    names = [f"c{place}" for place in range(1 + KEYS + COUNTS)]
    keys: list[ColumnElement[Any]] = [cast(key, String) for key in cut.keys]
    numbers: list[ColumnElement[Any]] = [cast(n, BigInteger) for n in cut.counts]
    keys += [cast(null(), String)] * (KEYS - len(keys))
    numbers += [cast(null(), BigInteger)] * (COUNTS - len(numbers))
    columns: list[ColumnElement[Any]] = [literal(cut.name), *keys, *numbers]
    told = [column.label(name) for column, name in zip(columns, names, strict=True)]
    by = names[
        1 : 1 + len(cut.keys)
    ]  # by name: written twice, a value bound in an expression would make it another one
    return select(*told).select_from(cut.source).where(*cut.where).group_by(*by)

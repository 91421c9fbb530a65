"""Corrections of presumed facts, by reader: on reports that somebody decided, what people made of
what each reader last presumed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from api.db.reports import DecisionRow, FactRow
from api.db.sessions import AnySession
from api.journal.entries import SYSTEM
from api.statistics.cuts import Counts
from api.statistics.period import ReportPeriod
from api.texts.fact_readers import READER_SOURCES

OUTCOMES = ("confirmed", "corrected", "withdrawn", "unjudged")
"""Confirmed: somebody states the same. Corrected: something else. Withdrawn: nothing, once it was
taken away. Unjudged: it is presumed still.
"""
_RESTATED = "restated"


def corrections(session: AnySession, period: ReportPeriod) -> Counts:
    """Presumptions by reader and fact: how many have each of `OUTCOMES`, then how many in all."""
    found: dict[tuple[str | None, ...], list[int]] = defaultdict(lambda: [0] * len(OUTCOMES))
    for reader, fact, outcome, before, after, count in session.execute(_outcomes(period)):
        if outcome == _RESTATED:
            outcome = "confirmed" if agrees(json.loads(before), json.loads(after)) else "corrected"
        found[(reader, fact)][OUTCOMES.index(outcome)] += int(count)
    return {keys: (*numbers, sum(numbers)) for keys, numbers in found.items()}


def agrees(presumed: Any, stated: Any) -> bool:
    """Whether a statement says what was presumed, or more: of several values, a reader presumes
    some, and a person may say all.
    """
    before, after = _members(presumed), _members(stated)
    if before is None or after is None:
        return bool(presumed == stated)
    includes, excludes = before
    among, out = after
    whole = isinstance(stated, list)
    return includes <= among and (not excludes & among if whole else excludes <= out)


def _members(value: Any) -> tuple[frozenset[str], frozenset[str]] | None:
    """The values that a fact with several has, and has not; None for one with a single value."""
    if isinstance(value, list):
        return frozenset(value), frozenset()
    if isinstance(value, dict) and "includes" in value:
        return frozenset(value["includes"]), frozenset(value.get("excludes", ()))
    return None


def _outcomes(period: ReportPeriod) -> Select[Any]:
    """Presumptions by reader, fact, outcome; of those stated anew, both values.

    The last presumption of a fact counts, for whoever corrected an earlier one may have taken the
    correction back. One that the service itself withdrew was replaced before people judged it.
    """
    own, fact, since = DecisionRow, FactRow, aliased(FactRow)
    decided = select(own.report).where(
        own.undone_at.is_(None), own.decided_at >= period.since, own.decided_at < period.until
    )
    last = (
        select(
            fact.report,
            fact.fact,
            cast(fact.value, String).label("value"),
            fact.source,
            fact.withdrawn_by,
            func.row_number().over(partition_by=(fact.report, fact.fact), order_by=fact.id.desc()).label("place"),
        )
        .where(fact.standing == "presumed", fact.stated_by == SYSTEM, fact.report.in_(decided))
        .subquery()
    )
    c, stated = last.c, cast(since.value, String)
    outcome = case(
        (stated == c.value, literal("confirmed")),
        (since.id.is_not(None), literal(_RESTATED)),
        (c.withdrawn_by.is_not(None), literal("withdrawn")),
        else_=literal("unjudged"),
    )
    differ = since.id.is_not(None) & (stated != c.value)
    judged = (
        select(
            _reader(c.source).label("reader"),
            c.fact,
            outcome.label("outcome"),
            case((differ, c.value)).label("before"),
            case((differ, stated)).label("after"),
        )
        .select_from(last)
        .outerjoin(
            since,
            (since.report == c.report)
            & (since.fact == c.fact)
            & since.withdrawn_at.is_(None)
            & (since.stated_by != SYSTEM),
        )
        .where(c.place == 1, or_(c.withdrawn_by.is_(None), c.withdrawn_by != SYSTEM))
        .subquery()
    )
    return select(*judged.c, func.count()).group_by(*judged.c)


def _reader(source: ColumnElement[Any]) -> ColumnElement[Any]:
    """The reader that a source names, as `api.texts.fact_readers.reader_of` tells it."""
    return case(
        *((source.startswith(start, autoescape=True), literal(name)) for start, name in READER_SOURCES), else_=null()
    )

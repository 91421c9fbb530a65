"""Outcomes of presumed facts: on reports that somebody decided, what people made of what was last
presumed of each fact.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import CTE, ColumnElement, String, Subquery, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from api.db.reports import DecisionRow, FactRow
from api.db.sessions import AnySession
from api.journal.entries import SYSTEM
from api.statistics.period import ReportPeriod

OUTCOMES = ("confirmed", "corrected", "withdrawn", "unjudged")
"""Confirmed: somebody states the same. Corrected: something else. Withdrawn: nothing, once it was
taken away. Unjudged: it is presumed still, or people hold it to be arguable.
"""
WRONG = ("corrected", "withdrawn")
"""The outcomes of a presumption that people found false."""
RESTATED = "restated"
"""The outcome of a presumption that was stated anew in other words: `agrees` tells which it is."""


def stands_in(period: ReportPeriod) -> ColumnElement[bool]:
    """Whether a decision was taken in a period, and not taken back."""
    own = DecisionRow
    return own.undone_at.is_(None) & (own.decided_at >= period.since) & (own.decided_at < period.until)


def presumption_outcomes(period: ReportPeriod, *among: ColumnElement[bool]) -> Subquery:
    """Presumptions on the reports decided in a period, `among` some decisions: report, fact,
    source, outcome; of those stated anew, both values.

    The last presumption of a fact counts, for whoever corrected an earlier one may have taken the
    correction back. One that the service itself withdrew was replaced before people judged it.
    """
    fact, since = FactRow, aliased(FactRow)
    decided = select(DecisionRow.report).where(stands_in(period), *among)
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
        (since.standing == "disputed", literal("unjudged")),
        (stated == c.value, literal("confirmed")),
        (since.id.is_not(None), literal(RESTATED)),
        (c.withdrawn_by.is_not(None), literal("withdrawn")),
        else_=literal("unjudged"),
    )
    differ = since.id.is_not(None) & (since.standing != "disputed") & (stated != c.value)
    return (
        select(
            c.report,
            c.fact,
            c.source,
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


def final_outcomes(session: AnySession, period: ReportPeriod, *among: ColumnElement[bool]) -> CTE:
    """The same presumptions, each with one of `OUTCOMES`: report, fact, source, outcome.

    Which pairs of values agree is asked first; there are as many as lists of values that differ,
    few.
    """
    c = presumption_outcomes(period, *among).c
    pairs = select(c.before, c.after).where(c.outcome == RESTATED).distinct()
    same = [before + after for before, after in session.execute(pairs) if agrees(json.loads(before), json.loads(after))]
    outcome = case(
        (c.outcome != RESTATED, c.outcome),
        (c.before.concat(c.after).in_(same), literal("confirmed")),
        else_=literal("corrected"),
    )
    return (
        select(c.report, c.fact, c.source, outcome.label("outcome")).cte("final_outcomes").prefix_with("MATERIALIZED")
    )


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

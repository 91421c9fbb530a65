"""Corrections of presumed facts, by reader: on reports that somebody decided, what people made of
what each reader last presumed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, null, select

from api.db.sessions import AnySession
from api.statistics.cuts import Counts
from api.statistics.period import ReportPeriod
from api.statistics.presumptions import OUTCOMES, RESTATED, agrees, presumption_outcomes
from api.texts.fact_readers import READER_SOURCES


def corrections(session: AnySession, period: ReportPeriod) -> Counts:
    """Presumptions by reader and fact: how many have each of `OUTCOMES`, then how many in all."""
    found: dict[tuple[str | None, ...], list[int]] = defaultdict(lambda: [0] * len(OUTCOMES))
    for reader, fact, outcome, before, after, count in session.execute(_by_reader(period)):
        if outcome == RESTATED:
            outcome = "confirmed" if agrees(json.loads(before), json.loads(after)) else "corrected"
        found[(reader, fact)][OUTCOMES.index(outcome)] += int(count)
    return {keys: (*numbers, sum(numbers)) for keys, numbers in found.items()}


def _by_reader(period: ReportPeriod) -> Select[Any]:
    """Presumptions by reader, fact, outcome; of those stated anew, both values."""
    c = presumption_outcomes(period).c
    told = select(_reader(c.source).label("reader"), c.fact, c.outcome, c.before, c.after).subquery()
    return select(*told.c, func.count()).group_by(*told.c)


def _reader(source: ColumnElement[Any]) -> ColumnElement[Any]:
    """The reader that a source names, as `api.texts.fact_readers.reader_of` tells it."""
    return case(
        *((source.startswith(start, autoescape=True), literal(name)) for start, name in READER_SOURCES), else_=null()
    )

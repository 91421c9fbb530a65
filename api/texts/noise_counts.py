"""Weekly counts of the filter's stored verdicts, counted by certificate, channel and week inside
the database: no report leaves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, literal, or_, select

from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession
from classifiers.noise.certificate import Certificate
from classifiers.noise.certificate_file import digest
from classifiers.noise.filter import NO_PROMISE
from classifiers.noise.kinds import NO_FIELD
from classifiers.noise.scores import BINS, EDGES

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class WeekCount:
    """The reports of a channel in a week, read as of the fields of a certificate or of none, and
    judged under it.

    `set_aside`: under its threshold and not kept whatever the score, as `histogram` counts them
    too. `audited`: drawn to be read; `misses`: of these, decided as something to be seen; `hits`:
    not set aside and decided likewise; `waiting`: drawn or kept, and not decided yet.
    """

    channel: str
    start: date
    set_aside: int
    histogram: tuple[int, ...]
    audited: int
    misses: int
    hits: int
    waiting: int

    @property
    def reports(self) -> int:
        """Number of reports."""
        return sum(self.histogram)


def weeks_under(
    session: AnySession, certificate: Certificate, bypasses: frozenset[str], zone: ZoneInfo, today: date
) -> list[WeekCount]:
    """Every week since the first report judged under the certificate, today's included, in order of
    channel and week.

    A report from a day to come, as a clock that was ahead dates it, counts in the last of these
    weeks; there is always one. `bypasses`: reasons that keep a text whatever its score, which count
    as a score of 1, as they do in the certificate.
    """
    row = ReportRow
    judged = and_(
        row.noise_certificate.contains(digest(certificate)),
        row.noise_field.in_([*certificate.origin.fields, NO_FIELD]),
        row.noise_score.is_not(None),
        row.noise_reason.not_in(sorted(NO_PROMISE)),
    )
    first = session.scalar(select(func.min(row.received_at)).where(judged))
    if first is None:
        return []
    begun = first.astimezone(zone).date()
    starts = _mondays(begun, max(begun, today))
    edges = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in starts[1:]]
    week = _rank(row.received_at, edges)
    bypassed = row.noise_reason.in_(sorted(bypasses))
    slot = case((bypassed, BINS - 1), else_=_rank(row.noise_score, EDGES.tolist()))
    columns = (
        func.count(),
        _how_many(and_(~bypassed, row.noise_score < certificate.threshold)),
        _how_many(row.noise_audit),
        _how_many(and_(row.noise_audit, row.state == "decided")),
        _how_many(and_(row.noise_decision == "keep", row.state == "decided")),
        _how_many(and_(or_(row.noise_decision == "keep", row.noise_audit), row.state.not_in(CLOSED))),
    )
    groups = session.execute(select(row.channel, week, slot, *columns).where(judged).group_by(row.channel, week, slot))
    found: dict[tuple[str, int], tuple[list[int], list[int]]] = {}
    for channel, number, slot, count, *sums in groups:
        histogram, totals = found.setdefault((channel, number), ([0] * BINS, [0] * 5))
        histogram[slot] += count
        totals[:] = [total + int(more) for total, more in zip(totals, sums, strict=True)]
    return [
        WeekCount(channel, starts[number], totals[0], tuple(histogram), *totals[1:])
        for (channel, number), (histogram, totals) in sorted(found.items())
    ]


def monday_of(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def _mondays(first: date, last: date) -> list[date]:
    start = monday_of(first)
    return [start + number * WEEK for number in range((monday_of(last) - start).days // 7 + 1)]


def _rank(column: SQLColumnExpression[Any], edges: Sequence[Any]) -> ColumnElement[int]:
    """Bin of a value: how many of the edges, in order, it has reached."""
    if not edges:
        return literal(0)
    return case(*((column < edge, number) for number, edge in enumerate(edges)), else_=len(edges))


def _how_many(condition: SQLColumnExpression[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))

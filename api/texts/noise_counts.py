"""Weekly counts of the filter's stored verdicts, counted by certificate, channel and week inside
the database: no report leaves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, literal, or_, select

from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession
from classifiers.noise.audit import AuditCount, by_share
from classifiers.noise.certificate import Certificate
from classifiers.noise.certificate_file import digest
from classifiers.noise.filter import NO_PROMISE
from classifiers.noise.kinds import NO_FIELD
from classifiers.noise.scores import BINS, EDGES

WEEK = timedelta(weeks=1)
EARLIER_SHARE = 0.02
"""Share at which what was judged was drawn before it was stored: that of every version until
then.
"""


@dataclass(frozen=True)
class WeekCount:
    """The reports of a channel in a week, read as of the fields of a certificate or of none, and
    judged under it.

    `set_aside`: under its threshold and not kept whatever the score, as `histogram` counts them
    too. `audits`: what was drawn to be read, and decided, by the share at which it was drawn;
    `waiting`: drawn or kept, and not decided yet.
    """

    channel: str
    start: date
    set_aside: int
    histogram: tuple[int, ...]
    audits: tuple[AuditCount, ...]
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
    share = func.coalesce(row.noise_audit_share, EARLIER_SHARE)
    columns = (
        func.count(),
        _how_many(and_(~bypassed, row.noise_score < certificate.threshold)),
        _how_many(row.noise_audit),
        _how_many(and_(row.noise_audit, row.state == "decided")),
        _how_many(and_(row.noise_decision == "keep", row.state == "decided")),
        _how_many(and_(or_(row.noise_decision == "keep", row.noise_audit), row.state.not_in(CLOSED))),
    )
    keys = (row.channel, week, slot, share)
    found: dict[tuple[str, int], _WeekSums] = {}
    for channel, number, at, drawn_at, count, set_aside, *audit, waiting in session.execute(
        select(*keys, *columns).where(judged).group_by(*keys)
    ):
        sums = found.setdefault((channel, number), _WeekSums())
        sums.histogram[at] += count
        sums.set_aside += int(set_aside)
        sums.waiting += int(waiting)
        sums.audits.append(AuditCount(drawn_at, *map(int, audit)))
    return [
        WeekCount(channel, starts[number], one.set_aside, tuple(one.histogram), by_share(one.audits), one.waiting)
        for (channel, number), one in sorted(found.items())
    ]


@dataclass
class _WeekSums:
    """Sums of a week of a channel, while its groups are read."""

    set_aside: int = 0
    waiting: int = 0
    histogram: list[int] = field(default_factory=lambda: [0] * BINS)
    audits: list[AuditCount] = field(default_factory=list)


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

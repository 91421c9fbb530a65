"""One's own work, week by week: for oneself alone, beside nobody's."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func

from api.db.action import TransmissionRow
from api.db.reports import DecisionRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.statistics.cuts import Cut, run
from api.statistics.period import ReportPeriod
from api.statistics.rows import week_of
from api.statistics.tables import Column, Row, Table

WEEKS = 12
"""How many weeks are shown, this one included."""


def own_period(services: Services) -> ReportPeriod:
    """The last weeks, up to today."""
    today = services.clock.today()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    return ReportPeriod(first, today, services.settings.zone, services.clock.now())


def own_weeks(session: AnySession, services: Services, account: str) -> Table:
    """The table of somebody's weeks: decisions taken, those taken back, notices prepared."""
    period = own_period(services)
    decision, notice = DecisionRow, TransmissionRow
    cuts = [
        Cut(
            "decisions",
            decision.__table__,
            (week_of(decision.decided_at.expression, period),),
            (
                decision.decided_by == account,
                decision.decided_at >= period.since,
                decision.decided_at < period.until,
            ),
            (func.count(), func.count(decision.undone_at)),
        ),
        Cut(
            "notices",
            notice.__table__,
            (week_of(notice.prepared_at.expression, period),),
            (notice.prepared_by == account, notice.prepared_at >= period.since, notice.prepared_at < period.until),
        ),
    ]
    found = run(session, cuts)
    rows = [
        Row(
            (week.name,),
            (*found["decisions"].get((week.name,), (0, 0)), *found["notices"].get((week.name,), (0,))),
        )
        for week in period.weeks
    ]
    columns = tuple(map(Column, ("own_taken", "own_undone", "own_prepared")))
    return Table("own_weeks", ("week",), columns, tuple(rows))

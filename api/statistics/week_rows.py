"""The rows that are counted week by week: reports that come in, reports that wait, delays until a
decision. docs/statistics.md says the rules in words; tests hold them against a count made row by
row.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import CTE, String, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from api.db.reports import CLOSED, DecisionRow, ReportRow
from api.statistics.cuts import Cut
from api.statistics.period import ReportPeriod
from api.statistics.rows import field_in_force, field_of, once, week_of
from api.statistics.sql import bucket_of, seconds_of

NOTHING_RETAINED = "nothing"
"""Stands for the field of a report that somebody decided without retaining an offence."""
WAITING = ("open", "prequalified", "low_priority")
"""The states of a report that waits for somebody; a duplicate waits with the report that speaks for
it.
"""


def intake_rows(period: ReportPeriod, fields: Mapping[str, str]) -> CTE:
    """Intake rows: one a report of the period, with its week and the field that is known of it: the
    one retained, else the one suggested.
    """
    report, own, lent = ReportRow, aliased(DecisionRow), aliased(DecisionRow)
    decided = or_(own.id.is_not(None), lent.id.is_not(None))
    offence = func.coalesce(own.offence, lent.offence)
    noted = func.coalesce(own.offence_field, lent.offence_field)
    known = case(
        (offence.is_not(None), field_of(offence, noted, fields)),
        (decided, literal(NOTHING_RETAINED)),
        (report.main.is_not(None), field_in_force(report.main.expression, fields)),
    )
    return once(
        select(week_of(report.received_at.expression, period).label("week"), known.label("field"))
        .outerjoin(own, and_(own.report == report.id, own.undone_at.is_(None)))
        .outerjoin(
            lent,
            and_(
                lent.id == report.carried_decision, lent.undone_at.is_(None), report.state.in_(CLOSED), own.id.is_(None)
            ),
        )
        .where(report.received_at >= period.weeks[0].since, report.received_at < period.until),
        "intake",
    )


def waiting_rows(period: ReportPeriod) -> CTE:
    """Waiting rows: one a report that waited at the end of one of the weeks: the week of its
    reception (what came in before counts with the first), that of its decision (NULL: later, or not
    yet), and whether the noise filter set it aside.
    """
    report, own, weeks = ReportRow, DecisionRow, period.weeks
    received = bucket_of(report.received_at.expression, weeks).label("received")
    came = report.received_at < weeks[-1].until
    restored = func.coalesce(report.noise_review, "") == "restored"
    aside = case((and_(report.noise_decision == "set_aside", ~restored), 1), else_=0)
    decided = case((own.decided_at < weeks[-1].until, bucket_of(own.decided_at.expression, weeks)))
    filtered = case((report.state == "low_priority", 1), else_=0)
    still = select(received, cast(null(), String).label("decided"), filtered.label("aside")).where(
        report.state.in_(WAITING), came
    )
    since = (
        select(received, decided.label("decided"), aside.label("aside"))
        .select_from(own)
        .join(report, report.id == own.report)
        .where(own.undone_at.is_(None), own.decided_at >= weeks[0].until, came)
    )
    return once(union_all(still, since), "waiting")


def decision_delays(period: ReportPeriod) -> CTE:
    """Decision delays: one a decision that somebody took in the period, with the seconds since the
    report came in.
    """
    own, report = DecisionRow, ReportRow
    return once(
        select(
            week_of(own.decided_at.expression, period).label("week"),
            (seconds_of(own.decided_at) - seconds_of(report.received_at)).label("delay"),
        )
        .join(report, report.id == own.report)
        .where(
            own.undone_at.is_(None),
            own.decided_at >= period.since,
            own.decided_at < period.until,
            own.decided_at >= report.received_at,
        ),
        "decision_delays",
    )


def weekly_cuts(period: ReportPeriod, fields: Mapping[str, str]) -> list[Cut]:
    """Groupings of reports by week."""
    intake, waiting = intake_rows(period, fields), waiting_rows(period)
    return [
        Cut("week_intake", intake, (intake.c.week, intake.c.field)),
        Cut("week_waiting", waiting, (waiting.c.received, waiting.c.decided, waiting.c.aside)),
    ]

"""The rows that are counted. docs/statistics.md says the rules in words; tests hold them against a
count made row by row.

A report is counted on the day it came in, a decision on the day it was taken, a transmission on the
day it left. A decision taken back never counts. The decision of a duplicate is that of the report
that speaks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from api.db.action import HostRow, RegisterRow, TransmissionRow
from api.db.reports import CLOSED, DecisionRow, ReportRow
from api.statistics.period import ReportPeriod
from api.statistics.sql import bucket_of, seconds_of

UNKNOWN_FIELD = "inconnu"
"""The field of an offence that nobody noted when it was decided, and that the law no longer knows.
"""
_REGISTER = (
    "origin", "address_key", "hosting_country", "service", "tld", "typology", "victim_age", "victim_sex", "classification",
    "commerciality",
)  # fmt: skip


def report_rows(period: ReportPeriod) -> CTE:
    """Report rows: one a report that came in during the years of evolution."""
    report, register, years = ReportRow, RegisterRow, period.years
    return once(
        select(
            bucket_of(report.received_at.expression, years).label("year"),
            _within(report.received_at.expression, period).label("inside"),
            report.channel,
            report.reported_category.label("category"),
            report.state,
            register.origin,
            register.address_key,
        )
        .outerjoin(register, register.report == report.id)
        .where(report.received_at >= min(years[0].since, period.since), report.received_at < period.until),
        "received",
    )


def decision_rows(period: ReportPeriod, fields: Mapping[str, str]) -> CTE:
    """Decision rows: one a report that a decision in force speaks of, taken during the years of
    evolution; followers of a decision included.

    `fields` gives the field of each offence of the law in force, for decisions that did not note
    it.
    """
    own, report = DecisionRow, ReportRow
    other = aliased(DecisionRow)
    lives = select(other.id).where(other.report == report.id, other.undone_at.is_(None)).exists()
    # written so, the state is no way in for SQLite: it goes from decisions to their few followers
    done = case((report.state.in_(CLOSED), 1), else_=0) == 1
    parts = (
        _decision_rows(period, fields).join(report, report.id == own.report),
        _decision_rows(period, fields)
        .join(report, report.carried_decision == own.id)
        .where(report.carried_decision.is_not(None), done, ~lives),
    )
    return once(union_all(*(part.outerjoin(RegisterRow, RegisterRow.report == report.id) for part in parts)), "decided")


def _decision_rows(period: ReportPeriod, fields: Mapping[str, str]) -> Select[Any]:
    own, report = DecisionRow, ReportRow
    retained = own.offence.is_not(None)
    return (
        select(
            report.id.label("report"),
            own.decided_at.label("decided_at"),
            bucket_of(own.decided_at.expression, period.years).label("year"),
            _within(own.decided_at.expression, period).label("inside"),
            case((retained, literal("qualified")), else_=own.kind).label("outcome"),
            own.offence.label("offence"),
            case((retained, field_of(own.offence.expression, own.offence_field.expression, fields))).label("field"),
            report.reported_category.label("category"),
            *(getattr(RegisterRow, name) for name in _REGISTER),
        )
        .select_from(own)
        .where(
            own.undone_at.is_(None),
            own.decided_at >= min(period.years[0].since, period.since),
            own.decided_at < period.until,
        )
    )


def addresses(rows: CTE) -> CTE:
    """Qualified addresses. `spoken` is 1 on the row that speaks for an address in its field over
    the period (or the years outside), `spoken_year` over its calendar year: the report decided
    last. Counting those rows counts distinct addresses, each with one country, one service…
    """
    last = (rows.c.decided_at.desc(), rows.c.report.desc())
    c = rows.c
    return once(
        select(
            *(c[name] for name in ("year", "inside", "offence", "field", *_REGISTER)),
            func.row_number().over(partition_by=(c.inside, c.field, c.address_key), order_by=last).label("spoken"),
            func.row_number().over(partition_by=(c.year, c.field, c.address_key), order_by=last).label("spoken_year"),
        ).where(c.outcome == "qualified", c.address_key.is_not(None)),
        "addresses",
    )


def transmission_rows(period: ReportPeriod, fields: Mapping[str, str]) -> CTE:
    """Transmission rows: one a notice that left during the years of evolution. `delay` is the
    seconds until the removal that followed it.
    """
    gone, register, decision, host = TransmissionRow, RegisterRow, DecisionRow, HostRow
    noted = select(decision.offence_field).where(decision.id == gone.decision).scalar_subquery()
    field = case((gone.offence.is_not(None), field_of(gone.offence.expression, noted, fields)))
    return once(
        select(
            bucket_of(gone.sent_at.expression, period.years).label("year"),
            week_of(gone.sent_at.expression, period).label("week"),
            _within(gone.sent_at.expression, period).label("inside"),
            gone.recipient,
            gone.kind,
            gone.host,
            host.name.label("provider"),
            field.label("field"),
            gone.offence,
            register.address_key,
            gone.receipt_at,
            gone.answered_at,
            gone.answer,
            gone.removed_at,
            gone.check_1,
            gone.check_3,
            gone.check_7,
            gone.contested,
            case((gone.removed_at >= gone.sent_at, seconds_of(gone.removed_at) - seconds_of(gone.sent_at))).label(
                "delay"
            ),
        )
        .outerjoin(register, register.report == gone.report)
        .outerjoin(host, host.id == gone.host)
        .where(
            gone.state == "sent", gone.sent_at >= min(period.years[0].since, period.since), gone.sent_at < period.until
        ),
        "sent",
    )


def tallied(rows: CTE, names: Sequence[str]) -> CTE:
    """Group counts: how many rows (`n`) there are for each combination of some columns: few, and
    sorted once for all the groupings made from them.
    """
    held = [rows.c[name] for name in names]
    return once(select(*held, func.count().label("n")).group_by(*held), f"{rows.name}_cells")


def medians(rows: CTE, key: ColumnElement[Any] | None, where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """For each value of a key, or for all rows under NULL without one: how many delays are known,
    the sum and the number of those in the middle (one, or two when they are even).
    """
    value = cast(null() if key is None else key, String).label("key")
    ranked = (
        select(
            value,
            rows.c.delay.label("delay"),
            func.row_number().over(partition_by=value, order_by=rows.c.delay).label("place"),
            func.count().over(partition_by=value).label("of"),
        )
        .where(rows.c.delay.is_not(None), *where)
        .subquery()
    )
    c = ranked.c
    middle = or_(c.place == (c.of + 1) // 2, c.place == (c.of + 2) // 2)
    return select(c.key, func.max(c.of), func.sum(c.delay), func.count()).where(middle).group_by(c.key)


def field_of(offence: ColumnElement[Any], noted: ColumnElement[Any], fields: Mapping[str, str]) -> ColumnElement[str]:
    """The field noted with the decision, else that of the law in force, else unknown."""
    return func.coalesce(noted, field_in_force(offence, fields), type_=String)


def field_in_force(offence: ColumnElement[Any], fields: Mapping[str, str]) -> ColumnElement[str]:
    """The field of an offence in the law in force, else unknown."""
    unknown = literal(UNKNOWN_FIELD)
    return case(dict(fields), value=offence, else_=unknown) if fields else unknown


def week_of(moment: ColumnElement[Any], period: ReportPeriod) -> ColumnElement[str | None]:
    """The week of a moment of the period; NULL before the first week that is counted apart."""
    weeks = period.weeks
    return case((moment >= weeks[0].since, bucket_of(moment, weeks)))


def _within(moment: ColumnElement[Any], period: ReportPeriod) -> ColumnElement[int]:
    return case((and_(moment >= period.since, moment < period.until), 1), else_=0)


def once(query: Any, name: str) -> CTE:
    """A query whose rows are made once, whatever reads them."""
    made: CTE = query.cte(name)
    return made.prefix_with("MATERIALIZED")

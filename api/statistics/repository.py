"""Statistics queries: a handful of statements, whatever the number of reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, String, case, cast, func, literal, select

from api.db.action import TransmissionRow
from api.db.reports import DecisionRow, FactRow
from api.db.sessions import AnySession
from api.statistics.corrections import corrections
from api.statistics.cuts import Counts, Cut, run
from api.statistics.period import ReportPeriod
from api.statistics.rows import addresses, decision_rows, field_of, medians, report_rows, tallied, transmission_rows

CSAM, TERRORISM, MINORS = "pedopornographie", "terrorisme", "contenus_mineurs"
"""The fields that have tables of their own."""
AGE_CHECK = "controle_age"
CHECK_DAYS = (1, 3, 7)
_PLAIN = ("service", "tld", "victim_age", "victim_sex", "classification", "commerciality", "typology")
_BY_YEAR = ("service", "victim_sex", "typology", "hosting_country")


@dataclass(frozen=True)
class StatisticsCounts:
    """Counts by name; medians as seconds, with how many delays they rest on."""

    counts: Mapping[str, Counts]
    medians: Mapping[tuple[str | None, ...], tuple[int, float]]


def count(session: AnySession, period: ReportPeriod, fields: Mapping[str, str]) -> StatisticsCounts:
    """Counts that the report of a period is made of. `fields` gives the field of each offence
    of the law in force.
    """
    gone = transmission_rows(period, fields)
    with _room(session):
        counts = {
            **run(session, _report_cuts(report_rows(period))),
            **run(session, _decision_cuts(decision_rows(period, fields))),
            **run(session, _transmission_cuts(gone)),
            **run(session, [_dry_run_cut(period)]),
            **run(session, [_disagreement(period, fields)]),
            "corrections": corrections(session, period),
        }
        return StatisticsCounts(counts, _medians(session, gone, (gone.c.recipient,), (gone.c.inside == 1,)))


def count_notices(session: AnySession, period: ReportPeriod, fields: Mapping[str, str]) -> StatisticsCounts:
    """Counts of the report of a trusted flagger: notices under article 16 of Regulation (EU)
    2022/2065 that left in the period.
    """
    gone = transmission_rows(period, fields)
    c = gone.c
    where = (c.inside == 1, c.kind == "dsa16")
    rightly = case((c.contested.in_(("upheld", "partly_upheld")), 1), else_=0)
    contested = (func.count(), func.count(c.contested), func.sum(rightly))
    action = case((c.answered_at.is_not(None), func.coalesce(c.answer, literal("answered"))))
    cuts = [
        Cut("dsa_provider", gone, (c.provider,), where, (*contested, func.count(c.address_key.distinct()))),
        Cut("dsa_offence", gone, (c.field, c.offence), where, contested),
        Cut("dsa_action", gone, (action,), where),
        Cut("dsa_all", gone, (c.provider, c.field, action), where),
        Cut("dsa_addresses", gone, (), where, (func.count(c.address_key.distinct()),)),
    ]
    with _room(session):
        return StatisticsCounts(run(session, cuts), _medians(session, gone, (c.provider,), where))


@contextmanager
def _room(session: AnySession) -> Iterator[None]:
    """Lets SQLite keep 8 MiB of pages for a while, and of each sort: with its usual two, a register
    of a million reports is read again for each row.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql("PRAGMA cache_size = -8192")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {int(before)}")


def _report_cuts(rows: CTE) -> list[Cut]:
    cells = tallied(rows, ("year", "inside", "channel", "category", "state", "origin"))
    c, d = cells.c, rows.c
    inside, n = (c.inside == 1,), (func.sum(c.n),)
    both = (func.count(), func.count(d.address_key.distinct()))
    return [
        Cut("received_year", cells, (c.year,), (), n),
        Cut("received_channel", cells, (c.channel, c.origin), inside, n),
        Cut("received_category", cells, (c.category,), inside, n),
        Cut("received_state", cells, (c.state,), inside, n),
        Cut("received_origin", rows, (d.origin,), (d.inside == 1,), both),
        Cut("received", rows, (), (d.inside == 1,), both),
    ]


def _decision_cuts(rows: CTE) -> list[Cut]:
    cells, said = tallied(rows, ("year", "inside", "category", "outcome", "field", "offence")), addresses(rows)
    c, a, facts = cells.c, said.c, _age_checks(rows)
    inside, n, qualified = (c.inside == 1,), (func.sum(c.n),), c.outcome == "qualified"
    spoken, yearly = (a.inside == 1, a.spoken == 1), (a.spoken_year == 1,)
    inhope = case((a.origin == "inhope", literal("inhope")), else_=literal("other"))
    distinct = (func.count(a.address_key.distinct()),)
    return [
        Cut("flow", cells, (c.category, c.outcome, c.field), inside, n),
        Cut("qualified_offence", cells, (c.field, c.offence), (*inside, qualified), n),
        Cut("qualified_year", cells, (c.year,), (qualified,), n),
        Cut("no_address", rows, (), (rows.c.inside == 1, rows.c.outcome == "qualified", rows.c.address_key.is_(None))),
        Cut("addresses", said, (), (a.inside == 1,), distinct),
        Cut("addresses_year", said, (a.year,), (), distinct),
        Cut("addresses_offence", said, (a.field, a.offence), spoken),
        Cut("addresses_country", said, (a.field, inhope, a.hosting_country), spoken),
        Cut("addresses_year_offence", said, (a.year, a.field, a.offence), yearly),
        *(Cut(f"addresses_{name}", said, (a.field, a[name]), spoken) for name in _PLAIN),
        *(Cut(f"addresses_year_{name}", said, (a.year, a.field, a[name]), yearly) for name in _BY_YEAR),
        Cut("age_check", facts, (facts.c.value,)),
    ]


def _age_checks(rows: CTE) -> Any:
    """The age check last stated of each report qualified as harmful content within minors'
    reach.
    """
    c, fact = rows.c, FactRow
    held = (
        select(
            cast(fact.value, String).label("value"),
            func.row_number()
            .over(partition_by=c.report, order_by=(fact.stated_at.desc(), fact.id.desc()))
            .label("last"),
        )
        .select_from(rows)
        .outerjoin(fact, (fact.report == c.report) & (fact.fact == AGE_CHECK) & fact.withdrawn_at.is_(None))
        .where(c.inside == 1, c.field == MINORS)
        .subquery()
    )
    return select(held.c.value).where(held.c.last == 1).subquery("age_checks")


def _transmission_cuts(rows: CTE) -> list[Cut]:
    c = rows.c
    inside = (c.inside == 1,)
    distinct = func.count(c.address_key.distinct())
    told = (func.count(), distinct, func.count(c.receipt_at), func.count(c.answered_at), func.count(c.removed_at))
    checks = [Cut(f"check_{day}", rows, (c.recipient, c[f"check_{day}"]), inside) for day in CHECK_DAYS]
    return [
        Cut("sent_recipient", rows, (c.recipient,), inside, told),
        Cut("sent_year_recipient", rows, (c.year, c.recipient), (), (func.count(), distinct)),
        Cut("sent_field", rows, (c.recipient, c.field), inside),
        Cut("sent", rows, (), inside, told),
        *checks,
    ]


def _dry_run_cut(period: ReportPeriod) -> Cut:
    """Notices tried dry, which are not sent; and how many of them got an answer, on a
    demonstration.
    """
    row = TransmissionRow
    where = (row.state == "dry_run", row.sent_at >= period.since, row.sent_at < period.until)
    return Cut("tried", row.__table__, (), where, (func.count(), func.count(row.answered_at)))


def _disagreement(period: ReportPeriod, fields: Mapping[str, str]) -> Cut:
    """Decisions that people took, by what was suggested: how many, and how many retained something
    else.
    """
    own = DecisionRow
    field: ColumnElement[Any] = case(
        (own.suggested.is_not(None), field_of(own.suggested.expression, own.suggested_field.expression, fields))
    )
    other = func.sum(case((own.offence.is_distinct_from(own.suggested), 1), else_=0))
    where = (own.undone_at.is_(None), own.decided_at >= period.since, own.decided_at < period.until)
    return Cut("disagreement", own.__table__, (field, own.suggested.expression), where, (func.count(), other))


def _medians(
    session: AnySession, rows: CTE, keys: tuple[ColumnElement[Any], ...], where: tuple[ColumnElement[bool], ...]
) -> dict[tuple[str | None, ...], tuple[int, float]]:
    found = session.execute(medians(rows, keys, where))
    return {tuple(held): (int(of), int(total) / int(middles)) for *held, of, total, middles in found}

"""Statistics queries: a handful of statements, whatever the number of reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import CTE, ColumnElement, String, case, cast, func, literal, select, union_all

from api.db.action import DeadlineRow, RouteDueRow, TransmissionRow
from api.db.reports import DecisionRow, FactRow
from api.db.sessions import AnySession
from api.statistics.corrections import corrections
from api.statistics.cuts import Counts, Cut, run
from api.statistics.period import ReportPeriod
from api.statistics.rows import addresses, decision_rows, field_of, medians, report_rows, tallied, transmission_rows
from api.statistics.sql import sort_room
from api.statistics.week_rows import decision_delays, weekly_cuts

CSAM, TERRORISM, MINORS = "pedopornographie", "terrorisme", "contenus_mineurs"
"""The fields that have tables of their own."""
AGE_CHECK = "controle_age"
CHECK_DAYS = (1, 3, 7)
_PLAIN = ("service", "tld", "victim_age", "victim_sex", "classification", "commerciality", "typology")
_BY_YEAR = ("service", "victim_sex", "typology", "hosting_country")
Medians: TypeAlias = Mapping[tuple[str | None, ...], tuple[int, float]]
"""By the values of some keys, how many delays are known and their median, in seconds."""


@dataclass(frozen=True)
class StatisticsCounts:
    """Counts by name; medians as seconds, with how many delays they rest on: of removals by
    recipient, and of each step (`decision`, `removal`) by week, over the whole period under `()`.
    """

    counts: Mapping[str, Counts]
    medians: Medians
    steps: Mapping[str, Medians] = field(default_factory=dict)


def count(session: AnySession, period: ReportPeriod, fields: Mapping[str, str]) -> StatisticsCounts:
    """Counts that the report of a period is made of. `fields` gives the field of each offence
    of the law in force.
    """
    gone = transmission_rows(period, fields)
    with sort_room(session):
        counts = {
            **run(session, _report_cuts(report_rows(period))),
            **run(session, _decision_cuts(decision_rows(period, fields))),
            **run(session, _transmission_cuts(gone)),
            **run(session, weekly_cuts(period, fields)),
            **run(session, [_dry_run_cut(period), *_lateness_cuts(period)]),
            **run(session, [_disagreement(period, fields)]),
            "corrections": corrections(session, period),
        }
        inside, decided = (gone.c.inside == 1,), decision_delays(period)
        removals = _medians(
            session,
            gone,
            {
                "recipients": (gone.c.recipient, inside),
                "all": (None, inside),
                "weeks": (gone.c.week, (*inside, gone.c.week.is_not(None))),
            },
        )
        decisions = _medians(
            session, decided, {"all": (None, ()), "weeks": (decided.c.week, (decided.c.week.is_not(None),))}
        )
        steps = {"decision": _steps(decisions), "removal": _steps(removals)}
        return StatisticsCounts(counts, removals["recipients"], steps)


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
    with sort_room(session):
        found = _medians(session, gone, {"providers": (c.provider, where)})
        return StatisticsCounts(run(session, cuts), found["providers"])


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
        .outerjoin(
            fact,
            (fact.report == c.report)
            & (fact.fact == AGE_CHECK)
            & fact.withdrawn_at.is_(None)
            & (fact.standing != "disputed"),
        )
        .where(c.inside == 1, c.field == MINORS)
        .subquery()
    )
    return select(held.c.value).where(held.c.last == 1).subquery("age_checks")


def _transmission_cuts(rows: CTE) -> list[Cut]:
    c = rows.c
    inside = (c.inside == 1,)
    distinct = func.count(c.address_key.distinct())
    told = (func.count(), distinct, func.count(c.receipt_at), func.count(c.answered_at), func.count(c.removed_at))
    checks = [
        Cut(name, rows, (key, c[f"check_{day}"]), inside)
        for day in CHECK_DAYS
        for name, key in ((f"check_{day}", c.recipient), (f"week_check_{day}", c.week))
    ]
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


def _lateness_cuts(period: ReportPeriod) -> list[Cut]:
    """Deadlines of the period that are over: met in time, met late, not met; and whom nobody was
    told to tell in time.
    """
    row, due = DeadlineRow, RouteDueRow
    over = (row.due_at >= period.since, row.due_at < period.end)
    met = tuple(
        func.sum(case((when, 1), else_=0))
        for when in (row.met_at <= row.due_at, row.met_at > row.due_at, row.met_at.is_(None))
    )
    passed = (due.dismissed_at.is_(None), due.due_at >= period.since, due.due_at < period.end)
    return [
        Cut("deadlines", row.__table__, (row.kind.expression,), over, met),
        Cut("unprepared", due.__table__, (due.recipient.expression,), passed),
    ]


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
    session: AnySession,
    rows: CTE,
    groups: Mapping[str, tuple[ColumnElement[Any] | None, tuple[ColumnElement[bool], ...]]],
) -> dict[str, Medians]:
    """Medians by name of a group, in one statement; without a key, under `()`."""
    parts = [select(literal(name).label("name"), medians(rows, *asked).subquery()) for name, asked in groups.items()]
    found: dict[str, dict[tuple[str | None, ...], tuple[int, float]]] = {name: {} for name in groups}
    for name, key, of, total, middles in session.execute(union_all(*parts)):
        found[name][() if groups[name][0] is None else (key,)] = int(of), int(total) / int(middles)
    return dict(found)


def _steps(found: Mapping[str, Medians]) -> Medians:
    """Medians by week, and over the whole period."""
    return {**found["all"], **found["weeks"]}

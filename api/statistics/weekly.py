"""Tables by week: what comes in, what waits, how long decisions and removals take, what is still
online.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.statistics.cuts import Counts, Key, summed
from api.statistics.period import Bucket, ReportPeriod
from api.statistics.repository import CHECK_DAYS, StatisticsCounts
from api.statistics.tables import Column, Dims, Row, Share, Table


def weekly_tables(statistics: StatisticsCounts, period: ReportPeriod) -> tuple[Table, ...]:
    """The tables by week, the weeks in order."""
    weeks = period.weeks
    whole = weeks[0].since == period.since
    return (
        _intake(statistics.counts["week_intake"], weeks, whole),
        _backlog(statistics.counts["week_waiting"], weeks),
        _delays("weeks_decisions", "decision_delays", "decision", statistics, weeks),
        _delays("weeks_removals", "removal_delays", "removal", statistics, weeks),
        _online(statistics, weeks),
    )


def key_delays(statistics: StatisticsCounts) -> Table:
    """Delays of the whole period, step by step, each with its median."""
    rows = []
    for name, step in (("decision_delays", "decision"), ("removal_delays", "removal")):
        of, median = statistics.steps[step].get((), (0, None))
        rows.append(Row((name,), (of,), median))
    return Table("key_delays", ("measure",), (Column("delays"),), tuple(rows), delay=0)


def waiting(counts: Counts, weeks: Sequence[Bucket]) -> list[tuple[int, int]]:
    """How many reports wait at the end of each week: to be read, and set aside by the filter."""
    place: dict[Key, int] = {week.name: n for n, week in enumerate(weeks)}
    totals = [[0, 0] for _ in weeks]
    for (received, decided, aside), (n,) in counts.items():
        for at in range(place[received], place.get(decided, len(weeks))):
            totals[at][aside == "1"] += n
    return [(to_read, aside) for to_read, aside in totals]


def _intake(counts: Counts, weeks: Sequence[Bucket], whole: bool) -> Table:
    """Reports received, by field: those that weigh most first, what is unknown last. `whole`: the
    weeks are those of the whole period.
    """
    by_field = summed(counts, 1)
    fields = sorted((key for (key,) in by_field), key=lambda f: (f is None, -by_field[(f,)][0], f or ""))
    rows = []
    for week in weeks:
        cells = [counts.get((week.name, field), (0,))[0] for field in fields]
        rows.append(Row((week.name,), (*cells, sum(cells))))
    columns = (*(Column("received", (("intake", field),)) for field in fields), Column("received"))
    sums = tuple(sum(row.counts[n] or 0 for row in rows) for n in range(len(columns)))
    total = Row(("",), sums) if whole else None
    return Table("weeks_fields", ("week",), columns, tuple(rows), total, sums=len(fields))


def _backlog(counts: Counts, weeks: Sequence[Bucket]) -> Table:
    rows = [Row((week.name,), waits) for week, waits in zip(weeks, waiting(counts, weeks), strict=True)]
    return Table("weeks_backlog", ("week",), tuple(map(Column, ("week_waiting", "week_aside"))), tuple(rows))


def _delays(name: str, measure: str, step: str, statistics: StatisticsCounts, weeks: Sequence[Bucket]) -> Table:
    medians = statistics.steps[step]
    told = [(week.name, *medians.get((week.name,), (0, None))) for week in weeks]
    rows = tuple(Row((week,), (of,), median) for week, of, median in told)
    return Table(name, ("week",), (Column(measure),), rows, delay=0)


def _online(statistics: StatisticsCounts, weeks: Sequence[Bucket]) -> Table:
    """Of the addresses that were checked one, three and seven days after sending, the share still
    online, by week of sending.
    """
    columns: list[Column] = []
    cells: dict[str, list[int]] = {week.name: [] for week in weeks}
    for day in CHECK_DAYS:
        seen, about = statistics.counts[f"week_check_{day}"], _day(day)
        columns += [Column("checked", (*about, ("check", "online"))), Column("checked", about)]
        for week, told in cells.items():
            found = {check: n for (at, check), (n,) in seen.items() if at == week and check is not None}
            told += [found.get("online", 0), sum(found.values())]
    shares = tuple(Share(n, n + 1) for n in range(0, len(columns), 2))
    rows = tuple(Row((week,), tuple(told)) for week, told in cells.items())
    return Table("weeks_online", ("week",), tuple(columns), rows, shares=shares)


def _day(day: int) -> Dims:
    return (("day", str(day)),)

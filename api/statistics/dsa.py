"""The report of a trusted flagger: Regulation (EU) 2022/2065, article 22(3). Notices under article
16 by provider of hosting, by type of allegedly illegal content, by action taken by the provider.
Everything is listed; no person is named: providers come from the directory of hosts.
"""

from __future__ import annotations

from api.statistics.cuts import Counts
from api.statistics.period import ReportPeriod
from api.statistics.report import StatisticsReport
from api.statistics.repository import StatisticsCounts
from api.statistics.tables import Column, Row, Section, Share, Table, sorted_rows

_NOTICES = Column("notices")
_QUALITY = (_NOTICES, Column("contested"), Column("contested_rightly"))


def build_notices(statistics: StatisticsCounts, period: ReportPeriod) -> StatisticsReport:
    """The tables of a trusted flagger's report."""
    counts = statistics.counts
    tables = (
        _providers(statistics),
        _table("dsa_types", ("field", "offence"), _QUALITY, counts["dsa_offence"], (Share(0), Share(2, 0, exact=True))),
        _table("dsa_actions", ("action",), (_NOTICES,), counts["dsa_action"], (Share(0),)),
        _table("dsa_all", ("provider", "field", "action"), (_NOTICES,), counts["dsa_all"], ()),
    )
    return StatisticsReport("dsa", period, (Section("notices", tables),))


def _providers(counts: StatisticsCounts) -> Table:
    """By provider, with the time until removal. An address told to two providers counts for
    each.
    """
    rows = []
    for heads, (notices, contested, rightly, addresses) in counts.counts["dsa_provider"].items():
        of, median = counts.medians.get(heads, (0, None))
        rows.append(Row(heads, (notices, addresses, contested, rightly, of), median))
    columns = (_NOTICES, Column("notice_addresses"), *_QUALITY[1:], Column("delays"))
    sums = [sum(row.counts[n] or 0 for row in rows) for n in range(len(columns))]
    sums[1] = counts.counts["dsa_addresses"][()][0]
    total = Row(("",), tuple(sums))
    return Table(
        "dsa_providers", ("provider",), columns, sorted_rows(rows), total, adds_up=False, shares=(Share(0),), delay=4
    )


def _table(
    name: str, heads: tuple[str, ...], columns: tuple[Column, ...], counts: Counts, shares: tuple[Share, ...]
) -> Table:
    rows = sorted_rows([Row(keys, tuple(numbers)) for keys, numbers in counts.items()])
    total = Row(("",) * len(heads), tuple(sum(row.counts[n] or 0 for row in rows) for n in range(len(columns))))
    return Table(name, heads, columns, rows, total, shares=shares)

"""Rules of counting that random registers rarely meet, one case each."""

from __future__ import annotations

from datetime import UTC, date, datetime

from api.db.sessions import Database
from api.statistics.period import ReportPeriod
from api.statistics.repository import StatisticsCounts, count
from tests.api.statistics.brute import PARIS
from tests.api.statistics.registers import FIELDS, Rows, decision, entry, report

JUNE = datetime(2019, 6, 3, 10, tzinfo=UTC)


def counted(url: str, rows: Rows) -> StatisticsCounts:
    """The counts of 2019."""
    database = Database(url)
    rows.store(database)
    with database.read() as session:
        found = count(session, ReportPeriod(date(2019, 1, 1), date(2019, 12, 31), PARIS), FIELDS)
    database.dispose()
    return found


def two(**second: object) -> Rows:
    """A decided report, and another on the same address that follows its decision."""
    rows = Rows()
    rows.reports += [report("rep_1", JUNE, state="decided"), report("rep_2", JUNE, **{"state": "decided", **second})]
    for name, service in (("rep_1", "site"), ("rep_2", "ftp")):
        rows.register.append(entry(name, JUNE, address_key="a", service=service))
    rows.decisions.append(decision("dec_1", "rep_1", JUNE, "accept", "menace"))
    return rows


def test_of_two_reports_decided_at_once_the_later_one_speaks(database_url: str) -> None:
    found = counted(database_url, two(carried_decision="dec_1"))
    assert found.counts["addresses_service"] == {("autre", "ftp"): (1,)}
    assert found.counts["qualified_offence"] == {("autre", "menace"): (2,)}


def test_a_report_with_a_decision_of_its_own_follows_no_other(database_url: str) -> None:
    rows = two(carried_decision="dec_1")
    rows.decisions.append(decision("dec_2", "rep_2", JUNE, "noise"))
    found = counted(database_url, rows)
    assert found.counts["flow"] == {(None, "qualified", "autre"): (1,), (None, "noise", None): (1,)}


def test_what_waits_for_confirmation_follows_nothing_yet(database_url: str) -> None:
    found = counted(database_url, two(carried_decision="dec_1", state="prequalified"))
    assert found.counts["qualified_offence"] == {("autre", "menace"): (1,)}

"""The demonstration register: the report gives each published figure; it is never mixed with other reports."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from api.demo.register2019.figures import compared
from api.demo.register2019.loading import OtherReports, load
from api.demo.register2019.rows import filed, plan
from api.statistics.files import text_of
from api.statistics.period import whole_year
from api.statistics.printed import html_of
from api.statistics.report import StatisticsReport
from api.statistics.service import report_of, words_of
from tests.api.reports.test_reports import send
from tests.api.service.world import World

PARIS = ZoneInfo("Europe/Paris")


def made(world: World) -> StatisticsReport:
    """The report of 2019."""
    with world.database.read() as session:
        return report_of(session, world.services.editions.current().ruleset, whole_year(2019, PARIS))


def test_the_report_gives_every_published_figure(world: World) -> None:
    load(world.services)
    report = made(world)
    found = list(compared(report))
    assert len(found) == 36
    assert [figure.what for figure in found if not figure.same] == []
    words = words_of(world.services, "fr")
    text, html = text_of(report, words), html_of(report, words)
    for said in ("11\u202f268", "3\u202f710", "7\u202f155", "11\u202f516", "7\u202f206", "3\u202f363", "1\u202f087"):
        assert said in text
        assert said in html
    with pytest.raises(OtherReports):
        load(world.services)


def test_a_figure_that_is_not_given_is_seen(sqlite_world: World) -> None:
    assert not any(figure.same for figure in compared(made(sqlite_world)))


def test_a_database_with_reports_is_refused_and_left_as_it_is(sqlite_world: World) -> None:
    send(sqlite_world.machine())
    with pytest.raises(OtherReports):
        load(sqlite_world.services)
    with sqlite_world.database.read() as session:
        law = sqlite_world.services.editions.current().ruleset
        assert report_of(session, law, whole_year(2024, PARIS)).table("origins").total is not None


def test_it_is_the_same_each_time_and_holds_no_text_nor_address() -> None:
    assert list(filed("acc_1"))[::997] == list(filed("acc_1"))[::997]
    for one in list(filed("acc_1"))[::97]:
        assert {"text", "url", "reference"}.isdisjoint(one.report)


def test_what_the_published_text_leaves_open_is_said_so() -> None:
    told = {figure["what"]: figure.get("hypothesis") for figure in plan()["figures"]}
    assert all(told[f"part de {n} %"] for n in (20, 4, 1))
    assert all(note for what, note in told.items() if what.startswith("hébergement"))

"""The routes, the page and the command: what is asked for is given, what is wrong is said, files are safe to open."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from api.db.action import DeadlineRow, RouteDueRow
from api.db.reports import ReportRow
from api.kit.permissions import Role
from api.statistics import service
from api.statistics.files import guarded
from api.statistics.printed import html_of
from tests.api.reports.test_reports import decide, send
from tests.api.service.world import World, problem
from tests.api.statistics.registers import Rows, deadline, decision, entry, report, route_due, transmission

JUNE = datetime(2019, 6, 3, 10, tzinfo=UTC)
YEAR = "from=2019-01-01&to=2019-12-31"
UNSEEN = ("\u115f", "\u1160", "\u2800", "\u3164", "\uffa0", "\ue000", "\u0378", "\ufe0f", "\u034f", "\u2061 \u3164")
"""Letters that show nothing, signs of private use, unassigned ones, marks on nothing."""


def small() -> Rows:
    """Three reports on two addresses, two of them qualified, one transmission removed after a day."""
    rows = Rows()
    for name, key in (("rep_1", "a"), ("rep_2", "a"), ("rep_3", "b")):
        rows.reports.append(report(name, JUNE, state="decided", reported_category="=1+1"))
        rows.register.append(entry(name, JUNE, address_key=key, hosting_country="FR", victim_sex="male"))
    for n in (1, 2):
        rows.decisions.append(
            decision(f"dec_{n}", f"rep_{n}", JUNE, "accept", "disparue", offence_field="pedopornographie")
        )
    removed = datetime(2019, 6, 4, 10, tzinfo=UTC)
    rows.transmissions.append(transmission("trm_1", "rep_1", JUNE, "pharos", removed_at=removed, check_1="online"))
    return rows


@pytest.fixture
def filled(world: World) -> World:
    """A service with that register."""
    small().store(world.database)
    return world


def table(told: dict[str, Any], name: str) -> dict[str, Any]:
    """One table of a report."""
    return next(t for s in told["sections"] for t in s["tables"] if t["id"] == name)


def test_an_address_is_not_a_report_nor_a_report_a_transmission(filled: World) -> None:
    told = filled.signed_in(Role.ANALYST).get(f"/v1/statistics?{YEAR}").json()
    figures = {row["heads"][0]: row["counts"][0] for row in table(told, "key_figures")["rows"]}
    assert (figures["received"], figures["qualified"], figures["addresses"], figures["sent"]) == (3, 2, 1, 1)
    offence = table(told, "offences")["rows"][0]
    assert offence["heads"] == ["pedopornographie", "disparue"]
    assert offence["counts"] == [2, 1]
    assert table(told, "recipients")["rows"][0]["median_seconds"] == 86_400


def test_the_field_is_noted_with_a_decision_and_outlives_its_offence(world: World) -> None:
    sent = send(world.machine())
    decide(world.signed_in(Role.ANALYST), sent["id"], kind="correct", offence="moquerie", reason="vu")
    law = world.services.editions.current().ruleset.offences
    told = world.signed_in(Role.ANALYST).get("/v1/statistics?from=2024-06-03&to=2024-06-03").json()
    assert table(told, "offences")["rows"][0]["heads"] == [law["moquerie"].field, "moquerie"]
    otherwise = table(told, "disagreement_offences")["rows"][0]
    assert otherwise["heads"] == [law["menace"].field, "menace"]
    assert otherwise["counts"] == [0, 1, 1]


def test_without_days_this_year_until_today(filled: World) -> None:
    told = filled.signed_in(Role.ADMINISTRATOR).get("/v1/statistics").json()
    assert (told["from"], told["to"], told["timezone"]) == ("2024-01-01", "2024-06-03", "Europe/Paris")


def test_a_period_that_ends_before_it_begins_is_refused(filled: World) -> None:
    client = filled.signed_in(Role.POLICY_EDITOR)
    body = problem(client.get("/v1/statistics?from=2019-02-01&to=2019-01-01"), "invalid-request")
    assert body["errors"][0]["pointer"] == "query:from"
    problem(client.get("/v1/statistics?from=1990-01-01&to=8999-12-31"), "invalid-request")
    page = client.get("/statistiques?from=2019-02-01&to=2019-01-01", headers={"accept": "text/html"})
    assert page.status_code == 422
    assert "finit avant de commencer" in page.text
    assert "<table" not in page.text


def test_machines_and_strangers_read_no_statistics(filled: World) -> None:
    problem(filled.anonymous().get("/v1/statistics"), "sign-in-needed")
    problem(filled.signed_in(Role.INTEGRATOR).get("/v1/statistics"), "not-allowed")


def test_a_table_as_csv_runs_no_formula(filled: World) -> None:
    answer = filled.signed_in(Role.REVIEWER).get(f"/v1/statistics/tables/categories?{YEAR}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert lines[1][:3] == ["'=1+1", "'=1+1", "3"]
    assert lines[1][3] == "1.000000"
    problem(filled.signed_in(Role.REVIEWER).get(f"/v1/statistics/tables/rien?{YEAR}"), "not-found")


@pytest.mark.parametrize("cell", ["=A1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert guarded("haine") == "haine"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹣"])
@pytest.mark.parametrize(
    "blank", ["", " ", "\u00a0", "\u202f", "\t", "\u3000", "\u200b", "\ufeff", "\n \t", *UNSEEN], ids=repr
)
def test_f17_a_formula_after_blanks_or_full_width_is_guarded(blank: str, sign: str) -> None:
    assert guarded(f"{blank}{sign}1+1") == f"'{blank}{sign}1+1"


@pytest.mark.parametrize("cell", ["", " ", " haine", "\u00a0racisme", "a=1", "Île", "12.5", "\u3164racisme"])
def test_f17_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell


def test_the_page_shows_each_table_with_its_file(filled: World) -> None:
    text = filled.signed_in(Role.ANALYST).get(f"/statistiques?{YEAR}").text
    assert "<svg" in text
    assert f"/v1/statistics/tables/fields?{YEAR.replace('&', '&amp;')}" in text
    assert "disparue" in text
    english = filled.signed_in(Role.ANALYST).get(f"/statistiques?{YEAR}&lang=en").text
    assert "Minors: hosting countries" in english


def test_small_counts_are_hidden_on_request(filled: World) -> None:
    told = filled.signed_in(Role.ANALYST).get(f"/v1/statistics?{YEAR}&under=3").json()
    assert table(told, "offences")["rows"][0]["counts"] == [None, None]
    assert table(told, "recipients")["rows"][0]["median_seconds"] is None
    page = filled.signed_in(Role.ANALYST).get(f"/statistiques?{YEAR}&under=1")
    assert page.status_code == 422


def test_the_printable_report_is_a_tagged_pdf(filled: World) -> None:
    for kind in ("annual", "dsa"):
        answer = filled.signed_in(Role.ANALYST).get(f"/v1/statistics/report?{YEAR}&kind={kind}")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert b"pdfuaid" in answer.content


def test_nothing_of_it_speaks_of_a_person(filled: World) -> None:
    text = filled.signed_in(Role.ANALYST).get(f"/v1/statistics?{YEAR}").text
    assert '"acc"' not in text


def tiles(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The tiles of a report, by name."""
    return {tile["id"]: tile for tile in told["tiles"]}


def test_tiles_say_what_the_tables_say(filled: World) -> None:
    with filled.database.write() as session:
        session.execute(insert(ReportRow), [report("rep_4", JUNE), report("rep_5", JUNE, state="duplicate")])
        late = [deadline("due_1", "rep_1", JUNE, None), deadline("due_2", "rep_1", JUNE, JUNE)]
        session.execute(insert(DeadlineRow), late)
        session.execute(insert(RouteDueRow), [route_due("rou_1", "rep_1", JUNE, "pharos")])
    told = filled.signed_in(Role.ANALYST).get(f"/v1/statistics?{YEAR}").json()
    found = tiles(told)
    assert found["received"]["count"] == 5
    assert found["waiting"]["count"] == 1  # the duplicate waits with the report that speaks for it
    assert found["late"]["count"] == 2
    assert found["median"]["median_seconds"] == 0
    assert found["noise"]["share"]["found"] == 0
    assert (found["agreement"]["share"]["found"], found["agreement"]["share"]["of"]) == (0, 2)
    assert found["agreement"]["share"]["interval"][0] == 0
    named = {t["id"] for s in told["sections"] for t in s["tables"]}
    assert {tile["table"] for tile in told["tiles"]} <= named


def test_a_deadline_to_come_is_not_late_and_weeks_to_come_are_not_counted(world: World) -> None:
    now = world.clock.moment
    with world.database.write() as session:
        session.execute(insert(ReportRow), [report("rep_1", now - timedelta(days=9), state="decided")])
        times = (now - timedelta(hours=1), now + timedelta(hours=1))
        session.execute(insert(DeadlineRow), [deadline(f"due_{n}", "rep_1", at, None) for n, at in enumerate(times)])
    told = world.signed_in(Role.ANALYST).get("/v1/statistics?from=2024-05-20&to=2024-12-31").json()
    assert tiles(told)["late"]["count"] == 1
    weeks = [row["heads"][0] for row in table(told, "weeks_backlog")["rows"]]
    assert weeks == ["2024-05-20", "2024-05-27", "2024-06-03"]


def test_tiles_and_weeks_keep_small_counts_secret(filled: World) -> None:
    told = filled.signed_in(Role.ANALYST).get(f"/v1/statistics?{YEAR}&under=5").json()
    found = tiles(told)
    assert found["received"]["count"] is None
    assert found["median"]["median_seconds"] is None
    assert found["agreement"]["share"] is None
    assert not [s for s in told["sections"] if s["id"] == "weeks"]
    page = filled.signed_in(Role.ANALYST).get(f"/statistiques?{YEAR}&under=5").text
    assert page.count('class="tile__value">s<') >= 1


def test_a_trusted_flagger_s_report_has_no_tile(filled: World) -> None:
    client = filled.signed_in(Role.ANALYST)
    assert client.get(f"/v1/statistics?{YEAR}&kind=dsa").json()["tiles"] == []
    assert 'class="tiles"' not in client.get(f"/statistiques?{YEAR}&kind=dsa").text


def test_the_page_opens_on_tiles_that_lead_to_their_tables(filled: World) -> None:
    page = filled.signed_in(Role.ANALYST).get(f"/statistiques?{YEAR}").text
    assert page.index('class="tiles"') < page.index('<form method="get"') < page.index('id="weeks"')
    for place in re.findall(r'class="tile__link" href="#([^"]+)"', page):
        assert f'id="{place}"' in page


def test_the_printed_report_says_each_title_once(filled: World) -> None:
    services = filled.services
    words = service.words_of(services, "fr")
    period = service.period_of(services, date(2019, 1, 1), date(2019, 12, 31))
    with filled.database.read() as session:
        html = html_of(service.report_of(session, services.editions.current().ruleset, period), words)
    titles = re.findall(r"<h[23]>(.*?)</h[23]>", html)
    assert len(titles) == len(set(titles)) > 20
    assert "<caption" not in html
    assert html.count("<svg") >= 4


def test_one_s_own_weeks_are_one_s_own(world: World) -> None:
    mine, other = world.signed_in(Role.ANALYST), world.signed_in(Role.ANALYST)
    for n in range(3):
        name = send(world.machine(), reference=f"n° {n}")["id"]
        assert decide(mine if n else other, name, kind="accept").status_code == 200
    told = mine.get("/v1/statistics/own").json()
    assert [row["counts"] for row in told["rows"]] == [[0, 0, 0]] * 11 + [[2, 0, 0]]
    assert told["rows"][-1]["heads"] == ["2024-06-03"]
    assert other.get("/v1/statistics/own").json()["rows"][-1]["counts"] == [1, 0, 0]
    page = mine.get("/statistiques/moi", headers={"accept": "text/html"}).text
    assert 'class="chart ' in page
    assert '<td class="number">2</td>' in page
    supervisor = world.signed_in(Role.REVIEWER)
    assert supervisor.get("/v1/statistics/own").json()["rows"][-1]["counts"] == [0, 0, 0]
    assert 'class="chart ' not in supervisor.get("/statistiques/moi", headers={"accept": "text/html"}).text

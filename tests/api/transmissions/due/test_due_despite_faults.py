"""What is due when something stands against it: routing that rules no longer take, a report that fails, two acts at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from api.db.action import RegisterRow, RouteDueRow
from api.db.locks import lock_each
from api.db.reports import ReportRow
from api.db.sessions import WriteSession
from api.http.services import Services
from api.kit.permissions import Role
from api.reports import due_marks
from api.reports.due_marks import DUE
from api.transmissions.due import upkeep
from api.transmissions.due.working_out import work_out
from tests.api.jobs.shared import steps_of
from tests.api.reports.test_reports import decide, read
from tests.api.service.world import World
from tests.api.transmissions.due.test_due import due, recipients, up_to_date
from tests.api.transmissions.notices.test_transmissions import (
    NOON,
    SETTINGS,
    decided,
    host,
    prepare,
    send,
)
from tests.shared import shipped

STALE_FACTS = {
    "fait_disparu": True,
    "hebergement": "lune",
    "manifeste": {"value": "peut-être"},
    "enfant_en_danger": True,
}
"""As stated under earlier rules: today's take the last one alone."""


def test_b3_routing_of_before_that_rules_no_longer_take_stops_no_decision_and_no_work(office: World) -> None:
    analyst = office.signed_in(Role.ANALYST)
    report = send(office)
    with office.database.write() as session:
        session.execute(update(RegisterRow).where(RegisterRow.report == report).values(routing=STALE_FACTS))
    decide(analyst, report, kind="accept")
    assert {"secours", "arcom", "hebergeur"} <= recipients(analyst, report)  # what is still taken counts
    assert analyst.get(f"/v1/reports/{report}/routes").status_code == 200
    assert [kind["id"] for kind in read(analyst, report)[0]["danger"]["kinds"]] == ["enfant"]
    assert analyst.get(f"/signalements/{report}/suites").status_code == 200
    form = {"routage.manifeste": "oui"}
    said = analyst.post(f"/signalements/{report}/suites/registre", data=form, follow_redirects=False)
    assert said.status_code == 303, said.text
    with office.database.write() as session:
        routing = session.scalars(select(RegisterRow.routing).where(RegisterRow.report == report)).one()
        assert routing == {"enfant_en_danger": True, "manifeste": True}
        session.execute(update(RegisterRow).values(routing=STALE_FACTS, routing_edition=upkeep.STALE))
    assert upkeep.drain(office.services) == 1
    assert upkeep.drain(office.services) == 0
    assert prepare(analyst, report).status_code == 201


def test_b3_a_report_of_which_what_is_due_cannot_be_worked_out_stops_no_other(
    office: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    analyst = office.signed_in(Role.ANALYST)
    broken = decided(office, analyst)
    sound = decided(office, analyst, url="https://videos.hebergeur.exemple/autre", text=None)
    with office.database.write() as session:
        session.execute(delete(RouteDueRow).where(RouteDueRow.report == sound))
        session.execute(update(RegisterRow).values(routing_edition=upkeep.STALE))

    def failing(session: WriteSession, services: Services, row: ReportRow) -> None:
        if row.id == broken:
            session.execute(delete(RouteDueRow).where(RouteDueRow.report == broken))
            raise KeyError("mots du signalement")
        work_out(session, services, row)

    monkeypatch.setattr(upkeep, "work_out", failing)
    steps = steps_of(office.live, upkeep.refresh_due)
    assert [next(steps), next(steps)] == [upkeep.REST, upkeep.EVERY]  # it is tried once
    assert recipients(analyst, sound) == {"arcom", "hebergeur", "signalant"}
    assert recipients(analyst, broken) == {"arcom", "hebergeur", "signalant"}  # nothing half done
    (told,) = [one for one in caplog.records if "left aside" in one.getMessage()]
    assert (told.getMessage(), vars(told)["where"]) == ("due: a report is left aside (KeyError)", broken)
    assert "mots" not in caplog.text
    assert up_to_date(office)


@pytest.fixture
def postgresql_office(postgresql_url: str, tmp_path: Path) -> Iterator[World]:
    """The same on PostgreSQL alone: SQLite has one writer at a time."""
    made = World(postgresql_url, tmp_path, engine=shipped(), **SETTINGS)
    made.clock.moment = NOON
    host(made)
    yield made
    made.close()


def test_b3_two_acts_on_one_report_at_once_store_what_is_due_once(postgresql_office: World) -> None:
    office = postgresql_office
    analyst = office.signed_in(Role.ANALYST)
    report = decided(office, analyst)
    with office.database.write() as session:
        session.execute(delete(RouteDueRow))

    def act_again() -> None:
        with office.database.write() as session:
            due_marks.mark(session, office.services, report)

    with ThreadPoolExecutor(1) as other:
        with office.database.write() as session:
            due_marks.mark(session, office.services, report)
            due_marks._work_out(session)  # stored, not committed
            second = other.submit(act_again)
            _waiting_for_a_lock(office)
        second.result(60)
    assert len(due(analyst)) == 3
    with ThreadPoolExecutor(1) as other:  # the work beside the service waits as well
        with office.database.write() as session:
            session.execute(delete(RouteDueRow))
            session.execute(update(RegisterRow).values(routing_edition=upkeep.STALE))
        with office.database.write() as session:
            lock_each(session, DUE, [report])
            drained = other.submit(upkeep.drain, office.services)
            _waiting_for_a_lock(office)
            work_out(session, office.services, session.get_one(ReportRow, report))
        assert drained.result(60) == 0  # it reads after it has waited
    assert len(due(analyst)) == 3


def _waiting_for_a_lock(office: World) -> None:
    """Until another transaction waits for one."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    deadline = time.monotonic() + 60
    while True:
        with office.database.read() as session:
            if session.execute(waiting).scalar_one():
                return
        assert time.monotonic() < deadline
        time.sleep(0.02)

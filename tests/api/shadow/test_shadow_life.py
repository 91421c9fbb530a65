"""Life of a shadow run: it starts, goes on elsewhere, and ends by itself."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from api.db.audit import AuditRow
from api.db.changes import ChangeRow
from api.db.shadow import ShadowAnswerRow
from api.kit.permissions import Role
from api.reports import blinding
from api.reports.blinding import closed_to
from api.shadow import worker
from api.shadow.service import ENDED, STARTED
from api.shadow.worker import REST, ShadowWorker
from tests.api.app.editions import publish, second_tree, started
from tests.api.service.world import problem
from tests.api.shadow.shadow_office import PENALTY, PRIVATE, PUBLIC, STEPS, ShadowOffice


def test_it_stops_once_the_interval_is_as_narrow_as_was_asked(office: ShadowOffice) -> None:
    office.start(precision=0.5)
    office.send(4)
    office.settle()
    assert office.runs()[0]["end"] is None
    office.send(4)
    office.settle()
    (run,) = office.runs()
    assert (run["end"], run["reports"], run["changed"]) == ("precise", 8, 8)
    assert run["interval"]["high"] - run["interval"]["low"] <= 0.5
    office.send(1)
    office.settle()
    assert office.runs()[0]["reports"] == 8
    with office.world.database.read() as session:
        query = select(AuditRow.action).where(AuditRow.action.in_((STARTED, ENDED))).order_by(AuditRow.number)
        assert session.scalars(query).all() == [STARTED, ENDED]


def test_an_edit_ends_the_run_and_keeps_what_it_found(office: ShadowOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    office.start()
    office.send(2)
    office.settle()
    office.edit(office.change, PRIVATE, PUBLIC)
    office.edit(office.change, *PENALTY)
    office.settle()
    (run,) = office.runs()
    assert (run["end"], run["reports"]) == ("edited", 2)
    office.world.clock.moment += timedelta(minutes=1)
    assert office.start().status_code == 201
    office.send(1)
    office.settle()
    asked: Counter[str] = Counter()
    monkeypatch.setattr(blinding, "closed_to", lambda *of: asked.update(["closed_to"]) or closed_to(*of))
    later, earlier = office.runs(office.world.signed_in(Role.REVIEWER))
    assert asked == {"closed_to": 1}, "once for all runs"
    assert (later["reports"], earlier["reports"]) == (1, 2)
    assert later["tree"] != earlier["tree"]


def test_a_closed_request_ends_its_run(office: ShadowOffice) -> None:
    office.start()
    with office.world.database.write() as session:
        row = session.get(ChangeRow, office.change)
        assert row is not None
        row.state = "closed"
    office.settle()
    assert office.runs()[0]["end"] == "closed"
    problem(office.start(), "change-closed")


def test_what_cannot_be_started_or_stopped_says_why(office: ShadowOffice) -> None:
    problem(office.stop(), "not-found")
    assert office.start().status_code == 201
    problem(office.start(), "shadow-running")
    stopped = office.stop()
    assert (stopped.status_code, stopped.json()["end"]) == (200, "stopped")
    problem(office.start(precision=0), "invalid-request")
    office.change = office.open_change('label: {fr: "Une menace"', 'label: {fr: "Une menace"  ')
    problem(office.start(), "shadow-same-law")
    for _ in range(3):
        office.change = office.open_change(PUBLIC, PRIVATE)
        assert office.start().status_code == 201
    office.change = office.open_change(PUBLIC, PRIVATE)
    problem(office.start(), "shadow-full")
    office.change = "chg_" + "0" * 26
    problem(office.start(), "not-found")


def test_a_law_that_cannot_be_opened_ends_the_run(office: ShadowOffice) -> None:
    office.edit(office.change, "id: menace\n", "id: menace\nno_such_field: 1\n")
    assert office.start().status_code == 201
    office.send(1)
    office.settle()
    assert office.runs()[0]["end"] == "unreadable"


def test_a_law_that_is_no_yaml_is_refused_at_once(office: ShadowOffice) -> None:
    office.edit(office.change, "id: menace\n", "id: [menace\n")
    problem(office.start(), "evidence-red")


def test_a_service_that_starts_again_goes_on_where_the_other_stopped(office: ShadowOffice) -> None:
    office.start()
    office.send(1)
    office.settle()
    office.send(1)
    office.worker.stop()
    office.worker = ShadowWorker(office.world.live)
    office.settle()
    assert office.runs()[0]["reports"] == 2


def test_two_services_share_a_run_and_one_that_died_loses_it_in_time(office: ShadowOffice) -> None:
    office.start()
    office.send(1)
    office.settle()
    office.send(1)
    other = ShadowWorker(office.world.live)
    assert other.step() == REST
    office.world.clock.moment += worker.LEASE + timedelta(seconds=1)
    office.worker = other
    office.settle()
    assert office.runs()[0]["reports"] == 2


def test_answers_go_on_being_compared_after_another_edition_is_served(office: ShadowOffice) -> None:
    office.start()
    office.send(1)
    publish(office.world, second_tree())
    from tests.api.app.editions import follower, settle

    settle(follower(office.world))
    office.send(1)
    office.settle()
    (run,) = office.runs()
    assert (run["reports"], run["faults"]) == (2, {})
    with office.world.database.read() as session:
        assert len({*session.scalars(select(ShadowAnswerRow.law))}) == 2


def test_a_process_apart_answers_and_the_service_stops_cleanly(database_url: str, tmp_path: Path) -> None:
    world = started(database_url, tmp_path)
    office = ShadowOffice(world)
    office.start()
    office.send(2)
    with worker.shadowing(world.live):
        for _ in range(STEPS):
            if office.runs()[0]["reports"] == 2:
                break
            time.sleep(0.05)
    assert office.runs()[0]["reports"] == 2
    world.close()

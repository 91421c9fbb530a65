"""Published editions are taken up by services that run: at their date, whole, or not at all."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from api.app import edition_follower
from api.app.edition_follower import following
from api.app.edition_opening import EditionOpening, UnusableTexts
from api.db.changes import BlobRow
from api.db.editions import EditionRow
from api.db.reports import QualificationRow, ReportRow
from api.http.live import LiveServices
from api.http.services import Services
from api.kit.permissions import Permission, Role
from api.rules.edition_folders import EditionFolders
from api.rules.tree import blob_digest
from tests.api.app.editions import (
    OFFENCE,
    Timer,
    broken_tree,
    first_tree,
    follower,
    law_of,
    publish,
    second_tree,
    served,
    settle,
    started,
    withdraw,
)
from tests.api.app.follower_process import PATIENCE, FollowerProcess
from tests.api.changes.desk import Desk
from tests.api.service.two_laws import REPORT
from tests.api.service.world import TEXT, World

FIRST_LAW, SECOND_LAW = law_of(first_tree()), law_of(second_tree())


@pytest.fixture
def running(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service that was started on the small law."""
    made = started(database_url, tmp_path)
    yield made
    made.close()


def test_a_publication_is_taken_up_and_the_law_before_it_stays_at_hand(running: World) -> None:
    before = running.live.current()
    assert served(running) == (1, FIRST_LAW)
    publish(running, second_tree())
    settle(follower(running))
    after = running.live.current()
    assert served(running) == (2, SECOND_LAW)
    assert after.editions.by_digest(FIRST_LAW) is before.editions.current()
    same = ("settings", "database", "clock", "metrics", "callers", "instances", "arrivals", "beside", "monitor")
    assert all(getattr(after, name) is getattr(before, name) for name in same)
    with running.database.read() as session:
        assert {*session.scalars(select(EditionRow.digest))} == {FIRST_LAW, SECOND_LAW}
    assert after.monitor.standing.effective == 2


def test_an_edition_to_come_is_opened_ahead_and_swapped_at_its_date(running: World) -> None:
    one, date = follower(running), running.clock.now() + timedelta(hours=1)
    publish(running, second_tree(), date)
    settle(one)
    standing = running.services.monitor.standing
    assert (standing.upcoming, standing.upcoming_at, standing.is_upcoming_open) == (2, date, True)
    assert served(running) == (1, FIRST_LAW)
    running.clock.moment = date - timedelta(seconds=0.25)
    assert one.step() == pytest.approx(0.25)
    assert served(running) == (1, FIRST_LAW)
    running.clock.moment = date
    one.step()
    assert served(running) == (2, SECOND_LAW)


def test_one_that_is_withdrawn_is_never_served(running: World) -> None:
    one, date = follower(running), running.clock.now() + timedelta(hours=1)
    number = publish(running, second_tree(), date)
    settle(one)
    withdraw(running, number)
    settle(one)
    running.clock.moment = date + timedelta(hours=1)
    settle(one)
    assert served(running) == (1, FIRST_LAW)
    assert running.services.monitor.standing.upcoming is None


def test_the_same_rules_published_again_are_served_under_the_new_number(running: World) -> None:
    engine = running.live.current().editions.current()
    publish(running, first_tree())
    settle(follower(running))
    assert served(running) == (2, FIRST_LAW)
    assert running.live.current().editions.current() is engine


def test_of_several_published_meanwhile_the_last_in_effect_is_served(running: World) -> None:
    publish(running, second_tree())
    publish(running, first_tree())
    settle(follower(running))
    assert served(running) == (3, FIRST_LAW)


@pytest.mark.parametrize("fault", ["unreadable", "damaged", "disk", "texts", "other"])
def test_one_that_cannot_be_opened_leaves_the_old_one_and_is_tried_again(
    fault: str, running: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    timer = Timer()
    one = follower(running, timer)
    tree = broken_tree() if fault == "unreadable" else second_tree()
    publish(running, tree)
    errors = {"disk": OSError(28, "full"), "texts": UnusableTexts(), "other": RuntimeError("words")}

    def fails(_: EditionOpening) -> float | None:
        raise errors[fault]

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR, "qualif.laws"):
        if fault in errors:
            patched.setattr(EditionOpening, "step", fails)
        if fault == "damaged":
            with running.database.write() as session:
                row = session.get(BlobRow, blob_digest(tree.files[OFFENCE]))
                assert row is not None
                whole, row.data = row.data, row.data[:-3]
        settle(one)
        assert served(running) == (1, FIRST_LAW)
        assert running.services.monitor.standing.fault == fault
        timer.seconds += edition_follower.AGAIN
        settle(one)
    assert len(caplog.records) == 1
    assert "words" not in caplog.text
    ready = running.anonymous().get("/ready").json()
    assert (ready["publication"], ready["effective"]) == (1, 2)
    metrics = running.machine(Permission.METRICS_READ).get("/metrics").text
    assert 'qualif_publication{state="served"} 1.0' in metrics
    assert 'qualif_publication{state="effective"} 2.0' in metrics
    page = running.signed_in(Role.ADMINISTRATOR).get("/administration/sante").text
    assert "publication 2" in page
    if fault == "damaged":
        with running.database.write() as session:
            row = session.get(BlobRow, blob_digest(tree.files[OFFENCE]))
            assert row is not None
            row.data = whole
    timer.seconds += edition_follower.AGAIN
    settle(one)
    assert served(running)[0] == (1 if fault == "unreadable" else 2)


def test_whoever_publishes_is_answered_once_this_process_serves_it(running: World) -> None:
    desk = Desk(running)
    with following(running.live):
        published = desk.published()
        assert served(running) == (published["number"], published["law"])


def test_whoever_publishes_does_not_wait_for_what_cannot_be_served(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = running.services.monitor
    monitor.await_served(publish(running, second_tree()), 3_600.0)  # nobody follows here

    def fails(_: EditionOpening) -> float | None:
        raise OSError(28, "full")

    monkeypatch.setattr(EditionOpening, "step", fails)
    with following(running.live):
        monitor.await_served(2, 3_600.0)
        assert monitor.standing.fault == "disk"
    assert served(running) == (1, FIRST_LAW)


def test_what_is_left_half_written_is_written_again(running: World, tmp_path: Path) -> None:
    tree = second_tree()
    folder = tmp_path / "editions" / tree.digest
    folder.mkdir(parents=True)
    (folder / "half").write_text("…")
    (tmp_path / "editions" / f"{tree.digest}.part").mkdir()
    publish(running, tree)
    settle(follower(running))
    assert served(running) == (2, SECOND_LAW)
    assert not (folder / "half").exists()


def test_a_folder_goes_once_nobody_reads_it(running: World, tmp_path: Path) -> None:
    timer = Timer()
    one, editions = follower(running, timer), tmp_path / "editions"
    publish(running, second_tree())
    settle(one)
    publish(running, first_tree())
    settle(one)
    timer.seconds += edition_follower.SWEEP
    settle(one)
    assert served(running) == (3, FIRST_LAW)
    assert [path.name for path in editions.iterdir() if path.is_dir()] == [first_tree().digest]


def test_a_request_has_one_edition_until_its_end(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one, machine = follower(running), running.machine()
    publish(running, second_tree())
    answerer = running.live.current().answerer
    answers = answerer.answer

    def swapped_meanwhile(*given: Any) -> Any:
        result = answers(*given)
        settle(one)
        return result

    monkeypatch.setattr(answerer, "answer", swapped_meanwhile)
    sent = machine.post("/v1/reports", json=REPORT)
    assert sent.status_code == 202, sent.text
    assert served(running) == (2, SECOND_LAW)
    assert law_that_answered(running, sent) == FIRST_LAW
    again = machine.post("/v1/reports", json={**REPORT, "text": f"{TEXT} Encore."})
    assert law_that_answered(running, again) == SECOND_LAW


def law_that_answered(world: World, sent: Any) -> str:
    """Digest of the law behind the answer to a report."""
    with world.database.read() as session:
        row = session.get(ReportRow, sent.json()["id"])
        assert row is not None
        answer = session.get(QualificationRow, row.qualification)
        assert answer is not None
        return answer.ruleset_digest


def test_answers_under_load_are_each_of_one_edition_and_replay_after(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    captured: list[Services] = []
    capture = LiveServices.capture

    def recorded(live: LiveServices, request: Request) -> Services:
        captured.append(capture(live, request))
        return captured[-1]

    monkeypatch.setattr(LiveServices, "capture", recorded)
    one, over = follower(running), threading.Event()
    machine, asks = running.machine(), running.signed_in(Role.ANALYST)

    def post(number: int) -> str:
        told = machine.post(
            "/v1/reports", json={**REPORT, "text": f"{TEXT} {number}", "url": f"https://a.exemple/{number}"}
        )
        assert told.status_code == 202, told.text
        name: str = told.json()["id"]
        return name

    def follow() -> None:
        while not over.is_set():
            one.step()
            over.wait(0.001)

    thread = threading.Thread(target=follow)
    thread.start()
    trees = (second_tree(), first_tree(), second_tree())
    names: list[str] = []
    try:
        with ThreadPoolExecutor(4) as pool:
            for tree in trees:
                publish(running, tree)
                wanted = law_of(tree)
                for _ in range(40):
                    names += pool.map(post, range(len(names), len(names) + 4))
                    if served(running)[1] == wanted:
                        break
                assert served(running)[1] == wanted
    finally:
        over.set()
        thread.join()
    with running.database.read() as session:
        rows = session.scalars(select(QualificationRow).where(QualificationRow.report.in_(names))).all()
    assert len(rows) == len(names)
    parts = {(id(one.editions), id(one.answerer), id(one.rules), one.origin.tree) for one in captured}
    assert {tree for *_, tree in parts} == {tree.digest for tree in trees}
    for part in range(3):  # what is served of one opening goes together: no part is of two
        assert len({one[part] for one in parts}) == len(parts)
    assert {row.ruleset_digest for row in rows} == {FIRST_LAW, SECOND_LAW}
    for law in (FIRST_LAW, SECOND_LAW):
        for row in [row for row in rows if row.ruleset_digest == law][:3]:
            replay = asks.get(f"/v1/qualifications/{row.id}/replay")
            assert replay.status_code == 200, replay.text
            assert replay.json()["same"] is True


def test_two_services_of_one_database_take_it_up_each_on_their_own(
    running: World, database_url: str, tmp_path: Path
) -> None:
    other = started(database_url, tmp_path)
    number = publish(running, second_tree())
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda world: settle(follower(world)), (running, other)))
    assert served(running) == served(other) == (number, SECOND_LAW)
    other.close()


def test_processes_on_one_database_take_it_up_and_one_that_is_killed_leaves_no_trace(
    running: World, database_url: str, tmp_path: Path
) -> None:
    several = [FollowerProcess(database_url, tmp_path, until=2) for _ in range(3)]
    try:
        assert [one.next_number() for one in several] == [1, 1, 1]
        publish(running, second_tree(), datetime.now(UTC))
        while not (tmp_path / "editions").is_dir():
            time.sleep(0.001)
        several[0].kill()
        assert [(one.next_number(), one.next_number()) for one in several[1:]] == [(2, None)] * 2
        for one in several[1:]:
            one.process.join(PATIENCE)
        assert [one.process.exitcode for one in several[1:]] == [0, 0]
    finally:
        for one in several:
            one.kill()
    EditionFolders(tmp_path).sweep()
    assert list((tmp_path / "editions").iterdir()) == []


def test_a_database_that_is_away_stops_nothing(running: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one = follower(running)
    publish(running, second_tree())
    with monkeypatch.context() as patched:
        patched.setattr(edition_follower, "live_publication", _away)
        with pytest.raises(OperationalError):
            one.step()
    settle(one)
    assert served(running) == (2, SECOND_LAW)


def _away(*_: Any) -> Any:
    raise OperationalError("SELECT", None, Exception("away"))

"""Shadow runs: the law of a change request answers beside, is counted, and stops by itself."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from api.backtest import laws
from api.backtest.laws import open_pair
from api.backtest.rereading import texts_of_folder
from api.db.audit import AuditRow
from api.db.changes import ChangeRow
from api.db.editions import EditionRow
from api.db.reports import ReportRow
from api.db.shadow import ShadowAnswerRow, ShadowRunRow
from api.kit.bounded_worker import WorkStopped
from api.kit.permissions import Role
from api.reports import blinding
from api.reports.blinding import closed_to
from api.retention.service import purge
from api.shadow import comparing, repository, worker
from api.shadow.comparing import ShadowTask, compare_answers
from api.shadow.service import ENDED, STARTED
from api.shadow.states import MOST_RUNS
from api.shadow.worker import REST, ShadowWorker
from engine.language.loader import load_folder
from tests.api.app.editions import OFFENCE, publish, second_tree, started
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.two_laws import REPORT
from tests.api.service.world import TEXT, World, problem

PUBLIC, PRIVATE = "condition: {notion: publicite}", "condition: {not: {notion: publicite}}"
LEXICON, SLAP = "lexicons/menaces.yaml", "Je vais te gifler."
PENALTY = ("penalty: {prison_months: 12", "penalty: {prison_months: 24")
STEPS = 2_000


class Office:
    """A service, a request on its rules, and reports that come in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.editor = world.signed_in(Role.POLICY_EDITOR)
        self.machine = world.machine()
        self.worker = ShadowWorker(world.live)
        self.change = self.opened(PUBLIC, PRIVATE)
        self._sent = 0

    def opened(self, old: str, new: str) -> str:
        """A change request of one edit of one file."""
        response = self.editor.post("/v1/changes", json={"title": "Hors la publicité"})
        assert response.status_code == 201, response.text
        name: str = response.json()["id"]
        self.edit(name, old, new)
        return name

    def edit(self, change: str, old: str, new: str, path: str = OFFENCE) -> None:
        """Replaces words of a file, that of the offence."""
        file = self.editor.get(f"/v1/changes/{change}/file", params={"path": path}).json()
        assert old in file["text"]
        files = [{"path": path, "text": file["text"].replace(old, new, 1), "seen": file["digest"]}]
        assert self.editor.put(f"/v1/changes/{change}/files", json={"files": files}).status_code == 200

    def start(self, **body: Any) -> Any:
        """Starts a run."""
        return self.editor.post(f"/v1/changes/{self.change}/shadow", json=body)

    def stop(self) -> Any:
        """Stops it."""
        return self.editor.delete(f"/v1/changes/{self.change}/shadow")

    def runs(self, client: TestClient | None = None) -> list[dict[str, Any]]:
        """The runs of the request, the last one first."""
        found: list[dict[str, Any]] = (client or self.editor).get(f"/v1/changes/{self.change}/shadow").json()["items"]
        return found

    def send(self, count: int = 1, **facts: Any) -> list[str]:
        """Reports that come in; their names."""
        names = []
        for _ in range(count):
            self._sent += 1
            said = {**REPORT["facts"], **facts}
            body = {**REPORT, "text": f"{TEXT} {self._sent}", "url": f"https://a.exemple/{self._sent}", "facts": said}
            told = self.machine.post("/v1/reports", json=body)
            assert told.status_code == 202, told.text
            names.append(told.json()["id"])
        return names

    def settle(self) -> None:
        """Steps of the worker until nothing waits."""
        for _ in range(STEPS):
            if self.worker.step() == REST:
                return
            time.sleep(0.005)
        raise AssertionError("it never settles")


@pytest.fixture
def office(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A service on the small law, whose shadow runs compare in this process."""
    monkeypatch.setattr(worker, "BoundedWorker", InlineWorker)
    world = started(database_url, tmp_path)
    made = Office(world)
    yield made
    made.worker.stop()
    world.close()


def test_reports_are_answered_beside_and_counted_with_the_clause_behind(office: Office) -> None:
    before = office.send()
    office.world.clock.moment += timedelta(minutes=1)
    assert office.start().status_code == 201
    changed = office.send(2)
    same = office.send(1, menace=False, acces="message_direct")
    office.settle()
    (run,) = office.runs()
    assert (run["reports"], run["changed"], run["faults"]) == (3, 2, {})
    assert run["changes"]["offences"]["menace"] == {"lost": 2}
    causes = [(one["kind"], one["name"]) for one in run["changes"]["causes"]]
    assert ("element", "publicite") in causes
    assert run["interval"]["low"] < run["interval"]["share"] < run["interval"]["high"]
    assert run["examples"] == []
    readers = office.runs(office.world.signed_in(Role.REVIEWER))[0]["examples"]
    named = {one["id"] for example in readers for one in example["reports"]}
    assert named == {*changed}
    assert not named & {*before, *same}


def test_nothing_is_shown_to_analysts_and_nothing_of_a_report_is_stored(office: Office) -> None:
    office.start()
    (name,) = office.send()
    analyst = office.world.signed_in(Role.ANALYST)
    told = analyst.get(f"/v1/reports/{name}").json()
    office.settle()
    assert analyst.get(f"/v1/reports/{name}").json() == told
    problem(analyst.get(f"/v1/changes/{office.change}/shadow"), "not-allowed")
    problem(analyst.post(f"/v1/changes/{office.change}/shadow", json={}), "not-allowed")
    with office.world.database.read() as session:
        (row,) = session.scalars(select(ShadowAnswerRow)).all()
    examples = [one for found in row.comparison["examples"].values() for one in found]
    assert examples
    assert {one["id"] for one in examples} == {name}
    assert [one["facts"] for one in examples] == [{}] * len(examples), "the fact that decides is one of them"
    assert not [value for value in ("ouvert", TEXT[:20]) if value in str(row.comparison)]
    assert row.law == office.world.services.editions.current().ruleset.digest


def test_a_draft_of_lexicons_reads_the_texts_that_come_in(office: Office) -> None:
    office.edit(office.change, PRIVATE, PUBLIC)
    problem(office.start(), "shadow-same-law")
    office.edit(office.change, "[frapper, taper,", "[frapper, gifler, taper,", LEXICON)
    assert office.start().status_code == 201
    slap, quiet = (
        office.machine.post("/v1/reports", json={"text": text, "facts": {"acces": "ouvert"}}).json()["id"]
        for text in (SLAP, "Je vais te voir demain.")
    )
    office.settle()
    (run,) = office.runs(office.world.signed_in(Role.REVIEWER))
    assert (run["reports"], run["changed"], run["faults"]) == (2, 1, {})
    assert {one["kind"] for one in run["changes"]["causes"]} == {"reading"}
    assert {one["id"] for example in run["examples"] for one in example["reports"]} == {slap}
    with office.world.database.read() as session:
        stored = {row.report: str(row.comparison) for row in session.scalars(select(ShadowAnswerRow))}
    assert stored.keys() == {slap, quiet}
    assert not [comparison for comparison in stored.values() if "gifler" in comparison]


def test_as_many_runs_as_may_take_turns_without_opening_a_law_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_pair.cache_clear()
    comparing._open_texts.cache_clear()
    opened: Counter[str] = Counter()
    monkeypatch.setattr(laws, "load_folder", lambda folder: opened.update(["law"]) or load_folder(folder))
    monkeypatch.setattr(comparing, "texts_of_folder", lambda *of: opened.update(["texts"]) or texts_of_folder(*of))
    for number in range(MOST_RUNS):
        office.change = office.opened(PENALTY[0], f"penalty: {{prison_months: {13 + number}")
        office.edit(office.change, "[frapper, taper,", f"[frapper, gifler{number}, taper,", LEXICON)
        assert office.start().status_code == 201
    for _ in range(3):
        office.send()
        office.settle()
    assert opened == {"texts": MOST_RUNS, "law": 2 * MOST_RUNS}


def test_words_that_are_gone_are_no_change(office: Office) -> None:
    office.edit(office.change, PRIVATE, PUBLIC)
    office.edit(office.change, "[frapper, taper,", "[frapper, gifler, taper,", LEXICON)
    assert office.start().status_code == 201
    name = office.machine.post("/v1/reports", json={"text": SLAP, "facts": {"acces": "ouvert"}}).json()["id"]
    with office.world.database.write() as session:
        session.get_one(ReportRow, name).text = None
    office.settle()
    (run,) = office.runs()
    assert (run["reports"], run["changed"], run["changes"]["reports"]) == (1, 0, {})


def test_it_stops_once_the_interval_is_as_narrow_as_was_asked(office: Office) -> None:
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


def test_a_report_answered_again_counts_once_by_its_last_answer(office: Office) -> None:
    office.start()
    (name,) = office.send()
    office.settle()
    analyst = office.world.signed_in(Role.ANALYST)
    read = analyst.get(f"/v1/reports/{name}")
    stated = analyst.post(
        f"/v1/reports/{name}/facts",
        json={"state": {"acces": "message_direct"}},
        headers={"if-match": read.headers["etag"]},
    )
    assert stated.status_code in (200, 201), stated.text
    office.settle()
    (run,) = office.runs()
    assert run["reports"] == 1
    with office.world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ShadowAnswerRow)) == 2


def test_an_edit_ends_the_run_and_keeps_what_it_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_closed_request_ends_its_run(office: Office) -> None:
    office.start()
    with office.world.database.write() as session:
        row = session.get(ChangeRow, office.change)
        assert row is not None
        row.state = "closed"
    office.settle()
    assert office.runs()[0]["end"] == "closed"
    problem(office.start(), "change-closed")


def test_what_cannot_be_started_or_stopped_says_why(office: Office) -> None:
    problem(office.stop(), "not-found")
    assert office.start().status_code == 201
    problem(office.start(), "shadow-running")
    stopped = office.stop()
    assert (stopped.status_code, stopped.json()["end"]) == (200, "stopped")
    problem(office.start(precision=0), "invalid-request")
    office.change = office.opened('label: {fr: "Une menace"', 'label: {fr: "Une menace"  ')
    problem(office.start(), "shadow-same-law")
    for _ in range(3):
        office.change = office.opened(PUBLIC, PRIVATE)
        assert office.start().status_code == 201
    office.change = office.opened(PUBLIC, PRIVATE)
    problem(office.start(), "shadow-full")
    office.change = "chg_" + "0" * 26
    problem(office.start(), "not-found")


def test_what_its_law_cannot_take_counts_as_a_change_with_a_code(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.start()
    with office.world.database.write() as session:
        for row in session.scalars(select(EditionRow)):
            session.delete(row)
    office.send(1)
    office.settle()
    (run,) = office.runs()
    assert (run["reports"], run["changed"], run["faults"]) == (1, 1, {"law": 1})
    assert office.world.services.editions.is_stored
    office.world.services.editions.store(office.world.clock.now())

    def stopped(task: ShadowTask) -> Any:
        if len(task.records) > 1 or not sound:
            raise WorkStopped("MemoryError")
        return compare_answers(task)

    sound = False
    monkeypatch.setattr(worker, "compare_answers", stopped)
    office.send(2)
    office.settle()
    assert office.runs()[0]["faults"] == {"law": 1, "limits": 2}
    sound = True
    office.send(2)
    office.settle()
    assert (office.runs()[0]["reports"], office.runs()[0]["faults"]) == (5, {"law": 1, "limits": 2})


def test_a_law_that_cannot_be_opened_ends_the_run(office: Office) -> None:
    office.edit(office.change, "id: menace\n", "id: menace\nno_such_field: 1\n")
    assert office.start().status_code == 201
    office.send(1)
    office.settle()
    assert office.runs()[0]["end"] == "unreadable"


def test_a_law_that_is_no_yaml_is_refused_at_once(office: Office) -> None:
    office.edit(office.change, "id: menace\n", "id: [menace\n")
    problem(office.start(), "evidence-red")


def test_a_service_that_starts_again_goes_on_where_the_other_stopped(office: Office) -> None:
    office.start()
    office.send(1)
    office.settle()
    office.send(1)
    office.worker.stop()
    office.worker = ShadowWorker(office.world.live)
    office.settle()
    assert office.runs()[0]["reports"] == 2


def test_two_services_share_a_run_and_one_that_died_loses_it_in_time(office: Office) -> None:
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


def test_answers_go_on_being_compared_after_another_edition_is_served(office: Office) -> None:
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


def test_erasure_takes_shadow_answers_with_the_answers(office: Office) -> None:
    office.start()
    office.send(2)
    office.settle()
    office.world.clock.moment += timedelta(days=1_096)
    proof = purge(office.world.services)
    assert (proof["erased"]["shadow"]["found"], proof["erased"]["shadow"]["left"]) == (2, 0)
    assert proof["erased"]["answer"]["left"] == 0
    assert office.runs(office.world.signed_in(Role.POLICY_EDITOR))[0]["reports"] == 0
    with office.world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ShadowRunRow)) == 1


def test_what_was_erased_meanwhile_is_not_stored(office: Office) -> None:
    office.start()
    office.send(1)
    office.worker.step()
    office.world.clock.moment += timedelta(days=1_096)
    purge(office.world.services)
    office.settle()
    (run,) = office.runs(office.world.signed_in(Role.POLICY_EDITOR))
    with office.world.database.read() as session:
        assert repository.count_answers(session, run["id"]) == 0


def test_a_process_apart_answers_and_the_service_stops_cleanly(database_url: str, tmp_path: Path) -> None:
    world = started(database_url, tmp_path)
    office = Office(world)
    office.start()
    office.send(2)
    with worker.shadowing(world.live):
        for _ in range(STEPS):
            if office.runs()[0]["reports"] == 2:
                break
            time.sleep(0.05)
    assert office.runs()[0]["reports"] == 2
    world.close()

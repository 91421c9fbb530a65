"""Shadow runs: the law of a change request answers beside, and is counted."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from api.backtest import laws
from api.backtest.laws import open_pair
from api.backtest.rereading import texts_of_folder
from api.db.editions import EditionRow
from api.db.reports import ReportRow
from api.db.shadow import ShadowAnswerRow, ShadowRunRow
from api.kit.bounded_worker import WorkStopped
from api.kit.permissions import Role
from api.retention.service import purge
from api.shadow import comparing, repository, worker
from api.shadow.comparing import ShadowTask, compare_answers
from api.shadow.states import MOST_RUNS
from engine.language.loader import load_folder
from tests.api.service.world import TEXT, problem
from tests.api.shadow.shadow_office import LEXICON, PENALTY, PRIVATE, PUBLIC, SLAP, ShadowOffice


def test_reports_are_answered_beside_and_counted_with_the_clause_behind(office: ShadowOffice) -> None:
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


def test_nothing_is_shown_to_analysts_and_nothing_of_a_report_is_stored(office: ShadowOffice) -> None:
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


def test_a_draft_of_lexicons_reads_the_texts_that_come_in(office: ShadowOffice) -> None:
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
    office: ShadowOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_pair.cache_clear()
    comparing._open_texts.cache_clear()
    opened: Counter[str] = Counter()
    monkeypatch.setattr(laws, "load_folder", lambda folder: opened.update(["law"]) or load_folder(folder))
    monkeypatch.setattr(comparing, "texts_of_folder", lambda *of: opened.update(["texts"]) or texts_of_folder(*of))
    for number in range(MOST_RUNS):
        office.change = office.open_change(PENALTY[0], f"penalty: {{prison_months: {13 + number}")
        office.edit(office.change, "[frapper, taper,", f"[frapper, gifler{number}, taper,", LEXICON)
        assert office.start().status_code == 201
    for _ in range(3):
        office.send()
        office.settle()
    assert opened == {"texts": MOST_RUNS, "law": 2 * MOST_RUNS}


def test_words_that_are_gone_are_no_change(office: ShadowOffice) -> None:
    office.edit(office.change, PRIVATE, PUBLIC)
    office.edit(office.change, "[frapper, taper,", "[frapper, gifler, taper,", LEXICON)
    assert office.start().status_code == 201
    name = office.machine.post("/v1/reports", json={"text": SLAP, "facts": {"acces": "ouvert"}}).json()["id"]
    with office.world.database.write() as session:
        session.get_one(ReportRow, name).text = None
    office.settle()
    (run,) = office.runs()
    assert (run["reports"], run["changed"], run["changes"]["reports"]) == (1, 0, {})


def test_a_report_answered_again_counts_once_by_its_last_answer(office: ShadowOffice) -> None:
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


def test_what_its_law_cannot_take_counts_as_a_change_with_a_code(
    office: ShadowOffice, monkeypatch: pytest.MonkeyPatch
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


def test_erasure_takes_shadow_answers_with_the_answers(office: ShadowOffice) -> None:
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


def test_what_was_erased_meanwhile_is_not_stored(office: ShadowOffice) -> None:
    office.start()
    office.send(1)
    office.worker.step()
    office.world.clock.moment += timedelta(days=1_096)
    purge(office.world.services)
    office.settle()
    (run,) = office.runs(office.world.signed_in(Role.POLICY_EDITOR))
    with office.world.database.read() as session:
        assert repository.count_answers(session, run["id"]) == 0

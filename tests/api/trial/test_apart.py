"""A draft is tried in a process apart: what takes too long or too much there is stopped, and the service answers meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from api.kit.bounded_worker import BoundedWorker, outcome_of
from api.kit.permissions import Permission, Role
from api.kit.problems import Problem
from api.trial import trials as module
from api.trial.sides import TrialSides
from api.trial.trials import Trials
from tests.api.pages.case.test_case import PAGE
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.world import World, problem
from tests.api.trial.drafts import LEXICON, THREAT, FixedDrafts, drafting, edited, small_tree

CONTRARY = edited(LEXICON, "says: {menace: true}", "says: {menace: false}")
ASKED = {"text": THREAT, "date_of_facts": "2024-01-02", "draft": "contraire", "compare": True}


def endless(_: TrialSides) -> None:
    """What a draft would do that never ends."""
    while True:
        pass


def heavy(_: TrialSides) -> int:
    """What a draft would do that takes more memory than there is."""
    return len(bytearray(3_000_000_000))


@pytest.fixture(scope="module")
def trier() -> Iterator[BoundedWorker]:
    """A process for trials, of three seconds."""
    made = BoundedWorker(3, 2_000_000_000)
    yield made
    made.stop()


@pytest.fixture
def apart(tmp_path: Path, trier: BoundedWorker) -> Iterator[World]:
    """The service with drafts, which it tries in a process apart."""
    with drafting(tmp_path) as world:
        world.serve(replace(world.services, trier=trier))
        world.app.state.trials = Trials(FixedDrafts({"meme": small_tree(), "contraire": CONTRARY}))
        yield world


def test_a_draft_is_answered_apart_as_it_is_here(apart: World, tmp_path: Path) -> None:
    said = apart.machine(Permission.QUALIFICATIONS_ASK).post("/v1/trials", json=ASKED).json()
    page = apart.signed_in(Role.POLICY_EDITOR).post(
        "/essayer", data={"text": THREAT, "day": "2024-01-02", "draft": "contraire", "comparer": "1"}, headers=PAGE
    )
    assert "Ce qui diffère" in page.text
    apart.app.state.live.swap(replace(apart.services, trier=InlineWorker()))
    assert apart.machine(Permission.QUALIFICATIONS_ASK).post("/v1/trials", json=ASKED).json() == said


@pytest.mark.parametrize("work", [endless, heavy])
def test_a_draft_that_takes_too_long_or_too_much_is_stopped(apart: World, work: object) -> None:
    trials: Trials = apart.app.state.trials
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(trials.run_draft, apart.services, CONTRARY, work)
        body = apart.machine(Permission.QUALIFICATIONS_ASK).post("/v1/trials", json={"text": THREAT}).json()
        assert body["trial"]["presumed"] == ["menace"], "the rules in service answer meanwhile"
        with pytest.raises(Problem) as stopped:
            asked.result(120)
    assert stopped.value.kind.code == "work-too-long"
    next_one = apart.machine(Permission.QUALIFICATIONS_ASK).post("/v1/trials", json={**ASKED, "draft": "meme"})
    assert next_one.json()["differences"] == []


def test_a_page_and_a_machine_are_told_that_it_was_stopped(apart: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = InlineWorker()
    stuck.stuck = True
    monkeypatch.setattr(module, "TRIAL_SECONDS", 0.01)
    apart.app.state.live.swap(replace(apart.services, trier=stuck))
    problem(apart.machine(Permission.QUALIFICATIONS_ASK).post("/v1/trials", json=ASKED), "work-too-long")
    editor = apart.signed_in(Role.POLICY_EDITOR)
    page = editor.post("/essayer", data={"text": THREAT, "draft": "contraire"}, headers=PAGE)
    assert (page.status_code, "a été arrêté" in page.text, THREAT in page.text) == (200, True, True)
    assert stuck.keys == [f"ready:{small_tree().digest}"], "nothing of a trial is remembered"


def test_what_was_tried_is_not_remembered(apart: World) -> None:
    worker = InlineWorker()
    apart.app.state.live.swap(replace(apart.services, trier=worker))
    client = apart.machine(Permission.QUALIFICATIONS_ASK)
    assert client.post("/v1/trials", json=ASKED).status_code == 200
    assert worker.keys == []


def test_the_page_makes_the_process_ready_once(apart: World) -> None:
    worker = InlineWorker()
    apart.app.state.live.swap(replace(apart.services, trier=worker))
    editor = apart.signed_in(Role.POLICY_EDITOR)
    for _ in range(2):
        assert editor.get("/essayer", headers=PAGE).status_code == 200
    assert worker.keys == [f"ready:{small_tree().digest}"]


def test_the_process_is_made_ready_again_once_a_draft_was_stopped(
    apart: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = InlineWorker()
    monkeypatch.setattr(module, "TRIAL_SECONDS", 0.01)
    services = replace(apart.services, trier=stuck)
    trials: Trials = apart.app.state.trials
    trials.prepare(services)
    (ready,) = stuck._tasks.values()
    stuck.stuck = True
    with pytest.raises(Problem):
        trials.run_draft(services, CONTRARY, endless)
    assert stuck.keys == [f"ready:{small_tree().digest}"]
    assert [*stuck._tasks.values()] != [ready]


def test_what_is_made_ready_has_read_a_text(apart: World, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, read = InlineWorker(), []
    monkeypatch.setattr(module, "run_trial", lambda *asked: read.append(asked[1].text))
    apart.app.state.trials.prepare(replace(apart.services, trier=worker))
    outcome_of(*worker._tasks.values())
    assert read == [module.FIRST_TEXT]

"""Evidence on a draft, and previews: worked out beside, by one version of the engine, for so long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from api.authoring.lint import lint
from api.authoring.workspace import Workspace
from api.changes import evidence as module
from api.changes import evidence_jobs, questions
from api.changes.evidence import evidence_of, preview_of
from api.changes.evidence_jobs import EVIDENCE
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.jobs.kinds import JobTask
from api.jobs.queue import FIRST_DELAY, claim
from api.jobs.worker import LEASE, JobWorker
from api.kit.bounded_worker import BoundedWorker
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, Desk, live, small_tree, work_out_evidence
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.world import problem
from tests.api.trial.drafts import pairs


def endless(*_: object) -> None:
    """A preview that never ends."""
    while True:
        pass


def refusal(*_: object) -> None:
    """Evidence that meets a fault of the software."""
    raise ValueError("a fault")


@pytest.mark.parametrize("part", ["engine", "format"])
def test_evidence_by_another_version_of_the_engine_satisfies_nothing(
    desk: Desk, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed, draft, urgent = desk.submitted(), desk.open()["id"], desk.open(desk.approver)["id"]
    waiting = desk.submitted(OLD_PENALTY, "penalty: {prison_months: 19")
    assert desk.sign(signed).status_code == 200
    for name, months in ((draft, 17), (urgent, 18)):
        desk.edit(name, OLD_PENALTY, f"penalty: {{prison_months: {months}")
        desk.give_evidence(name)
    names = {"engine": "ENGINE_VERSION", "format": "FORMAT"}
    monkeypatch.setattr(module, names[part], "another")
    problem(desk.publish(signed), "evidence-outdated")
    problem(desk.sign(waiting), "evidence-outdated")
    problem(desk.submit(draft), "evidence-running")
    problem(desk.emergency(urgent), "evidence-running")
    assert live(desk).number == 1
    change = signed["id"]
    assert desk.editor.get(f"/v1/changes/{change}/evidence").json()["state"] == "absent"
    tag = {"if-match": f'"{signed["version"]}"'}
    assert desk.editor.delete(f"/v1/changes/{change}/submission", headers=tag).status_code == 200
    desk.give_evidence(change)
    again = desk.submit(change).json()
    assert again["submission"] != signed["submission"]
    problem(desk.publish(again), "signatures-missing")
    desk.sign_and_publish(again)


def test_evidence_by_the_engine_of_now_is_used_though_another_one_came_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = desk.open()["id"]
    desk.edit(change, OLD_PENALTY, NEW_PENALTY)
    found = desk.give_evidence(change)
    with monkeypatch.context() as later:
        later.setattr(module, "ENGINE_VERSION", "another")
        desk.world.clock.moment += timedelta(hours=1)
        assert desk.give_evidence(change).digest != found.digest
    assert desk.submit(change).json()["evidence"] == found.digest


def evidence_asked_for(desk: Desk) -> str:
    """A request with an edit, whose evidence is asked for."""
    change: str = desk.open()["id"]
    desk.edit(change, OLD_PENALTY, NEW_PENALTY)
    assert state_of(desk, change) == "absent"
    assert desk.editor.post(f"/v1/changes/{change}/evidence").status_code == 202
    return change


def state_of(desk: Desk, change: str) -> str:
    """Where the evidence on a request stands, as any instance says it."""
    return str(desk.editor.get(f"/v1/changes/{change}/evidence").json()["state"])


def test_evidence_is_worked_out_beside_and_stored(desk: Desk) -> None:
    change = evidence_asked_for(desk)
    work_out_evidence(desk.world)
    found = desk.editor.get(f"/v1/changes/{change}/evidence").json()
    assert found["state"] == "ready"
    assert found["green"], found
    assert found["document"]["touched"] == [{"class": "consequences", "field": "exemple"}]
    assert found["digest"] == desk.give_evidence(change).digest, "the same wherever it is worked out"
    desk.world.services.bounded.stop()


def test_evidence_is_asked_for_once_whoever_asks_and_any_instance_works_it_out(desk: Desk) -> None:
    change = evidence_asked_for(desk)
    desk.world.serve(replace(desk.world.services, bounded=InlineWorker()))  # another instance
    assert state_of(desk, change) == "running"
    assert desk.editor.post(f"/v1/changes/{change}/evidence").json()["state"] == "running"
    assert work_out_evidence(desk.world) == 1
    assert state_of(desk, change) == "ready"
    assert work_out_evidence(desk.world) == 0


def test_evidence_of_an_instance_that_died_is_worked_out_by_another(desk: Desk) -> None:
    change = evidence_asked_for(desk)
    with desk.world.database.write() as session:
        assert claim(session, [EVIDENCE.name], "wrk_dead", desk.world.clock.now(), LEASE) is not None
    desk.world.serve(replace(desk.world.services, bounded=InlineWorker()))
    assert work_out_evidence(desk.world) == 0
    assert state_of(desk, change) == "running"
    desk.world.clock.moment += 2 * LEASE
    work_out_evidence(desk.world)
    desk.world.clock.moment += FIRST_DELAY
    work_out_evidence(desk.world)
    assert state_of(desk, change) == "ready"


def test_a_service_that_stops_leaves_the_evidence_to_another(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    change, worker = evidence_asked_for(desk), InlineWorker()
    worker.stuck = True
    desk.world.serve(replace(desk.world.services, bounded=worker))
    monkeypatch.setattr(evidence_jobs, "LOOK", 0.01)
    monkeypatch.setattr(evidence_jobs, "_wanted", stopped_while_it_works(worker))
    JobWorker(desk.world.live, [EVIDENCE]).step()
    assert state_of(desk, change) == "running"
    monkeypatch.undo()
    desk.world.serve(replace(desk.world.services, bounded=InlineWorker()))
    desk.world.clock.moment += timedelta(seconds=evidence_jobs.LEAVE)
    work_out_evidence(desk.world)
    assert state_of(desk, change) == "ready"


def stopped_while_it_works(worker: InlineWorker) -> Callable[[AnySession, JobTask], ChangeRow | None]:
    """What looks at whether evidence is wanted, and stops the worker once it has begun."""
    wanted = evidence_jobs._wanted

    def look(session: AnySession, task: JobTask) -> ChangeRow | None:
        if worker.keys:
            worker.stop()
        return wanted(session, task)

    return look


def test_what_is_worked_out_on_files_of_before_is_dropped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    change, worker = evidence_asked_for(desk), InlineWorker()
    worker.stuck = True
    desk.world.serve(replace(desk.world.services, bounded=worker))
    monkeypatch.setattr(evidence_jobs, "LOOK", 0.01)
    wanted = evidence_jobs._wanted

    def look(session: AnySession, task: JobTask) -> ChangeRow | None:
        if worker.keys and wanted(session, task) is not None:
            desk.edit(change, NEW_PENALTY, "penalty: {prison_months: 25")
        return wanted(session, task)

    monkeypatch.setattr(evidence_jobs, "_wanted", look)
    JobWorker(desk.world.live, [EVIDENCE]).step()
    assert worker.keys == []
    assert state_of(desk, change) == "absent"


@pytest.mark.parametrize("fault", ["limits", "another"])
def test_evidence_that_failed_says_so_and_is_tried_again_when_asked_for(
    desk: Desk, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, worker = evidence_asked_for(desk), InlineWorker()
    desk.world.serve(replace(desk.world.services, bounded=worker))
    if fault == "limits":
        worker.broken = True
    else:
        monkeypatch.setattr(evidence_jobs, "evidence_of", refusal)
    work_out_evidence(desk.world)
    assert state_of(desk, change) == "failed"
    worker.broken = False
    monkeypatch.undo()
    assert desk.editor.post(f"/v1/changes/{change}/evidence").json()["state"] == "running"
    work_out_evidence(desk.world)
    assert state_of(desk, change) == "ready"


def test_evidence_that_the_database_does_not_take_is_tried_again_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = evidence_asked_for(desk)
    desk.world.serve(replace(desk.world.services, bounded=InlineWorker()))

    def refuse(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(evidence_jobs, "store_evidence", refuse)
        work_out_evidence(desk.world)
    assert state_of(desk, change) == "running"
    desk.world.clock.moment += FIRST_DELAY
    work_out_evidence(desk.world)
    assert state_of(desk, change) == "ready"


def test_a_preview_says_what_a_text_would_do_and_stores_nothing(desk: Desk) -> None:
    change = desk.open()["id"]
    text = desk.file(change)["text"].replace(OLD_PENALTY, NEW_PENALTY)
    url, body = f"/v1/changes/{change}/preview", {"files": [{"path": OFFENCE, "text": text}]}
    found = desk.editor.post(url, json=body).json()["document"]
    assert found["preview"]
    assert [part["class"] for part in found["touched"]] == ["consequences"]
    assert desk.read(change)["paths"] == []
    desk.world.services.previewer.stop()


@pytest.mark.parametrize("path", ["lexicons/menaces.yaml", "offences/exemple/menace/cases.yaml"])
def test_a_file_that_does_not_parse_is_a_fault_of_its_preview(desk: Desk, path: str) -> None:
    change = desk.open()["id"]
    body = {"files": [{"path": path, "text": "rien: [\n"}]}
    answer = desk.editor.post(f"/v1/changes/{change}/preview", json=body)
    assert answer.status_code == 200, answer.text
    checks = answer.json()["document"]["checks"]
    assert checks["errors"]
    assert path in {fault["file"].removeprefix("rulesets/") for fault in checks["faults"]}
    desk.world.services.previewer.stop()


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("jvais]", 'jvais, "{nexistepas} (a|b"]', ["L201"]),
        ("jvais]", 'jvais, "{nexistepas}"]', ["L202"]),
        ("{je_vais} (te", "{je_vaiss} (te", ["L202", "L106"]),
        ("says: {menace: true}", "says: {menasse: true}", ["L301", "L501"]),
        ("quiet:", "inutile: 1\nquiet:", ["R101"]),
    ],
)
def test_a_preview_says_of_a_lexicon_what_its_lint_says(old: str, new: str, codes: list[str]) -> None:
    base, path, today = small_tree(), "lexicons/menaces.yaml", date(2026, 12, 15)
    text = base.text(path)
    assert old in text
    written = text.replace(old, new, 1)
    found = preview_of(base, base.with_files({path: written.encode()}), today)
    checks = found.document["checks"]
    told = lint(Workspace(), base, path, written, today)
    assert {(one["code"], one["line"]) for one in checks["faults"]} == {(one.code, one.line) for one in told.here}
    assert {one["code"] for one in checks["faults"]} <= {*codes}
    assert checks["errors"] == sum(not one.is_warning for one in told.here) > 0
    assert not found.is_green
    assert preview_of(base, base.with_files({path: f"{text}# rien de plus\n".encode()}), today).is_green


def test_a_condition_that_nothing_compiles_is_a_fault_of_its_preview(desk: Desk) -> None:
    change = desk.open()["id"]
    body = {"files": [{"path": path, "text": text} for path, text in pairs(12).items()]}
    answer = desk.editor.post(f"/v1/changes/{change}/preview", json=body)
    assert answer.status_code == 200, answer.text
    checks = answer.json()["document"]["checks"]
    assert [fault["code"] for fault in checks["faults"] if fault["severity"] == "error"] == ["R601"]
    desk.world.services.previewer.stop()


def test_a_preview_and_its_questions_do_not_wait_for_evidence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (evidence_jobs, questions):
        monkeypatch.setattr(place, "PREVIEW_SECONDS", 0.1)
    services, busy = desk.world.services, InlineWorker()
    assert services.bounded is not services.previewer
    busy.stuck = True
    desk.world.live.swap(replace(services, bounded=busy, previewer=InlineWorker()))
    change = desk.open()["id"]
    desk.edit(change, OLD_PENALTY, NEW_PENALTY)
    assert desk.editor.post(f"/v1/changes/{change}/evidence").json()["state"] == "running"
    body = {"files": [{"path": OFFENCE, "text": desk.file(change)["text"]}]}
    assert desk.editor.post(f"/v1/changes/{change}/preview", json=body).json()["state"] == "ready"
    assert desk.editor.get(f"/v1/changes/{change}/questions").status_code == 200
    assert desk.editor.get(f"/v1/changes/{change}/evidence").json()["state"] == "running"


def test_work_that_goes_on_for_too_long_is_stopped_and_the_draft_is_intact(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_jobs, "preview_of", endless)
    change = desk.open()["id"]
    text = desk.file(change)["text"].replace(OLD_PENALTY, NEW_PENALTY)
    impatient = BoundedWorker(0.1, 4_000_000_000)
    desk.world.live.swap(replace(desk.world.services, previewer=impatient))
    body = {"files": [{"path": OFFENCE, "text": text}]}
    problem(desk.editor.post(f"/v1/changes/{change}/preview", json=body), "work-too-long")
    assert desk.save(change, text).status_code == 200
    impatient.stop()


def test_an_offence_that_moves_touches_the_theme_that_it_leaves(desk: Desk) -> None:
    text = desk.base.text(OFFENCE)
    moved = OFFENCE.replace("/exemple/", "/autre/")
    cases = moved.replace("offence.yaml", "cases.yaml")
    tree = desk.base.with_files(
        {
            OFFENCE: None,
            OFFENCE.replace("offence.yaml", "cases.yaml"): None,
            moved: text.replace(OLD_PENALTY, NEW_PENALTY).replace("theme: exemple", "theme: autre").encode(),
            cases: desk.base.files[OFFENCE.replace("offence.yaml", "cases.yaml")],
        }
    )
    found = evidence_of(desk.base, tree, desk.world.clock.today())
    assert found.document["difference"] is not None, found.document["checks"]
    themes = {part.field for part in found.touched if part.of_class != "editorial"}
    assert {"exemple", "autre"} <= themes

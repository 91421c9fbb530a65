"""After a rollback, what was answered meanwhile is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from api.answers.answerer import Answerer
from api.backtest.rereading import texts_of_folder
from api.changes import requalification
from api.changes.evidence import open_engine
from api.changes.requalification import requalify
from api.db.changes import PublicationRow, RequalificationRow
from api.db.double_review import SecondReadingRow
from api.db.model_readings import WAITING, ModelReadingRow
from api.db.reports import DecisionRow, QualificationRow, ReportRow
from api.http.services import Services
from api.jobs.kinds import JobPause, JobTask
from api.journal.entries import entries_about
from api.kit.permissions import Permission, Role
from api.reports import answering
from api.reports.model_readings.applying import apply
from api.rules.editions import Editions
from api.rules.folder import OpenEdition
from api.rules.tree_rows import load_tree
from classifiers.model_server.reading import ModelCost, ModelProvenance, ModelReading
from tests.api.changes.desk import Desk
from tests.api.jobs.shared import row_of
from tests.api.service.world import problem
from tests.api.trial.drafts import LEXICON

MEANING, OTHER = "condition: {fact: menace}", "condition: {all: [{fact: menace}, {fact: age_victime, under: 15}]}"
WORDS, OTHER_WORDS = "[frapper, taper,", "[frapper, zorgluber, taper,"
TEXT, STRIKE = "Je vais te zorgluber.", "Je vais te frapper."
OPEN = {"acces": "ouvert", "intention": True}


def serving(desk: Desk, tree: str) -> Services:
    """The service once it has taken an edition up."""
    world = desk.world
    with world.database.read() as session:
        files = load_tree(session, tree)
    engine = open_engine(files)
    editions = Editions(OpenEdition(engine, files.law_files), world.database, 2)
    with files.folder() as folder:
        texts = texts_of_folder(folder, engine.ruleset.facts)
        texts.open()
    services = replace(
        world.services,
        origin=replace(world.services.origin, tree=tree),
        editions=editions,
        answerer=Answerer(editions),
        texts=texts,
    )
    world.live.swap(services)
    return services


def outcomes(desk: Desk) -> dict[str, str]:
    with desk.world.database.read() as session:
        return {row.report: row.outcome for row in session.scalars(select(RequalificationRow))}


def rolled_back(desk: Desk, undone: int) -> JobTask:
    """The task of asking again, once the rollback of the last publication is published."""
    desk.world.clock.moment += timedelta(minutes=1)
    back = desk.editor.post(f"/v1/publications/{undone}/rollback", json={"reason": "une erreur"}).json()
    desk.give_evidence(back["id"])
    number = desk.sign_and_publish(desk.submit(back["id"]).json())["number"]
    job = row_of(desk.world.database, f"rules.requalify:{number}")
    assert (job.state, job.payload) == ("waiting", {"publication": number}), "asked for with the publication"
    return JobTask(job.id, job.kind, 1, job.payload, {})


def with_words(desk: Desk, *edits: tuple[str, str], of_law: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """A publication that changes words of the lexicon, once it is served; one word more unless it says otherwise."""
    desk.world.clock.moment += timedelta(minutes=1)
    change = desk.open()["id"]
    for old, new in edits or ((WORDS, OTHER_WORDS),):
        desk.edit(change, old, new, LEXICON)
    for old, new in of_law:
        desk.edit(change, old, new)
    desk.give_evidence(change)
    published = desk.sign_and_publish(desk.submit(change).json())
    serving(desk, published["tree"])
    desk.world.clock.moment += timedelta(minutes=1)
    return published


def posted(desk: Desk, text: str = TEXT, **body: Any) -> str:
    """A report whose words are read, by its name."""
    name: str = desk.world.report(date_of_facts="2024-06-01", text=text, **body)["id"]
    return name


def facts_of(desk: Desk, report: str) -> dict[str, Any]:
    """The facts in force of a report, by name: value, standing."""
    read = desk.world.signed_in(Role.ANALYST).get(f"/v1/reports/{report}").json()
    return {fact["fact"]: (fact["value"], fact["standing"]) for fact in read["facts"] if not fact["withdrawn_at"]}


def acts(desk: Desk, report: str, act: str, **body: Any) -> None:
    """Somebody acts on a report."""
    analyst = desk.world.signed_in(Role.ANALYST)
    tag = {"if-match": analyst.get(f"/v1/reports/{report}").headers["etag"]}
    response = analyst.post(f"/v1/reports/{report}/{act}", json=body, headers=tag)
    assert response.status_code < 300, response.text


def settle(services: Services, task: JobTask) -> None:
    """Takes every step of asking again."""
    while (pause := requalify(services, task)) is not None:
        assert pause == JobPause(0)


def test_words_that_an_undone_lexicon_read_are_read_again(desk: Desk) -> None:
    """The law is the same in both editions: only what reads texts differs."""
    serving(desk, desk.base.digest)
    early = posted(desk, facts=OPEN)
    undone = with_words(desk)
    left = posted(desk, facts=OPEN)
    decided = posted(desk, f"{TEXT} Encore.", facts=OPEN)
    acts(desk, decided, "decision", kind="accept")
    quiet = posted(desk, "Je vais te frapper.", facts=OPEN)
    assert facts_of(desk, left)["menace"] == (True, "presumed")
    late = desk.world.live.current()
    task = rolled_back(desk, undone["number"])
    assert requalify(late, task) == JobPause(1.0), "this process still reads with the other edition"
    services = serving(desk, desk.base.digest)
    after = posted(desk, f"Bien. {TEXT}", facts=OPEN)
    settle(services, task)
    assert outcomes(desk) == {left: "changed", decided: "decided_changed", quiet: "same"}, "neither before nor after"
    assert facts_of(desk, left) == facts_of(desk, after) == facts_of(desk, early)
    assert "menace" not in facts_of(desk, left)
    assert facts_of(desk, decided)["menace"] == (True, "presumed"), "what a decision rests on stays"
    with desk.world.database.read() as session:
        row = session.get_one(ReportRow, left)
        assert row.main is None
        answer = session.get_one(QualificationRow, row.qualification)
        assert answer.lexicon_digest == services.texts.open().lexicons, "named as what has just read it"
        assert session.get_one(ReportRow, decided).state == "decided"
        told = [one["detail"] for one in entries_about(session, left, 20) if one["action"] == "report.answered"]
    assert [(one["stated"], one["withdrawn"]) for one in told] == [([], ["menace"])]
    assert TEXT not in str(told)


def test_a_word_that_comes_back_is_read_but_what_a_person_said_stands(desk: Desk) -> None:
    serving(desk, desk.base.digest)
    undone = with_words(desk, (WORDS, "[taper,"), ("- Je vais te frapper.", "- Je vais te taper."))
    left, denied, aside, stated = (posted(desk, f"{STRIKE}{' Vraiment.' * n}", facts=OPEN) for n in range(4))
    acts(desk, denied, "facts", state={"menace": False})
    acts(desk, aside, "facts", state={"menace": True})
    acts(desk, aside, "facts", withdraw=["menace"])
    acts(desk, stated, "facts", state={"menace": True})
    before = {name: facts_of(desk, name) for name in (denied, aside, stated)}
    task = rolled_back(desk, undone["number"])
    services = serving(desk, desk.base.digest)
    settle(services, task)
    assert outcomes(desk) == {left: "changed", denied: "same", aside: "same", stated: "same"}
    assert facts_of(desk, left)["menace"] == (True, "presumed")
    assert {name: facts_of(desk, name) for name in before} == before


def test_a_presumption_that_nobody_vouches_for_goes_and_a_confirmed_one_stays(desk: Desk) -> None:
    serving(desk, desk.base.digest)
    undone = with_words(desk)
    back, confirmed, said = (posted(desk, f"{TEXT}{' Vraiment.' * n}", facts=OPEN) for n in range(3))
    acts(desk, back, "facts", state={"menace": False})
    acts(desk, back, "facts", withdraw=["menace"])
    acts(desk, confirmed, "facts", state={"menace": {"value": True, "span": [12, 21]}})
    heard = desk.world.report(date_of_facts="2024-06-01", comment=TEXT, text="Rien.", facts=OPEN)["id"]
    claimed = {"value": True, "standing": "presumed", "source": "indice textuel (ailleurs)"}
    acts(desk, said, "facts", state={"menace": claimed})
    assert all("menace" in facts_of(desk, name) for name in (back, confirmed, said, heard))
    task = rolled_back(desk, undone["number"])
    settle(serving(desk, desk.base.digest), task)
    assert outcomes(desk) == {back: "changed", confirmed: "same", said: "same", heard: "changed"}
    assert "menace" not in facts_of(desk, back)
    assert "menace" not in facts_of(desk, heard)
    assert facts_of(desk, confirmed)["menace"] == (True, "confirmed")
    assert facts_of(desk, said)["menace"] == (True, "presumed"), "somebody's, whatever they call its source"


def test_words_that_are_erased_are_said_to_be(desk: Desk) -> None:
    serving(desk, desk.base.digest)
    read_before = posted(desk, STRIKE, facts=OPEN)
    undone = with_words(desk)
    acts(desk, read_before, "facts", state={"age_victime": 40})
    gone = posted(desk, facts=OPEN)
    silent = desk.world.report(date_of_facts="2024-06-01", url="https://a.example/1", facts=OPEN)["id"]
    with desk.world.database.write() as session:
        for name in (gone, read_before):
            session.get_one(ReportRow, name).text = None
    task = rolled_back(desk, undone["number"])
    settle(serving(desk, desk.base.digest), task)
    assert outcomes(desk) == {gone: "erased", read_before: "same", silent: "same"}
    assert facts_of(desk, gone)["menace"] == (True, "presumed")


@pytest.mark.parametrize(("statement", "outcome"), [({"age_victime": 40}, "changed"), ({"menace": False}, "same")])
def test_a_report_that_somebody_changes_meanwhile_is_read_again_after(
    desk: Desk, statement: dict[str, Any], outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving(desk, desk.base.digest)
    undone = with_words(desk)
    left = posted(desk, facts=OPEN)
    task = rolled_back(desk, undone["number"])
    services = serving(desk, desk.base.digest)

    def acts_first(*args: Any) -> Any:
        ahead = answering.answer_ahead(*args)
        if not said:
            said.append(left)
            acts(desk, left, "facts", state=statement)
        return ahead

    said: list[str] = []
    monkeypatch.setattr(requalification, "answer_ahead", acts_first)
    assert requalify(services, task) == JobPause(15.0)
    assert outcomes(desk) == {}
    settle(services, task)
    assert outcomes(desk) == {left: outcome}
    found = facts_of(desk, left)
    assert found.get("menace", (False, "confirmed")) == (False, "confirmed")
    assert {name: found[name] for name in statement} == {name: (raw, "confirmed") for name, raw in statement.items()}


@pytest.mark.parametrize("law", [(), ((MEANING, OTHER),)], ids=["same law", "other law"])
def test_words_read_late_or_answered_since_are_read_again(desk: Desk, law: tuple[tuple[str, str], ...]) -> None:
    """What was presumed under the edition undone outlives the answers that name its law."""
    serving(desk, desk.base.digest)
    undone = with_words(desk, of_law=law)
    stated, early = posted(desk, facts=OPEN), posted(desk, f"{TEXT} Encore.", facts=OPEN)
    task = rolled_back(desk, undone["number"])
    desk.world.clock.moment += timedelta(minutes=1)
    late = posted(desk, f"{TEXT} Tard.", facts=OPEN)  # this process still reads as before
    services = serving(desk, desk.base.digest)
    acts(desk, stated, "facts", state={"age_victime": 40})
    fresh = posted(desk, f"{TEXT} Maintenant.", facts=OPEN)
    assert [name for name in (stated, early, late, fresh) if "menace" in facts_of(desk, name)] == [stated, early, late]
    settle(services, task)
    assert outcomes(desk) == dict.fromkeys((stated, early, late), "changed")
    assert not any("menace" in facts_of(desk, name) for name in (stated, early, late))


def test_what_a_model_server_dismissed_is_not_read_again(desk: Desk) -> None:
    serving(desk, desk.base.digest)
    undone = with_words(desk, (WORDS, "[taper, cogne,"), ("- Je vais te frapper.", "- Je vais te taper."))
    seen = posted(desk, "Je vais te taper ou te frapper.", facts=OPEN)
    assert facts_of(desk, seen)["menace"] == (True, "presumed")
    reading = ModelReading(
        True, False, None, (), (), frozenset({"menace"}), (), {}, ModelProvenance("m", "0" * 64, "1" * 64), ModelCost()
    )
    with desk.world.database.write() as session:
        now = desk.world.clock.now()
        session.add(ModelReadingRow(report=seen, state=WAITING, asked_at=now, next_try_at=now))
    apply(desk.world.live.current(), seen, reading)
    assert "menace" not in facts_of(desk, seen)
    task = rolled_back(desk, undone["number"])
    settle(serving(desk, desk.base.digest), task)
    assert outcomes(desk) == {seen: "same"}
    assert "menace" not in facts_of(desk, seen)


def test_what_was_answered_under_an_undone_edition_is_asked_again(desk: Desk) -> None:
    world = desk.world
    published = desk.published(MEANING, OTHER)
    before = serving(desk, published["tree"])
    threat = {"facts": {"menace": True, "acces": "ouvert", "intention": True, "age_victime": 40}}
    left = world.report(date_of_facts="2024-06-01", url="https://a.example/1", **threat)["id"]
    decided = world.report(date_of_facts="2024-06-01", url="https://b.example/2", **threat)["id"]
    quiet = world.report(date_of_facts="2024-06-01", url="https://c.example/3", facts={"menace": False})["id"]
    analyst = world.signed_in(Role.ANALYST)
    tag = {"if-match": analyst.get(f"/v1/reports/{decided}").headers["etag"]}
    body = {"kind": "noise", "reason": "rien"}
    assert analyst.post(f"/v1/reports/{decided}/decision", json=body, headers=tag).status_code < 300
    back = desk.editor.post(f"/v1/publications/{published['number']}/rollback", json={"reason": "une erreur"}).json()
    desk.give_evidence(back["id"])
    submitted = desk.submit(back["id"]).json()
    desk.sign(submitted)
    number = desk.publish(submitted).json()["number"]
    job = row_of(world.database, f"rules.requalify:{number}")
    assert (job.state, job.payload) == ("waiting", {"publication": number}), "asked for with the publication"
    task = JobTask(job.id, job.kind, 1, job.payload, {})
    assert requalify(before, task) == JobPause(1.0), "this process still answers under the other edition"
    services = serving(desk, desk.base.digest)
    assert requalify(services, task) == JobPause(0)
    assert requalify(services, task) is None
    assert outcomes(desk) == {left: "changed", decided: "decided_changed", quiet: "same"}
    with world.database.read() as session:
        row = session.get(PublicationRow, number)
        assert row is not None
        assert row.requalified_at is not None
    assert requalify(services, task) is None
    with world.database.read() as session:
        assert session.get_one(ReportRow, left).main == "menace"


def asked_again(client: TestClient, number: int = 3) -> dict[str, tuple[int, list[str]]]:
    """What somebody is told of a rollback: by outcome, how many reports, and which."""
    found = client.get(f"/v1/publications/{number}/requalification")
    assert found.status_code == 200, found.text
    return {one["outcome"]: (one["count"], one["reports"]) for one in found.json()["outcomes"]}


def test_reports_that_changed_are_named_to_whoever_may_read_them(desk: Desk) -> None:
    world = desk.world
    serving(desk, desk.base.digest)
    undone = with_words(desk)
    left, decided, hidden = (posted(desk, f"{TEXT}{' Vraiment.' * n}", facts=OPEN) for n in range(3))
    acts(desk, decided, "decision", kind="accept")
    posted(desk, STRIKE, facts=OPEN)
    sender = world.machine(Permission.REPORTS_CREATE, Permission.REPORTS_READ, Permission.LAW_READ)
    body = {"text": f"{TEXT} Toi.", "facts": OPEN, "date_of_facts": "2024-06-01"}
    sent = sender.post("/v1/reports", json=body).json()["id"]
    task = rolled_back(desk, undone["number"])
    settle(serving(desk, desk.base.digest), task)
    reviewer = world.signed_in(Role.REVIEWER)
    counts = {"changed": 3, "decided_changed": 1, "same": 1}
    named: dict[str, list[str]] = {"changed": [left, hidden, sent], "decided_changed": [decided], "same": []}
    assert asked_again(reviewer) == {name: (n, named[name]) for name, n in counts.items()}
    for client in (desk.editor, desk.approver, world.machine(Permission.LAW_READ)):
        assert asked_again(client) == {name: (n, []) for name, n in counts.items()}
    assert asked_again(sender) == {**{name: (n, []) for name, n in counts.items()}, "changed": (3, [sent])}
    with world.database.write() as session:
        decision = session.scalars(select(DecisionRow)).one().id
        who, now = reviewer.headers["x-test-account"], world.clock.now()
        drawn = {"field": "exemple", "drawn_for": "share", "drawn_at": now, "held_by": who}
        session.add(SecondReadingRow(id="sec_1", report=hidden, decision=decision, **drawn))
    assert asked_again(reviewer)["changed"] == (3, [left, sent]), "what they read again is hidden from them"
    assert asked_again(reviewer, 2) == {}
    problem(reviewer.get("/v1/publications/9/requalification"), "not-found")
    problem(world.anonymous().get("/v1/publications/3/requalification"), "sign-in-needed")
    problem(world.machine().get("/v1/publications/3/requalification"), "not-allowed")


def test_fifty_reports_of_an_outcome_are_named(desk: Desk) -> None:
    world = desk.world
    serving(desk, desk.base.digest)
    undone = with_words(desk)
    bodies = [{"text": f"{TEXT} {n} {n * 7919}", "facts": OPEN, "date_of_facts": "2024-06-01"} for n in range(52)]
    machine = world.machine()
    for start in range(0, len(bodies), 26):
        assert machine.post("/v1/reports", json={"reports": bodies[start : start + 26]}).status_code == 202
    task = rolled_back(desk, undone["number"])
    settle(serving(desk, desk.base.digest), task)
    count, named = asked_again(world.signed_in(Role.ANALYST))["changed"]
    assert (count, len(named)) == (52, 50)

"""After a rollback, what was answered meanwhile is asked again."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from api.answers.answerer import Answerer
from api.changes.evidence import open_engine
from api.changes.requalification import requalify
from api.db.changes import PublicationRow, RequalificationRow
from api.db.reports import ReportRow
from api.http.services import Services
from api.jobs.kinds import JobPause, JobTask
from api.kit.permissions import Role
from api.rules.editions import Editions
from api.rules.folder import OpenEdition
from api.rules.tree_rows import load_tree
from tests.api.changes.desk import Desk
from tests.api.jobs.shared import row_of

MEANING, OTHER = "condition: {fact: menace}", "condition: {all: [{fact: menace}, {fact: age_victime, under: 15}]}"


def serving(desk: Desk, tree: str) -> Services:
    """The service once it has taken an edition up."""
    world = desk.world
    with world.database.read() as session:
        files = load_tree(session, tree)
    editions = Editions(OpenEdition(open_engine(files), files.law_files), world.database, 2)
    services = replace(world.services, editions=editions, answerer=Answerer(editions))
    world.live.swap(services)
    return services


def outcomes(desk: Desk) -> dict[str, str]:
    with desk.world.database.read() as session:
        return {row.report: row.outcome for row in session.scalars(select(RequalificationRow))}


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

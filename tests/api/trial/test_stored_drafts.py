"""Change requests as drafts to try: as they stand, until they are closed."""

from __future__ import annotations

from dataclasses import replace

from api.rules.origin import EditionOrigin
from api.trial.stored_drafts import StoredDrafts
from tests.api.changes.desk import OFFENCE, Desk
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.world import World, problem
from tests.api.trial.drafts import SMALL

MET = {"facts": {"menace": True, "acces": "ouvert", "intention": True}, "date_of_facts": "2024-01-02"}


def test_an_open_request_is_tried_as_it_stands_and_compared(world: World) -> None:
    origin = EditionOrigin(SMALL)
    world.serve(replace(world.services, origin=origin, trier=InlineWorker()))
    desk = Desk(world)
    change = desk.open(title="Sans publicité")["id"]
    asked = {**MET, "draft": change, "compare": True}
    assert desk.editor.post("/v1/trials", json=asked).json()["differences"] == []
    desk.edit(change, "condition: {fact: menace}", "condition: {not: {fact: menace}}")
    body = desk.editor.post("/v1/trials", json=asked).json()
    assert body["live"]["answer"]["main"] == "menace"
    assert body["trial"]["answer"]["main"] != "menace"
    assert {one["subject"] for one in body["differences"] if one["kind"] == "status"} == {"menace"}
    desk.save(change, "id: menace\n")
    told = problem(desk.editor.post("/v1/trials", json=asked), "invalid-request")
    assert all(OFFENCE in error["message"] for error in told["errors"])


def test_a_request_that_is_closed_is_no_draft_any_more(sqlite_world: World) -> None:
    desk = Desk(sqlite_world)
    drafts = StoredDrafts(sqlite_world.database)
    change = desk.open(title="Sans publicité")["id"]
    assert [(one.id, one.label) for one in drafts.names()] == [(change, "Sans publicité")]
    assert drafts.tree(drafts.tree_digest(change) or "") == desk.base
    tag = f'"{desk.read(change)["version"]}"'
    assert desk.editor.request("DELETE", f"/v1/changes/{change}", headers={"if-match": tag}).status_code < 300
    assert (drafts.names(), drafts.tree_digest(change), drafts.tree_digest("chg_absent")) == ((), None, None)
    problem(desk.editor.post("/v1/trials", json={**MET, "draft": change}), "invalid-request")

"""A draft: its files, what keeps it from being submitted, two people on it, its discussion."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from api.db.audit import AuditRow
from api.db.changes import BlobRow
from api.kit.permissions import Role
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, Desk
from tests.api.service.world import World, problem


def test_a_red_case_is_not_submitted(desk: Desk) -> None:
    change = desk.open()["id"]
    desk.edit(change, "status: not_in_force", "status: excluded", "offences/exemple/menace/cases.yaml")
    evidence = desk.give_evidence(change)
    assert evidence.document["cases"]["failed"]
    problem(desk.submit(change), "evidence-red")


def test_yaml_that_does_not_parse_is_kept_in_the_draft_and_not_submitted(desk: Desk) -> None:
    change = desk.open()["id"]
    assert desk.save(change, "id: [").status_code == 200
    evidence = desk.give_evidence(change)
    assert evidence.document["checks"]["errors"]
    assert evidence.document["cases"] is None
    problem(desk.submit(change), "evidence-red")
    assert desk.file(change)["text"] == "id: [\n"


def test_without_evidence_or_change_nothing_is_submitted(desk: Desk) -> None:
    change = desk.open()["id"]
    problem(desk.submit(change), "change-empty")
    desk.edit(change, OLD_PENALTY, NEW_PENALTY)
    problem(desk.submit(change), "evidence-running")


def test_two_people_on_one_file_get_a_conflict_with_nothing_lost(desk: Desk) -> None:
    change = desk.open()["id"]
    seen = desk.file(change)
    other = desk.world.signed_in(Role.POLICY_EDITOR)
    mine = {"path": OFFENCE, "text": seen["text"] + "# le mien\n", "seen": seen["digest"]}
    theirs = {**mine, "text": seen["text"] + "# le leur\n"}
    url = f"/v1/changes/{change}/files"
    assert other.put(url, json={"files": [theirs]}).status_code == 200
    refused = problem(desk.editor.put(url, json={"files": [mine]}), "edit-conflict")
    assert [one["pointer"] for one in refused["errors"]] == ["/files/offences~1exemple~1menace~1offence.yaml"]
    assert desk.file(change)["text"].endswith("# le leur\n")
    again = {**mine, "text": theirs["text"] + "# le mien\n", "seen": desk.file(change)["digest"]}
    assert desk.editor.put(url, json={"files": [again]}).status_code == 200
    assert desk.editor.put(url, json={"files": [again]}).status_code == 200, "sent twice, saved once"


def test_another_publication_meanwhile_asks_to_move_onto_it(desk: Desk) -> None:
    first, second = desk.submitted(), desk.open()["id"]
    desk.save(second, desk.file(second, "facts/exemple.yaml")["text"] + "# une note\n", "facts/exemple.yaml")
    desk.give_evidence(second)
    waiting = desk.submit(second).json()
    desk.sign(waiting)
    desk.sign_and_publish(first)
    problem(desk.publish(waiting), "base-moved")
    problem(desk.sign(waiting, desk.world.signed_in(Role.POLICY_APPROVER)), "base-moved")
    moved = desk.editor.post(f"/v1/changes/{second}/rebase", json={}).json()
    assert moved["state"] == "draft"
    assert moved["paths"] == ["facts/exemple.yaml"]
    assert [one["end"] for one in moved["signatures"]] == ["base"]
    assert NEW_PENALTY in desk.file(second)["text"]


def test_a_file_that_both_changed_is_merged_by_a_person(desk: Desk) -> None:
    first, second = desk.submitted(), desk.open()["id"]
    desk.edit(second, OLD_PENALTY, "penalty: {prison_months: 18")
    desk.sign(first)
    desk.publish(first)
    url = f"/v1/changes/{second}/rebase"
    problem(desk.editor.post(url, json={}), "edit-conflict")
    both = desk.file(second)
    assert NEW_PENALTY in both["published"]
    assert OLD_PENALTY in both["base"]
    assert "penalty: {prison_months: 18" in both["text"]
    problem(desk.editor.post(url, json={"merged": [OFFENCE]}), "edit-conflict")
    moved = desk.editor.post(url, json={"merged": [OFFENCE], "onto": both["onto"]}).json()
    assert moved["is_current"]
    assert "penalty: {prison_months: 18" in desk.file(second)["text"]


def test_a_text_published_after_both_were_read_is_not_written_over(desk: Desk) -> None:
    second = desk.open()["id"]
    desk.edit(second, OLD_PENALTY, "penalty: {prison_months: 18")
    desk.published()
    read = desk.file(second)
    later = desk.published(NEW_PENALTY, "penalty: {prison_months: 25")
    url, body = f"/v1/changes/{second}/rebase", {"merged": [OFFENCE], "onto": read["onto"]}
    problem(desk.editor.post(url, json=body), "edit-conflict")
    assert "penalty: {prison_months: 18" in desk.file(second)["text"], "the draft is intact"
    again = desk.file(second)
    assert "penalty: {prison_months: 25" in again["published"]
    assert again["onto"] == later["tree"]
    assert desk.editor.post(url, json={**body, "onto": again["onto"]}).status_code == 200


def test_nothing_is_done_to_what_is_closed(desk: Desk) -> None:
    change = desk.submitted()
    desk.sign_and_publish(change)
    problem(desk.save(change["id"], "id: x"), "change-closed")
    problem(desk.sign(change, desk.world.signed_in(Role.POLICY_APPROVER)), "change-closed")
    problem(desk.publish(change), "change-closed")
    other = desk.open()
    tag = {"if-match": f'"{other["version"]}"'}
    assert desk.editor.delete(f"/v1/changes/{other['id']}", headers=tag).json()["state"] == "closed"
    problem(desk.editor.post(f"/v1/changes/{other['id']}/comments", json={"body": "trop tard"}), "change-closed")


def test_without_an_edition_nothing_is_opened(world: World) -> None:
    editor = world.signed_in(Role.POLICY_EDITOR)
    problem(editor.post("/v1/changes", json={"title": "Essai"}), "rules-absent")


def test_a_tree_that_vanished_is_said(desk: Desk) -> None:
    change = desk.open()["id"]
    desk.edit(change, OLD_PENALTY, NEW_PENALTY)
    with desk.world.database.write() as session:
        session.execute(delete(BlobRow))
    problem(desk.editor.get(f"/v1/changes/{change}/file", params={"path": OFFENCE}), "law-damaged")


def test_a_discussion_is_held_clause_by_clause(desk: Desk) -> None:
    change = desk.open()["id"]
    url = f"/v1/changes/{change}/comments"
    first = desk.approver.post(url, json={"body": "Pourquoi vingt-quatre ?", "place": f"{OFFENCE}#penalty"}).json()
    answer = desk.editor.post(url, json={"body": "La loi de 2027.", "answers": first["id"]}).json()
    assert answer["place"] == f"{OFFENCE}#penalty"
    resolved = desk.editor.post(f"{url}/{first['id']}/resolution").json()
    assert [one["resolved_at"] is not None for one in resolved] == [True, False]
    reopened = desk.editor.delete(f"{url}/{first['id']}/resolution").json()
    assert all(one["resolved_at"] is None for one in reopened)
    other = desk.open()["id"]
    problem(
        desk.editor.post(f"/v1/changes/{other}/comments", json={"body": "x", "answers": first["id"]}), "invalid-request"
    )


def test_a_comment_that_is_resolved_again_stays_resolved_by_the_first(desk: Desk) -> None:
    change = desk.change_in()
    comment = desk.approver.post(f"/v1/changes/{change}/comments", json={"body": "Pourquoi ?"}).json()["id"]
    address = f"/v1/changes/{change}/comments/{comment}/resolution"
    once = desk.editor.post(address).json()
    desk.world.clock.moment += timedelta(minutes=1)
    assert desk.approver.post(address).json() == once
    assert [desk.editor.delete(address).status_code for _ in range(2)] == [200, 200]
    with desk.world.database.read() as session:
        query = select(AuditRow.action).where(
            AuditRow.action.startswith("rules.comment"), AuditRow.action != "rules.commented"
        )
        assert [*session.scalars(query.order_by(AuditRow.number))] == [
            "rules.comment_resolved",
            "rules.comment_reopened",
        ]


def test_a_comment_of_another_request_is_not_resolved(desk: Desk) -> None:
    change, other = desk.open()["id"], desk.open()["id"]
    comment = desk.editor.post(f"/v1/changes/{change}/comments", json={"body": "Pourquoi ?"}).json()["id"]
    problem(desk.editor.post(f"/v1/changes/{other}/comments/{comment}/resolution"), "not-found")


@pytest.mark.parametrize("path", ["../x.yaml", "a/b.py", "/etc/passwd", "a//b.yaml", ".git/config", "facts/é.yaml"])
def test_no_other_path_is_written(desk: Desk, path: str) -> None:
    change = desk.open()["id"]
    body = {"files": [{"path": path, "text": "x"}]}
    problem(desk.editor.put(f"/v1/changes/{change}/files", json=body), "invalid-request")
    assert desk.read(change)["paths"] == []

"""Who signs a submission, what voids a signature, and what the policy asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.audit.publication_proofs import PublicationProofs
from api.audit.service import export_lines
from api.changes.repository import reviewed_parts
from api.journal.chain import verify
from api.kit.permissions import Role
from tests.api.changes.desk import NEW_PENALTY, OLD_PENALTY, Desk, Loss, live, shipped_policy
from tests.api.service.world import problem


def test_nobody_signs_what_they_wrote(desk: Desk) -> None:
    both = desk.world.signed_in(Role.POLICY_EDITOR, Role.POLICY_APPROVER)
    change = desk.open(both)["id"]
    desk.edit(change, OLD_PENALTY, NEW_PENALTY)  # by another person: the one who opened it wrote it all the same
    desk.give_evidence(change)
    submitted = desk.submit(change).json()
    problem(desk.sign(submitted, both), "change-own")
    problem(desk.sign(submitted, desk.editor), "change-own")
    problem(desk.publish(submitted), "signatures-missing")
    assert live(desk).number == 1


def test_a_signature_that_fills_no_seat_is_refused(desk: Desk) -> None:
    change = desk.submitted()
    problem(desk.sign(change, desk.world.signed_in(Role.POLICY_EDITOR)), "signature-useless")
    assert desk.sign(change).status_code == 200
    problem(desk.sign(change), "signature-useless")
    problem(desk.sign(change, desk.world.signed_in(Role.ANALYST)), "not-allowed")


@pytest.mark.parametrize("edit", ["files", "effect", "returned"])
def test_any_edit_voids_the_signatures_and_says_what_did(desk: Desk, edit: str) -> None:
    change = desk.submitted()
    desk.sign(change)
    url, tag = f"/v1/changes/{change['id']}", {"if-match": f'"{change["version"]}"'}
    match edit:
        case "files":
            desk.edit(change["id"], NEW_PENALTY, "penalty: {prison_months: 25")
        case "effect":
            assert desk.set_effect(change["id"], desk.world.clock.now() + timedelta(days=2)).status_code == 200
        case "returned":
            assert desk.editor.delete(f"{url}/submission", headers=tag).status_code == 200
    now = desk.read(change["id"])
    assert now["state"] == "draft"
    assert [one["end"] for one in now["signatures"]] == [edit]
    problem(desk.publish(change), "change-state")
    problem(desk.sign(change), "change-state")


def test_a_signature_bears_on_the_bytes_that_were_shown(desk: Desk) -> None:
    change = desk.submitted()
    desk.edit(change["id"], NEW_PENALTY, "penalty: {prison_months: 25")
    desk.give_evidence(change["id"])
    again = desk.submit(change["id"]).json()
    assert again["submission"] != change["submission"]
    problem(desk.sign(change), "signature-other")
    assert desk.sign(again).status_code == 200
    problem(desk.publish(change), "signature-other")
    assert desk.publish(again).status_code == 201


def test_going_back_to_the_same_bytes_does_not_bring_a_signature_back(desk: Desk) -> None:
    change = desk.submitted()
    desk.sign(change)
    desk.edit(change["id"], NEW_PENALTY, "penalty: {prison_months: 25")
    desk.edit(change["id"], "penalty: {prison_months: 25", NEW_PENALTY)
    again = desk.submit(change["id"]).json()
    assert again["submission"] == change["submission"]
    assert again["seats"]["missing"] == {"policy_approver": 1}
    problem(desk.publish(again), "signatures-missing")


@pytest.mark.parametrize("loss", ["roles", "account"])
def test_whoever_lost_the_role_or_the_account_no_longer_signs(desk: Desk, loss: Loss) -> None:
    signer = desk.world.signed_in(Role.POLICY_APPROVER)
    change = desk.submitted(OLD_PENALTY, NEW_PENALTY)
    assert desk.sign(change, signer).status_code == 200
    desk.lose(signer, loss)
    problem(desk.publish(change), "signatures-missing")
    assert desk.read(change["id"])["seats"]["missing"] == {"policy_approver": 1}


def test_a_signer_who_has_no_role_left_is_not_named_by_the_publication(desk: Desk) -> None:
    change, other = desk.submitted(), desk.world.signed_in(Role.POLICY_APPROVER)
    assert desk.sign(change).status_code == desk.sign(change, other).status_code == 200
    desk.lose(other, "roles")
    assert [one["counts"] for one in desk.read(change["id"])["signatures"]] == [True, False]
    assert len(desk.publish(change).json()["signatures"]) == 1
    proofs = PublicationProofs()
    assert verify(export_lines(desk.world.database), readers=[proofs])[2] == []
    assert proofs.signed == 1


@pytest.mark.parametrize(
    ("where", "asked", "place"),
    [
        ("signed_by: {policy_approver: 2}", "signed_by: {policy_approver: 9}", "/rules/3/signed_by"),
        ("ratified_by: {policy_approver: 1}", "ratified_by: {policy_approver: 9}", "/emergency/ratified_by"),
    ],
)
def test_a_policy_that_nobody_could_satisfy_is_refused(desk: Desk, where: str, asked: str, place: str) -> None:
    for _ in range(3):
        desk.world.account(Role.POLICY_APPROVER)
        desk.world.account(Role.REVIEWER)
    change = desk.open()["id"]
    assert desk.save(change, shipped_policy().replace(where, asked), "parameters/signatures.yaml").status_code == 200
    desk.give_evidence(change)
    refused = problem(desk.submit(change), "signatures-unreachable")
    assert [one["pointer"] for one in refused["errors"]] == [place]


@pytest.mark.parametrize(
    ("where", "asked"),
    [
        ('fields: ["*"]\n    classes: [time', "fields: [exemple, lexiques]\n    classes: [time"),
        ("published_by: [policy_approver]", "published_by: [analyst]"),
    ],
)
def test_a_policy_without_a_signature_of_a_field_or_without_a_publisher_is_red(
    desk: Desk, where: str, asked: str
) -> None:
    change = desk.open()["id"]
    text = shipped_policy().replace(where, asked)
    if "exemple" in asked:
        head, _, rest = text.partition("fields: [exemple")
        text = head + "fields: [exemple" + rest.replace("{policy_approver: 1}", "{policy_approver: 0}", 1)
    assert desk.save(change, text, "parameters/signatures.yaml").status_code == 200
    assert desk.give_evidence(change).document["checks"]["errors"] == 1 + 4 * ("exemple" in asked)
    problem(desk.submit(change), "evidence-red")


def test_a_change_of_the_policy_needs_two_whatever_it_says(desk: Desk) -> None:
    change = desk.open()["id"]
    text = shipped_policy()
    weak = text.replace("signed_by: {policy_approver: 2}", "signed_by: {policy_approver: 1}")
    assert desk.save(change, weak, "parameters/signatures.yaml").status_code == 200
    for _ in range(3):
        desk.world.account(Role.POLICY_APPROVER)
        desk.world.account(Role.REVIEWER)
    desk.give_evidence(change)
    submitted = desk.submit(change).json()
    assert submitted["seats"]["required"] == {"policy_approver": 2}
    desk.sign(submitted)
    problem(desk.publish(submitted), "signatures-missing")


def test_a_policy_that_cannot_be_read_leaves_the_draft_readable(desk: Desk) -> None:
    change = desk.open()["id"]
    assert desk.save(change, "rules: [", "parameters/signatures.yaml").status_code == 200
    assert desk.read(change)["paths"] == ["parameters/signatures.yaml"]
    assert desk.read(change)["seats"]["required"] == {"policy_approver": 2}


def test_what_each_one_read_is_counted_by_submission(desk: Desk) -> None:
    change = desk.submitted()
    url, body = f"/v1/changes/{change['id']}/reviewed", {"submission": change["submission"], "part": "offence:menace"}
    assert desk.approver.post(url, json=body).status_code == 204
    assert desk.approver.post(url, json=body).status_code == 204
    with desk.world.database.read() as session:
        seen = reviewed_parts(session, change["submission"], desk.approver.headers["x-test-account"])
    assert seen == {"offence:menace"}
    problem(desk.approver.post(url, json={**body, "submission": "0" * 64}), "signature-other")

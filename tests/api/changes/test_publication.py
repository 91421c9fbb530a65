"""From a draft to a publication: at once, on a date, in an emergency, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.changes.publishing import withdrawal_reason
from api.kit.permissions import Role
from tests.api.changes.desk import Desk, Loss, live, shipped_policy
from tests.api.service.world import problem


def test_an_edit_is_drafted_submitted_signed_and_published(desk: Desk) -> None:
    change = desk.submitted()
    assert change["seats"] == {"required": {"policy_approver": 1}, "missing": {"policy_approver": 1}}
    signed = desk.sign(change).json()
    assert signed["seats"]["missing"] == {}
    assert [one["counts"] for one in signed["signatures"]] == [True]
    published = desk.publish(change).json()
    assert published["number"] == 2
    assert published["live"]
    assert published["tree"] == change["tree"] == live(desk).tree
    assert desk.read(change["id"])["state"] == "published"


def test_a_date_of_effect_to_come(desk: Desk) -> None:
    change = desk.submitted()
    assert desk.set_effect(change["id"], desk.world.clock.now() + timedelta(days=3)).status_code == 200
    change = desk.submit(change["id"]).json()
    desk.sign(change)
    published = desk.publish(change).json()
    assert not published["live"]
    assert live(desk).number == 1
    assert live(desk, days=4).number == 2
    withdrawn = desk.approver.post(f"/v1/publications/{published['number']}/withdrawal", json={"reason": "report"})
    assert withdrawn.status_code == 200, withdrawn.text
    assert live(desk, days=4).number == 1


def test_nothing_takes_effect_before_an_edition_to_come(desk: Desk) -> None:
    later = desk.world.clock.now() + timedelta(days=3)
    desk.to_come(later)
    second = desk.change_in("fine_euros: 15000}", "fine_euros: 16000}")
    refused = problem(desk.submit(second), "invalid-request")["errors"][0]
    assert refused["pointer"] == "/effect_at"
    assert "édition 2" in refused["message"]
    sooner = later - timedelta(days=1)
    assert problem(desk.set_effect(second, sooner), "invalid-request")["errors"][0]["pointer"] == "/effect_at"
    assert desk.set_effect(second, later).status_code == 200
    assert desk.submit(second).status_code == 200


def test_the_reason_of_a_withdrawal_is_read_from_the_journal(desk: Desk) -> None:
    desk.to_come(desk.world.clock.now() + timedelta(days=3))
    body = {"reason": "date à revoir"}
    assert desk.approver.post("/v1/publications/2/withdrawal", json=body).status_code == 200
    with desk.world.database.read() as session:
        assert withdrawal_reason(session, 2) == "date à revoir"
        assert withdrawal_reason(session, 1) == ""


def test_a_date_of_effect_in_the_past_is_refused(desk: Desk) -> None:
    change = desk.submitted()
    refused = desk.set_effect(change["id"], desk.world.clock.now() - timedelta(days=1))
    assert problem(refused, "invalid-request")["errors"][0]["pointer"] == "/effect_at"
    assert desk.set_effect(change["id"], desk.world.clock.now() + timedelta(days=1)).status_code == 200
    change = desk.submit(change["id"]).json()
    desk.sign(change)
    desk.world.clock.moment += timedelta(days=2)
    other = desk.world.signed_in(Role.POLICY_APPROVER)
    assert problem(desk.sign(change, other), "invalid-request")["errors"][0]["pointer"] == "/effect_at"
    problem(desk.publish(change, other), "invalid-request")
    assert live(desk).number == 1


def test_an_emergency_is_published_seen_and_ratified(desk: Desk) -> None:
    change = desk.change_in(client=desk.approver)
    problem(desk.emergency(change, "  "), "invalid-request")
    url = f"/v1/changes/{change}/emergency"
    problem(desk.editor.post(url, json={"reason": "urgent"}, headers=desk.if_match(change)), "not-allowed")
    published = desk.emergency(change).json()
    assert published["kind"] == "emergency"
    assert published["ratify_until"]
    ratify = f"/v1/publications/{published['number']}/ratification"
    problem(desk.approver.post(ratify), "change-own")
    problem(desk.editor.post(ratify), "change-own")
    problem(desk.world.signed_in(Role.REVIEWER).post(ratify), "signature-useless")
    done = desk.world.signed_in(Role.POLICY_APPROVER).post(ratify).json()
    assert done["ratified_at"]


def test_who_signs_is_not_changed_in_an_emergency(desk: Desk) -> None:
    """One person could otherwise ask for nine signatures, or for none, and shut all the others out."""
    path, text = "parameters/signatures.yaml", shipped_policy()
    desk.install({path: text.encode()})
    before = live(desk).number
    change = desk.change_in(client=desk.approver)
    assert desk.save(change, text.replace("approver: 2", "approver: 9"), path, desk.approver).is_success
    desk.give_evidence(change)
    refused = problem(desk.emergency(change), "signatures-urgent")
    assert "faire signer" in refused["detail"], refused
    assert live(desk).number == before
    assert desk.save(change, text, path, desk.approver).is_success
    desk.give_evidence(change)
    assert desk.emergency(change).json()["kind"] == "emergency", "the rest can wait no longer"


@pytest.mark.parametrize("loss", ["roles", "account"])
def test_whoever_lost_the_role_or_the_account_no_longer_ratifies(desk: Desk, loss: Loss) -> None:
    """Two must ratify: the first loses what made them count before the second signs."""
    text = shipped_policy().replace("ratified_by: {policy_approver: 1}", "ratified_by: {policy_approver: 2}")
    desk.install({"parameters/signatures.yaml": text.encode()})
    published = desk.emergency(desk.change_in(client=desk.approver)).json()
    ratify = f"/v1/publications/{published['number']}/ratification"
    first, second, third = (desk.world.signed_in(Role.POLICY_APPROVER) for _ in range(3))
    assert first.post(ratify).json()["ratified_at"] is None
    problem(first.post(ratify), "signature-useless")
    desk.lose(first, loss)
    assert second.post(ratify).json()["ratified_at"] is None, "the first no longer counts"
    assert third.post(ratify).json()["ratified_at"] is not None


def test_rolling_back_is_a_new_publication(desk: Desk) -> None:
    published = desk.published()
    url = f"/v1/publications/{published['number']}/rollback"
    change = desk.editor.post(url, json={"reason": "la peine d'avant était la bonne"}).json()
    assert change["origin"] == "rollback"
    assert change["tree"] == desk.base.digest
    problem(desk.submit(change["id"]), "evidence-running")
    desk.give_evidence(change["id"])
    submitted = desk.submit(change["id"]).json()
    back = desk.sign_and_publish(submitted)
    assert back["number"] == 3
    assert back["rolls_back"] == 2
    assert live(desk).tree == desk.base.digest
    problem(desk.editor.post(url, json={"reason": "encore"}), "change-state")


def test_an_edition_in_effect_is_not_withdrawn(desk: Desk) -> None:
    published = desk.published()
    url = f"/v1/publications/{published['number']}/withdrawal"
    problem(desk.approver.post(url, json={"reason": "essai"}), "publication-effective")
    problem(desk.editor.post(url, json={"reason": "essai"}), "not-allowed")

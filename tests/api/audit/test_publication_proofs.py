"""An export proves that each publication of rules had its signatures; whoever lacks the key forges none."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.audit.publication_proofs import EmergencyRecord, PublicationProofs
from api.audit.service import export_lines
from api.changes import repository
from api.changes.publishing import open_again
from api.http.identity import Identity
from api.http.unit_of_work import UnitOfWork
from api.journal.chain import START, entry_hash, header, verify
from api.journal.entries import SYSTEM, record
from api.journal.seals import SealCheck, seal_of
from api.kit.permissions import GRANTS, Role
from tests.api.changes.desk import NEW_PENALTY, Desk, small_tree
from tests.api.service.world import World

Entry = dict[str, Any]


@pytest.fixture
def desk(sqlite_world: World) -> Desk:
    return Desk(sqlite_world)


def entries_of(desk: Desk) -> list[Entry]:
    return [json.loads(line) for line in [*export_lines(desk.world.database)][1:]]


def rechained(entries: list[Entry]) -> list[str]:
    """An export whose chain is whole again, as whoever may write the database can make it."""
    lines, previous = [], START
    for number, entry in enumerate(entries, 1):
        whole = {**entry, "number": number, "previous": previous}
        previous = whole["hash"] = entry_hash(whole)
        lines.append(json.dumps(whole))
    return [json.dumps(header(len(entries), previous)), *lines]


def judged(desk: Desk, entries: list[Entry] | None = None) -> tuple[PublicationProofs, list[str]]:
    """What the proofs alone say of an export, its chain being whole."""
    proofs = PublicationProofs()
    _, _, wrong = verify(rechained(entries_of(desk) if entries is None else entries), readers=[proofs])
    return proofs, wrong


def sealed(desk: Desk, entries: list[Entry]) -> list[str]:
    """What the seals alone say."""
    return verify(rechained(entries), readers=[SealCheck(desk.world.settings.journal_secret)])[2]


def number_of(entries: list[Entry], action: str) -> int:
    return next(place for place, entry in enumerate(entries) if entry["action"] == action)


def test_a_publication_with_its_signatures_is_proved_under_either_database(world: World) -> None:
    desk = Desk(world)
    desk.published()
    assert sealed(desk, entries_of(desk)) == []
    proofs, wrong = judged(desk)
    assert (proofs.signed, wrong) == (1, [])


def test_a_signature_withdrawn_edited_and_given_again_is_proved(desk: Desk) -> None:
    change = desk.submitted()
    desk.sign(change)
    assert desk.approver.delete(f"/v1/changes/{change['id']}/signatures").status_code == 200
    desk.edit(change["id"], NEW_PENALTY, "penalty: {prison_months: 25")
    desk.give_evidence(change["id"])
    change = desk.submit(change["id"]).json()
    desk.sign_and_publish(change)
    proofs, wrong = judged(desk)
    assert (proofs.signed, wrong) == (1, [])


def test_a_title_said_anew_leaves_the_signatures(desk: Desk) -> None:
    change = desk.submitted()
    desk.sign(change)
    tag = {"if-match": f'"{change["version"]}"'}
    body = {"title": "Un autre titre", "reason": ""}
    assert desk.editor.put(f"/v1/changes/{change['id']}", json=body, headers=tag).status_code == 200
    assert desk.publish(change).status_code == 201
    assert judged(desk)[1] == []


def test_moved_rolled_back_and_closed_requests_are_followed(desk: Desk) -> None:
    second = desk.open()["id"]
    desk.save(second, desk.file(second, "facts/exemple.yaml")["text"] + "# une note\n", "facts/exemple.yaml")
    first = desk.published()
    assert desk.editor.post(f"/v1/changes/{second}/rebase", json={}).status_code == 200
    desk.give_evidence(second)
    desk.sign_and_publish(desk.submit(second).json())
    back = desk.editor.post(f"/v1/publications/{first['number'] + 1}/rollback", json={"reason": "une erreur"}).json()
    desk.give_evidence(back["id"])
    desk.sign_and_publish(desk.submit(back["id"]).json())
    left = desk.open()
    assert desk.editor.delete(f"/v1/changes/{left['id']}", headers={"if-match": f'"{left["version"]}"'}).status_code
    proofs, wrong = judged(desk)
    assert (proofs.signed, wrong) == (3, [])


def test_an_emergency_is_listed_then_ratified(desk: Desk) -> None:
    number = desk.emergency(desk.change_in(client=desk.approver)).json()["number"]
    proofs, wrong = judged(desk)
    (one,) = proofs.emergencies
    assert (one.number, one.is_ratified, wrong) == (number, False, [])
    other = desk.world.signed_in(Role.POLICY_APPROVER)
    assert other.post(f"/v1/publications/{number}/ratification").json()["ratified_at"]
    proofs, wrong = judged(desk)
    assert proofs.emergencies == (EmergencyRecord(number, one.ratify_until, is_ratified=True),)
    assert (proofs.signed, wrong) == (0, [])
    without = [entry for entry in entries_of(desk) if entry["action"] != "rules.change_signed"]
    proofs, wrong = judged(desk, without)
    assert not proofs.emergencies[0].is_ratified
    assert any("signataire sans signature qui tienne" in fault for fault in wrong)


def _unsigned(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry["action"] != "rules.change_signed"]


def _withdrawn(entries: list[Entry]) -> list[Entry]:
    at = number_of(entries, "rules.change_signed")
    return [*entries[: at + 1], {**entries[at], "action": "rules.change_unsigned"}, *entries[at + 1 :]]


def _edited_after(entries: list[Entry]) -> list[Entry]:
    at, saved = number_of(entries, "rules.change_signed"), entries[number_of(entries, "rules.change_saved")]
    return [*entries[: at + 1], saved, *entries[at + 1 :]]


def _by_the_author(entries: list[Entry]) -> list[Entry]:
    author = entries[number_of(entries, "rules.change_saved")]["who"]
    changed = [dict(entry) for entry in entries]
    changed[number_of(entries, "rules.change_signed")]["who"] = author
    published = changed[number_of(entries, "rules.published")]
    published["detail"] = {**published["detail"], "signers": [{"account": author, "roles": ["policy_approver"]}]}
    return changed


def _before_submission(entries: list[Entry]) -> list[Entry]:
    at, to = number_of(entries, "rules.change_signed"), number_of(entries, "rules.change_submitted")
    return [*entries[:to], entries[at], *entries[to:at], *entries[at + 1 :]]


def _with(action: str, **detail: Any) -> Callable[[list[Entry]], list[Entry]]:
    def change(entries: list[Entry]) -> list[Entry]:
        at = number_of(entries, action)
        whole = {**entries[at], "detail": {**entries[at]["detail"], **detail}}
        return [*entries[:at], whole, *entries[at + 1 :]]

    return change


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (_unsigned, "signataire sans signature qui tienne"),
        (_withdrawn, "signataire sans signature qui tienne"),
        (_edited_after, "publiée sans être soumise, ou modifiée depuis"),
        (_by_the_author, "signataire qui en est l'auteur"),
        (_before_submission, "signature d'autre chose que ce qui est soumis"),
        (_with("rules.change_signed", submission="0" * 64), "signature d'autre chose que ce qui est soumis"),
        (_with("rules.change_signed", roles=["policy_editor"]), "signataire sans signature qui tienne"),
        (_with("rules.published", signers=[]), "il manque des signatures : 1 policy_approver"),
        (_with("rules.published", seats={}), "signatures demandées autres qu'à la soumission"),
        (_with("rules.published", tree="0" * 64), "ce qui est publié n'est pas ce qui était enregistré"),
        (_with("rules.published", kind="autre"), "genre de publication inconnu"),
        (_with("rules.published", writers=[]), "auteurs autres"),
        (_with("rules.published", number="un"), "rules.published incomplète"),
        (_with("rules.change_submitted", tree="0" * 64), "empreinte qui n'est pas celle de ce qu'elle dit"),
        (_with("rules.change_submitted", effect="hier"), "rules.change_submitted incomplète"),
        (_with("rules.change_saved", tree="0" * 64), "ce qui est soumis n'est pas ce qui était enregistré"),
        (lambda entries: entries[number_of(entries, "rules.change_saved") :], "aucune entrée ne l'ouvre"),
        (lambda entries: [*entries, entries[-1]], "publiée deux fois"),
    ],
)  # fmt: skip
def test_a_publication_without_its_signatures_is_told_though_the_chain_is_whole(
    forge: Callable[[list[Entry]], list[Entry]], told: str, desk: Desk
) -> None:
    desk.published()
    entries = [entry for entry in entries_of(desk) if entry["action"].startswith("rules.")]
    proofs, wrong = judged(desk, forge(entries))
    assert any(told in fault for fault in wrong), wrong
    assert sealed(desk, entries) == []
    assert proofs.signed == 0 or "deux fois" in told


@pytest.mark.parametrize("action", ["rules.change_signed", "rules.change_unsigned", "rules.change_saved"])
def test_an_entry_left_out_is_seen_by_the_seal_of_the_next(action: str, desk: Desk) -> None:
    change = desk.submitted()
    desk.sign(change)
    desk.approver.delete(f"/v1/changes/{change['id']}/signatures")
    desk.sign(change)
    desk.publish(change)
    entries = entries_of(desk)
    assert sealed(desk, entries) == []
    at = number_of(entries, action)
    assert any("sceau faux" in fault for fault in sealed(desk, [*entries[:at], *entries[at + 1 :]]))


def test_a_step_is_not_forged_without_the_key(desk: Desk) -> None:
    desk.published()
    entries = entries_of(desk)
    at = number_of(entries, "rules.change_signed")
    forged = {**entries[at], "who": "acc_autre"}
    assert any("sceau faux" in fault for fault in sealed(desk, [*entries[:at], forged, *entries[at + 1 :]]))
    bare = {**forged, "detail": {name: value for name, value in forged["detail"].items() if name != "seal"}}
    assert any("sans sceau" in fault for fault in sealed(desk, [*entries[:at], bare, *entries[at + 1 :]]))
    other = {**bare, "detail": {**bare["detail"], "seal": seal_of(bare, "", b"une autre")}}
    assert any("une autre clé" in fault for fault in sealed(desk, [*entries[:at], other, *entries[at + 1 :]]))


def test_any_detail_at_all_is_read_without_a_crash(desk: Desk) -> None:
    desk.published()
    entries = entries_of(desk)
    for at, entry in enumerate(entries):
        details: tuple[Any, ...] = (
            None,
            [],
            "x",
            {"seal": 3},
            {"seal": {"mac": []}},
            {"number": 2, "seats": {"roi": 1}},
        )
        for detail in details:
            broken = [*entries[:at], {**entry, "detail": detail}, *entries[at + 1 :]]
            judged(desk, broken)
            sealed(desk, broken)


def test_the_tree_of_the_desk_is_the_base_of_what_it_opens(desk: Desk) -> None:
    desk.open()
    opened = entries_of(desk)[-1]
    assert opened["detail"]["base"] == small_tree().digest
    assert opened["detail"]["via"] == "session"


def test_editions_taken_from_a_folder_are_listed_and_sealed(desk: Desk) -> None:
    """They have no request: their entries name no subject, and are sealed one after the other all the same."""
    desk.published()
    with desk.world.database.write() as session:
        for number, action in ((3, "rules.folder_published"), (4, "rules.adopted")):
            record(session, desk.world.clock.now(), SYSTEM, action, number=number, tree="0" * 64, law="0" * 64)
    entries = entries_of(desk)
    proofs, wrong = judged(desk, entries)
    assert (proofs.signed, proofs.from_folder, wrong) == (1, [3, 4], [])
    assert sealed(desk, entries) == []
    _, wrong = judged(desk, [*entries, {**entries[-1], "detail": {"number": 2}}])
    assert any("ne suit pas l'édition 4" in fault for fault in wrong)
    assert any("sceau faux" in fault for fault in sealed(desk, [*entries[:-2], entries[-1]]))


def test_a_text_taken_up_again_is_proved_with_its_first_writers(desk: Desk) -> None:
    change = desk.to_come(desk.world.clock.now() + timedelta(days=5))["id"]
    assert desk.approver.post("/v1/publications/2/withdrawal", json={"reason": "date"}).status_code == 200
    opener = desk.world.signed_in(Role.POLICY_EDITOR)
    account = opener.headers["x-test-account"]
    identity = Identity(account, account, (Role.POLICY_EDITOR,), GRANTS[Role.POLICY_EDITOR], "session")
    with desk.world.database.write() as session:
        again = open_again(UnitOfWork(session, desk.world.services, identity), change).id
    desk.give_evidence(again)
    desk.sign_and_publish(desk.submit(again).json())
    proofs, wrong = judged(desk)
    assert (proofs.signed, wrong) == (2, [])
    with desk.world.database.read() as session:
        writers = repository.writers(session, repository.change(session, again))
    assert writers == {account, desk.editor.headers["x-test-account"]}

"""The journal: what is kept of who did what, and its verification on an export, offline."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.audit.service import export_lines
from api.journal.chain import verify
from api.journal.entries import record
from api.kit.permissions import Role
from tests.api.reports.test_reports import decide, send
from tests.api.service.world import NOON, World


def exported(world: World, entries: int = 6) -> list[str]:
    with world.database.write() as session:
        for number in range(entries):
            record(session, NOON, f"acc_{number}", "test", f"rep_{number}", number=number, accent="é")
    return list(export_lines(world.database))


def actions(world: World) -> list[str]:
    return [json.loads(line)["action"] for line in list(export_lines(world.database))[1:]]


def test_an_export_verifies(world: World) -> None:
    lines = exported(world)
    number, head, wrong = verify(lines)
    assert (number, wrong) == (6, [])
    assert head == json.loads(lines[-1])["hash"]
    assert verify([*export_lines(world.database)], head)[2] == []


def _alter(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[3].replace("acc_2", "acc_3"), *lines[4:]]


def _alter_and_rehash(lines: list[str]) -> list[str]:
    from api.journal.chain import entry_hash

    entry = json.loads(lines[3])
    entry["who"] = "acc_9"
    entry["hash"] = entry_hash(entry)
    return [*lines[:3], json.dumps(entry) + "\n", *lines[4:]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_alter, "entrée 3 altérée"),
        (_alter_and_rehash, "entrée 4 : ne suit pas celle qui la précède"),
        (lambda lines: [*lines[:3], *lines[4:]], "entrées 3 à 3 retirées"),
        (lambda lines: [lines[0], *lines[3:]], "entrées 1 à 2 retirées"),
        (lambda lines: lines[:-2], "la dernière lue est la 4"),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "déplacée"),
        (lambda lines: [*lines, lines[-1]], "déplacée ou répétée"),
        (lambda lines: [*lines[:2], "{", *lines[2:]], "illisible"),
        (lambda lines: [*lines[:2], "{}\n", *lines[2:]], "incomplète"),
        (lambda lines: lines[1:], "ce n'est pas un export"),
        (lambda lines: [], "vide"),
    ],
    ids=["altered", "rehashed", "removed", "beginning removed", "end removed", "reordered", "repeated", "cut", "empty", "no header", "none"],
)  # fmt: skip
def test_what_was_done_to_an_export_is_found(
    change: Callable[[list[str]], list[str]], told: str, sqlite_world: World
) -> None:
    _, _, wrong = verify(change(exported(sqlite_world)))
    assert any(told in fault for fault in wrong), wrong


def test_a_whole_chain_rewritten_is_found_by_the_head_noted_before(sqlite_world: World) -> None:
    from api.journal.chain import START, entry_hash, header

    lines = exported(sqlite_world)
    _, noted, _ = verify(lines)
    rewritten, previous = [], START
    for line in lines[1:]:
        entry = {**json.loads(line), "who": "acc_9", "previous": previous}
        previous = entry["hash"] = entry_hash(entry)
        rewritten.append(json.dumps(entry))
    whole = [json.dumps(header(len(rewritten), previous)), *rewritten]
    assert verify(whole)[2] == []
    assert verify(whole, noted)[2] == [f"l'empreinte attendue n'est celle d'aucune entrée : {noted}"]


def test_who_saw_stated_decided_and_exported_is_kept(world: World) -> None:
    machine, reviewer, admin = world.machine(), world.signed_in(Role.REVIEWER), world.signed_in(Role.ADMINISTRATOR)
    told = send(machine, contact={"email": "qui@exemple.fr"})
    seen = reviewer.get(f"/v1/reports/{told['id']}")
    reviewer.get(f"/v1/reports/{told['id']}/contact")
    reviewer.get(f"/v1/qualifications/{told['qualification']['id']}/replay")
    etag = seen.headers["etag"]
    reviewer.post(f"/v1/reports/{told['id']}/facts", json={"state": {"acces": "ouvert"}}, headers={"if-match": etag})
    etag = decide(reviewer, told["id"], kind="accept").headers["etag"]
    reviewer.delete(f"/v1/reports/{told['id']}/decision", headers={"if-match": etag})
    assert verify(admin.get("/v1/audit/export").text.splitlines())[2] == []
    kept = [a for a in actions(world) if not a.startswith(("account", "link", "session", "key"))]
    assert kept == [
        "report.received",
        "report.seen",
        "contact.seen",
        "qualification.replayed",
        "facts.stated",
        "report.seen",
        "report.decided",
        "decision.undone",
        "audit.exported",
    ]
    about = reviewer.get("/v1/audit", params={"subject": told["id"], "limit": 2}).json()
    assert [entry["action"] for entry in about["items"]] == ["decision.undone", "report.decided"]
    more = reviewer.get("/v1/audit", params={"subject": told["id"], "cursor": about["next_cursor"]}).json()
    assert more["items"][0]["action"] == "report.seen"
    assert more["items"][0]["who"] == reviewer.headers["x-test-account"]


def test_what_is_refused_leaves_no_entry(world: World) -> None:
    machine = world.machine()
    before = len(actions(world))
    machine.post("/v1/reports", json={"facts": {"inconnu": 1}})
    assert len(actions(world)) == before


def test_those_who_act_at_once_make_one_chain(world: World) -> None:
    def act(number: int) -> None:
        with world.database.write() as session:
            record(session, NOON, f"acc_{number}", "test")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(40)))
    number, _, wrong = verify(export_lines(world.database))
    assert (number, wrong) == (40, [])


def test_what_somebody_did_is_found_by_its_index(sqlite_world: World) -> None:
    """What each page asks of the journal: how much this person read today."""
    query = "EXPLAIN QUERY PLAN SELECT count(*) FROM audit WHERE who = 'a' AND action = 'report.read' AND at >= '2024'"
    with sqlite_world.database.engine.connect() as connection:
        plan = connection.exec_driver_sql(query).all()
    assert "ix_audit_who_action_at (who=? AND action=? AND at>?)" in plan[0][3]

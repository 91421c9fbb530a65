"""`/v1/trials`: the same answer as a question, with cues, routes and notices; nothing of it is kept anywhere."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from api.db.base import Base
from api.kit.permissions import Permission, Role
from api.kit.schemas import MAX_TEXT
from tests.api.service.world import World, problem
from tests.api.trial.drafts import LEXICON, OFFENCE, THREAT, drafting, edited, small_tree, with_new_fact

SECRET = "Zébulon la girafe"
"""Words that are nowhere else."""


def rows(world: World) -> Mapping[str, int]:
    """The rows of each table."""
    with world.database.read() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_machine_gets_cues_answer_routes_and_notices(tmp_path: Path) -> None:
    with drafting(tmp_path) as world:
        client = world.machine(Permission.QUALIFICATIONS_ASK)
        asked = {"text": THREAT, "date_of_facts": "2024-01-02"}
        body = client.post("/v1/trials", json=asked).json()
        assert (body["live"], body["differences"], body["left_aside"]) == (None, None, [])
        trial = body["trial"]
        cue = trial["cues"][0]
        assert (cue["voice"], cue["fact"], THREAT[cue["start"] : cue["end"]]) == ("text", "menace", "frapper")
        assert trial["presumed"] == ["menace"]
        answer = client.post("/v1/qualifications", json=asked).json()
        del answer["danger"]
        assert trial["answer"] == answer
        assert {route["status"] for route in trial["routes"]} == {"open", "not_due"}
        assert trial["ruleset"] == world.services.editions.current().ruleset.digest


def test_a_draft_is_compared_with_the_rules_in_service(tmp_path: Path) -> None:
    contrary = edited(LEXICON, "says: {menace: true}", "says: {menace: false}")
    with drafting(tmp_path, contrary=contrary, wider=with_new_fact()) as world:
        client = world.machine(Permission.QUALIFICATIONS_ASK)
        asked = {"text": THREAT, "date_of_facts": "2024-01-02", "draft": "contrary", "compare": True}
        body = client.post("/v1/trials", json=asked).json()
        assert body["live"]["answer"]["main"] is not None
        assert body["trial"]["answer"]["main"] is None
        assert {"kind": "presumed", "subject": "menace", "offence": None, "before": "True", "after": "False"} in body[
            "differences"
        ]
        wider = {"facts": {"repetition": True, "menace": True}, "draft": "wider", "compare": True}
        assert client.post("/v1/trials", json=wider).json()["left_aside"] == ["repetition"]


def test_nothing_is_stored_journaled_or_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with drafting(tmp_path, same=small_tree()) as world:
        client = world.machine(Permission.QUALIFICATIONS_ASK)
        client.get("/v1/facts")
        before = rows(world)
        url = "https://girafe.exemple/zebulon"
        said = {"text": f"{SECRET}. {THREAT}", "comment": SECRET, "url": url, "draft": "same", "compare": True}
        assert client.post("/v1/trials", json=said).status_code == 200
        refused = client.post(
            "/v1/trials", json={**said, "facts": {"inconnu": SECRET}, "draft": None, "compare": False}
        )
        problem(refused, "invalid-request")
        assert rows(world) == before
    assert "girafe" not in caplog.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": "a" * (MAX_TEXT + 1)}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"facts": {"inconnu": True}}, "/facts/inconnu"),
        ({"facts": {"acces": "partout"}}, "/facts/acces"),
        ({"facts": {"menace": True}, "routing": {"inconnu": True}}, "/routing/inconnu"),
        ({"facts": {"menace": True}, "date_of_facts": "2024-02-30"}, "/date_of_facts"),
        ({"facts": {"menace": True}, "date_of_facts": "2999-01-01"}, "/date_of_facts"),
        ({"facts": {"menace": True}, "offence": "absente"}, "/offence"),
        ({"facts": {"menace": True}, "draft": "absent"}, "/draft"),
        ({"facts": {"menace": True}, "compare": True}, "/draft"),
        ({"facts": {"menace": True}, "language": "de"}, "/language"),
        ({"facts": {"menace": True}, "autre": 1}, "/autre"),
    ],
)
def test_a_wrong_field_is_told_at_its_place(sqlite_world: World, body: dict[str, Any], pointer: str) -> None:
    told = problem(sqlite_world.machine(Permission.QUALIFICATIONS_ASK).post("/v1/trials", json=body), "invalid-request")
    assert [error["pointer"] for error in told["errors"]] == [pointer]


def test_a_draft_that_cannot_answer_says_each_fault_and_its_place(tmp_path: Path) -> None:
    with drafting(tmp_path, broken=small_tree().with_files({OFFENCE: b"id: menace\n"})) as world:
        client = world.machine(Permission.QUALIFICATIONS_ASK)
        told = problem(client.post("/v1/trials", json={"text": "a", "draft": "broken"}), "invalid-request")
        assert {error["pointer"] for error in told["errors"]} == {"/draft"}
        assert any(error["message"].startswith(f"{OFFENCE}:1:1 : R102") for error in told["errors"])


@pytest.mark.parametrize("role", [Role.ANALYST, Role.REVIEWER, Role.POLICY_EDITOR, Role.POLICY_APPROVER])
def test_who_may_ask_may_try(sqlite_world: World, role: Role) -> None:
    assert sqlite_world.signed_in(role).post("/v1/trials", json={"facts": {"menace": True}}).status_code == 200


def test_others_may_not(sqlite_world: World) -> None:
    asked = {"facts": {"menace": True}}
    problem(sqlite_world.signed_in(Role.ADMINISTRATOR).post("/v1/trials", json=asked), "not-allowed")
    problem(sqlite_world.machine(Permission.REPORTS_CREATE).post("/v1/trials", json=asked), "not-allowed")
    problem(sqlite_world.anonymous().post("/v1/trials", json=asked), "sign-in-needed")

"""The routes that an editor asks while one types: who may, what they answer, what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from api.kit.permissions import Permission, Role
from api.rules.tree import RulesTree
from api.rules.tree_rows import store_tree
from tests.api.service.world import World, problem

OFFENCE = "offences/contenus_mineurs/cp-227-24/offence.yaml"
BUFFER = {"path": OFFENCE, "text": "elements:\n  a:\n    condition: {fact: acces}\n"}
CURSOR = {**BUFFER, "line": 3, "column": 25}
ROUTES = {"lint": BUFFER, "complete": CURSOR, "hover": CURSOR, "definition": CURSOR, "references": {"name": "acces"}}


def ask(caller: Any, route: str, **more: Any) -> Any:
    return caller.post(f"/v1/authoring/{route}", json={**ROUTES[route], **more})


@pytest.mark.parametrize("route", ROUTES)
def test_who_reads_the_law_may_ask_and_nobody_else(sqlite_world: World, route: str) -> None:
    assert ask(sqlite_world.signed_in(Role.ANALYST), route).status_code == 200
    assert ask(sqlite_world.machine(Permission.LAW_READ), route).status_code == 200
    problem(ask(sqlite_world.anonymous(), route), "sign-in-needed")
    problem(ask(sqlite_world.machine(Permission.REPORTS_CREATE), route), "not-allowed")


def test_an_editor_is_answered(sqlite_world: World, tree: RulesTree) -> None:
    person = sqlite_world.signed_in(Role.ANALYST)
    text = tree.text(OFFENCE).replace("    core: true", "    coer: true", 1)
    found = ask(person, "lint", text=text).json()["here"]
    wrong = next(fault for fault in found if fault["code"] == "R101")
    assert wrong["message"] == "clé inconnue `coer`"
    assert wrong["end_column"] == wrong["column"] + 4
    offered = ask(person, "complete", column=24).json()
    assert "acces" in [one["text"] for one in offered["items"]]
    assert "Qui peut voir le contenu ?" in ask(person, "hover").json()["lines"]
    assert ask(person, "definition").json()["place"]["path"] == "facts/commun.yaml"
    assert ask(person, "references").json()["items"][0]["path"] == "facts/commun.yaml"


def test_a_stored_tree_is_read_by_its_digest(world: World, tree: RulesTree) -> None:
    changed = tree.with_files(
        {"facts/commun.yaml": tree.files["facts/commun.yaml"].replace(b"id: acces\n", b"id: acces_neuf\n")}
    )
    with world.database.write() as session:
        digest = store_tree(session, changed, world.clock.now())
    person = world.signed_in(Role.ANALYST)
    body = {"text": "elements:\n  a:\n    condition: {fact: acces_n}\n", "column": 30, "tree": digest}
    assert [one["text"] for one in ask(person, "complete", **body).json()["items"]] == ["acces_neuf"]
    problem(ask(person, "complete", **{**body, "tree": "0" * 64}), "rules-absent")


@pytest.mark.parametrize(
    ("route", "wrong"),
    [
        ("lint", {"path": "../../etc/passwd"}),
        ("lint", {"path": "."}),
        ("hover", {"path": "facts/x.py"}),
        ("complete", {"line": 0}),
        ("complete", {"column": -1}),
        ("definition", {"text": "a\0b"}),
        ("lint", {"text": "x" * 600_001}),
        ("lint", {"tree": "HEAD"}),
        ("lint", {"more": 1}),
        ("references", {"name": ""}),
    ],
)
def test_what_makes_no_sense_is_refused(sqlite_world: World, route: str, wrong: dict[str, Any]) -> None:
    told = problem(ask(sqlite_world.signed_in(Role.ANALYST), route, **wrong), "invalid-request")
    assert told["errors"]

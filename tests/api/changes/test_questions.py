"""Limits of a draft asked about: yes writes cases that pass, no opens a comment."""

from __future__ import annotations

from typing import Any

import pytest

from api.changes.questions import draft_questions
from api.kit.permissions import Role
from tests.api.changes.desk import Desk, small_tree
from tests.api.service.world import problem

CASES = "offences/exemple/menace/cases.yaml"


@pytest.fixture
def change(desk: Desk) -> str:
    return desk.widened()


def asked(desk: Desk, change: str, **query: Any) -> dict[str, Any]:
    response = desk.editor.get(f"/v1/changes/{change}/questions", params=query)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_what_the_draft_changes_is_asked_first_and_an_answer_becomes_cases_that_pass(desk: Desk, change: str) -> None:
    found = asked(desk, change)
    assert found["reworded"] == ["menace"]
    first = found["items"][0]
    assert first["is_new"]
    assert first["facts"]["fichier_conserve"] is True
    response = desk.editor.post(f"/v1/changes/{change}/questions", json={"question": first["id"], "answer": "yes"})
    assert response.json() == {"path": CASES, "comment": None}
    text = desk.file(change, CASES)["text"]
    assert text.count("by: ") == 2
    evidence = desk.give_evidence(change)
    assert evidence.document["cases"]["failed"] == 0, evidence.document["cases"]["failures"]
    again = desk.editor.post(f"/v1/changes/{change}/questions", json={"question": "0" * 16, "answer": "yes"})
    problem(again, "change-state")


def test_a_refusal_opens_a_comment_on_the_offence(desk: Desk, change: str) -> None:
    first = asked(desk, change)["items"][0]
    body = {"question": first["id"], "answer": "no", "why": "Garder un fichier n'est pas menacer."}
    settled = desk.editor.post(f"/v1/changes/{change}/questions", json=body).json()
    (comment,) = desk.editor.get(f"/v1/changes/{change}/comments").json()
    assert settled == {"path": None, "comment": comment["id"]}
    assert comment["place"] == "offence:menace"
    assert "Garder un fichier n'est pas menacer." in comment["body"]
    assert "établie" in comment["body"]
    assert desk.file(change, CASES)["text"].count("by: ") == 0


def test_only_who_drafts_answers(desk: Desk, change: str) -> None:
    analyst = desk.world.signed_in(Role.ANALYST)
    body = {"question": "0" * 16, "answer": "yes"}
    problem(analyst.post(f"/v1/changes/{change}/questions", json=body), "not-allowed")


def test_an_offence_that_the_draft_leaves_alone_is_asked_about_by_name() -> None:
    tree = small_tree()
    assert draft_questions(tree, tree).items == ()
    found = draft_questions(tree, tree, "moquerie")
    assert {one.question.offence for one in found.items} == {"moquerie"}
    assert not any(one.question.is_new for one in found.items)
    assert draft_questions(tree, tree, "inconnue").items == ()


def test_a_draft_that_does_not_load_is_asked_nothing() -> None:
    tree = small_tree()
    path = "offences/exemple/menace/offence.yaml"
    broken = tree.with_files({path: tree.files[path].replace(b"{fact: menace}", b"{fact: absent}")})
    assert not draft_questions(tree, broken).loads

"""Limits of a change request in a browser, by its forms alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from api.kit.permissions import Role
from tests.api.changes.desk import Desk
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.world import World

PAGE = {"accept": "text/html", "accept-language": "fr"}


@pytest.fixture
def desk(sqlite_world: World) -> Desk:
    sqlite_world.serve(replace(sqlite_world.services, previewer=InlineWorker()))
    return Desk(sqlite_world)


@pytest.fixture
def change(desk: Desk) -> str:
    return desk.widened()


def page(desk: Desk, change: str, query: str = "") -> str:
    response = desk.editor.get(f"/demandes/{change}/limites{query}", headers=PAGE)
    assert response.status_code == 200, response.text
    return response.text


def test_a_limit_that_the_request_creates_is_asked_and_yes_adds_its_cases(desk: Desk, change: str) -> None:
    shown = page(desk, change)
    assert "La demande change cette réponse" in shown
    assert "relève-t-il bien de" in shown
    assert "Une modification ici (cas)" in shown.replace("\u00a0", " ")
    (first, *_) = re.findall(r'action="([^"]+/oui)"', shown)
    done = desk.editor.post(first, data={"offence": ""}, headers=PAGE, follow_redirects=False)
    assert done.status_code == 303
    assert "Deux cas ajoutés à ceux de l" in desk.editor.get(done.headers["location"]).text
    assert desk.file(change, "offences/exemple/menace/cases.yaml")["text"].count("by: ") == 2


def test_no_opens_a_comment(desk: Desk, change: str) -> None:
    (first, *_) = re.findall(r'action="([^"]+/non)"', page(desk, change))
    desk.editor.post(first, data={"offence": "", "why": "Ce n'est pas menacer."}, headers=PAGE)
    (comment,) = desk.editor.get(f"/v1/changes/{change}/comments").json()
    assert "Ce n'est pas menacer." in comment["body"]


def test_an_offence_is_chosen_and_who_only_reads_has_no_form(desk: Desk, change: str) -> None:
    assert "Moquerie" in page(desk, change, "?infraction=moquerie")
    response = desk.world.signed_in(Role.ANALYST).get(f"/demandes/{change}/limites", headers=PAGE)
    assert response.status_code == 200
    assert "/oui" not in response.text


def test_the_page_says_that_a_question_is_no_longer_asked_or_a_search_stopped(desk: Desk, change: str) -> None:
    stale = desk.editor.post(f"/demandes/{change}/limites/{'0' * 16}/oui", data={"offence": ""}, headers=PAGE)
    assert stale.status_code == 409
    assert "Étape impossible maintenant" in stale.text
    worker = desk.world.services.previewer
    assert isinstance(worker, InlineWorker)
    worker.stop()
    worker.broken = True
    stopped = desk.editor.get(f"/demandes/{change}/limites", headers=PAGE)
    assert stopped.status_code == 409
    assert "Calcul interrompu" in stopped.text


def test_on_a_page_in_english_the_words_of_the_law_say_that_they_are_french(desk: Desk, change: str) -> None:
    english = {"accept": "text/html", "accept-language": "en"}
    shown = desk.editor.get(f"/demandes/{change}/limites", headers=english).text
    assert "The facts" in shown
    assert re.search(r'<h2 id="limite-\w+" tabindex="-1" lang="fr">', shown)
    assert re.search(r'<dt>If « <span lang="fr">', shown)

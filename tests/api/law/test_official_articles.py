"""Official words over the API and on the page of an offence: shown with their source, or said to be absent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.db import migrate
from api.db.sessions import Database
from api.kit.permissions import Role
from api.watch.text_reading import LawTexts, TextsState
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.world import World, problem, small_law
from tests.shared import ROOT

PAGE = {"accept": "text/html", "accept-language": "fr"}
CITATION, OFFENCE = "Code d'essai, art. 10", "menace"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The service on the small law, whose articles are those of a code."""
    folder, url = tmp_path / "rules", f"sqlite:///{tmp_path / 'qualif.sqlite3'}"
    shutil.copytree(ROOT / "docs/examples/petite-loi", folder)
    path = folder / "offences/exemple/menace/offence.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('petite loi, art. 10"', f'{CITATION}"'), encoding="utf-8")
    database = Database(url)
    migrate.upgrade(database)
    database.dispose()
    made = World(url, tmp_path, engine=Engine(load_folder(folder)))
    yield made
    made.close()


def fill_statistics(world: World, path: Path) -> None:
    """Has the service read a file."""
    world.serve(replace(world.services, law_texts=LawTexts(path, InlineWorker())))


def test_the_text_of_an_article_is_shown_beside_the_elements_with_its_file(world: World, tmp_path: Path) -> None:
    path = tmp_path / f"{CITATION}.txt"
    path.write_text("Texte inventé pour l'essai.\nSecond alinéa.", encoding="utf-8")
    fill_statistics(world, path)
    analyst = world.signed_in(Role.ANALYST)
    read = analyst.get("/v1/law/articles", params={"citation": CITATION}).json()
    assert read["state"] == "ready"
    assert [one["paragraphs"] for one in read["articles"]] == [["Texte inventé pour l'essai.", "Second alinéa."]]
    assert read["articles"][0]["file"] == path.name
    page = analyst.get(f"/loi/{OFFENCE}", headers=PAGE).text
    assert "Texte inventé pour l&#39;essai." in page
    assert "Aucun texte officiel fourni." not in page
    missing = analyst.get("/v1/law/articles", params={"citation": "Code d'essai, art. 1-99"}).json()
    assert (missing["articles"], missing["said"]) == ([], "Le fichier fourni ne donne pas cet article à cette date.")
    unread = analyst.get("/v1/law/articles", params={"citation": "quelque part"}).json()
    assert "ne se lit pas" in unread["said"]


def test_without_a_file_it_is_said_and_nothing_is_invented(world: World) -> None:
    analyst = world.signed_in(Role.ANALYST)
    read = analyst.get("/v1/law/articles", params={"citation": CITATION}).json()
    assert (read["state"], read["said"], read["articles"]) == ("absent", "Aucun texte officiel fourni.", [])
    assert "Aucun texte officiel fourni." in analyst.get(f"/loi/{OFFENCE}", headers=PAGE).text
    problem(world.anonymous().get("/v1/law/articles", params={"citation": CITATION}), "sign-in-needed")


def test_a_file_that_cannot_be_read_is_said_to_the_reader(world: World, tmp_path: Path) -> None:
    path = tmp_path / "droit.bin"
    path.write_bytes(b"rien")
    fill_statistics(world, path)
    page = world.signed_in(Role.ANALYST).get(f"/loi/{OFFENCE}", headers=PAGE).text
    assert "l’administrateur doit le remplacer" in page


def test_a_law_that_cites_the_same_articles_is_not_read_for_again(tmp_path: Path) -> None:
    path, worker = tmp_path / f"{CITATION}.txt", InlineWorker()
    path.write_text("Texte inventé.", encoding="utf-8")
    texts, law = LawTexts(path, worker), small_law().ruleset
    first = texts.of(law)[1]
    assert first is not None
    assert texts.of(replace(law, digest="0" * 64))[1] is first


def test_a_reading_that_was_stopped_is_tried_again_under_another_law_that_cites_the_same_articles(
    tmp_path: Path,
) -> None:
    path, worker = tmp_path / f"{CITATION}.txt", InlineWorker()
    path.write_text("Texte inventé.", encoding="utf-8")
    texts, law = LawTexts(path, worker), small_law().ruleset
    worker.broken = True
    assert texts.of(law) == (TextsState.FAILED, None)
    worker.broken = False
    assert texts.of(law) == (TextsState.FAILED, None), "not at each request"
    assert texts.of(replace(law, digest="0" * 64))[0] is TextsState.READY

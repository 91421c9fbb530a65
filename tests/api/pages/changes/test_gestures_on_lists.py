"""Gestures on what is a list: the order of the queue, the grounds that a lexicon reads."""

from __future__ import annotations

from tests.api.pages.changes.browsing import PagesDesk, words
from tests.api.pages.changes.gesturing import beside, choose, preview, save_gesture, text
from tests.api.pages.shared import Outline

PRIORITIES = """\
priorities:
  - id: vie
    label: {fr: "vie", en: "life"}
    themes: [suicide]

  # ce qui presse
  - id: menaces
    label: {fr: "menaces", en: "threats"}
    themes: [exemple]
    categories: [menaces]  # du formulaire

  - id: reste
    label: {fr: "reste", en: "rest"}
    themes: [haine]
"""


def test_a_priority_gets_another_rank_and_a_category(desk: PagesDesk) -> None:
    path = "parameters/priorites.yaml"
    desk.install({path: PRIORITIES.encode()})
    change = desk.opened()
    page = choose(desk, change, "priorite", ["reste"])
    assert "3. reste" in words(page)
    save_gesture(desk, change, "priorite", choix="reste", count="1", word="autre chose")
    after = text(desk, change, path)
    assert [line.strip() for line in after.splitlines() if "id:" in line] == [
        "- id: reste",
        "- id: vie",
        "- id: menaces",
    ]
    assert "    categories: [autre chose]" in after.replace('"', "")
    assert "\n\n  # ce qui presse\n  - id: menaces\n" in after
    assert "categories: [menaces]  # du formulaire" in after
    preview(desk, change, "priorite", 422, choix="menaces", count="3", word="menaces")
    preview(desk, change, "priorite", 422, choix="menaces", count="4")


def test_a_priority_whose_name_is_no_text_is_left_out_and_keeps_its_rank(desk: PagesDesk) -> None:
    change, path = desk.opened(), "parameters/priorites.yaml"
    desk.send(f"/demandes/{change}/fichier", path=path, text=PRIORITIES.replace("- id: vie", "- id: 17"), seen="")
    page = choose(desk, change, "priorite", [])
    assert "2. menaces" in words(page)
    assert "17" not in {one.get("value") for one in Outline(page).all("option")}
    assert "Choisir" in words(choose(desk, change, "priorite", ["17"]))
    save_gesture(desk, change, "priorite", choix="reste", count="2", word="")
    ids = [line.strip() for line in text(desk, change, path).splitlines() if "id:" in line]
    assert ids == ["- id: 17", "- id: reste", "- id: menaces"]


GROUPS = """\
about: "groupes"

cues:
  - id: groupe-ferme
    says: {acces: groupe_ferme}
    confidence: medium
    patterns: ["groupe ferme"]
    hits: ["Un groupe fermé."]
    misses: ["Un groupe."]
"""


def test_a_ground_is_named_after_its_label_and_its_words_are_written(desk: PagesDesk) -> None:
    path = "lexicons/groupes.yaml"
    desk.install({path: GROUPS.encode()})
    change = desk.opened()
    form = {
        "choix": "acces",
        "fr": "Accès réservé aux élèves",
        "like": "groupe_ferme",
        "start": "2027-01-01",
        "words": "Réservé aux élèves, salle de classe",
        "hit": "C'est réservé aux élèves.",
    }
    save_gesture(desk, change, "critere", **form)
    assert 'acces_reserve_aux_eleves: {fr: "Accès réservé aux élèves"}' in text(desk, change, "facts/exemple.yaml")
    cue = text(desk, change, path)
    assert '["reserve aux eleves|salle de classe"]' in cue
    assert """hits: ["C'est réservé aux élèves."]""" in cue
    page = desk.get(f"/demandes/{change}")
    line = next(i for i, one in enumerate(cue.splitlines(), 1) if "misses" in one and "REMPLIR" in one)
    assert f"{path}:{line}" in words(page)
    refused = preview(desk, change, "critere", 422, **{**form, "fr": "Autre", "words": "(a|b)"})
    assert "Des lettres, des chiffres" in beside(refused, "words")

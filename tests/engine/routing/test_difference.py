"""The difference of two folders beside the law: routing like the law, other files by place, on edits of the shipped rules."""

from __future__ import annotations

import itertools
import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.analysis.difference.findings import DifferenceClass, FolderDifference
from engine.analysis.difference.folder_words import folder_lines
from engine.model.outcome import Outcome
from engine.routing.difference import folder_difference
from engine.routing.loader import load_routing
from engine.routing.router import STATUS, Router
from tests.shared import RULESETS

PHAROS = "routing/rules/pharos.yaml"
DAY = date(2026, 12, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "rulesets"
    shutil.copytree(RULESETS, place)
    return place


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def difference_of(folder: Path) -> tuple[FolderDifference, str]:
    found = folder_difference(RULESETS, folder)
    return found, "\n".join(folder_lines(found))


def test_the_same_folder_differs_in_nothing() -> None:
    found = folder_difference(RULESETS, RULESETS)
    assert (found.routes, found.files, found.of_class) == ((), (), DifferenceClass.NONE)


def test_a_deadline_and_two_persons_are_told_by_rule(folder: Path) -> None:
    edit(folder, PHAROS, "days: 1\n", "days: 30\n")
    edit(folder, PHAROS, "two_persons: true", "two_persons: false")
    found, lines = difference_of(folder)
    assert found.routes == ()
    assert "règle, pharos_images, version du 1er janvier 2019, délai, jours : 1 → 30" in lines
    assert "règle, pharos_images, version du 1er janvier 2019, deux personnes : oui → non" in lines


def test_a_condition_of_routing_is_told_with_the_smallest_situation(folder: Path) -> None:
    edit(folder, PHAROS, "in: [images_abus, possession_images_abus]", "is: images_abus")
    found, lines = difference_of(folder)
    change = next(one for one in found.routes if (one.old, one.new) == (Outcome.ESTABLISHED, Outcome.REFUTED))
    assert change.rule == "pharos_images"
    assert change.new_situation["famille"] == "possession_images_abus"
    assert (change.old_due, change.new_due) == (("pharos_images",), ())
    assert "due → non due" in lines


def test_no_change_of_a_route_is_left_out(folder: Path) -> None:
    edit(folder, PHAROS, "in: [images_abus, possession_images_abus]", "is: images_abus")
    found, _ = difference_of(folder)
    old, new = (Router(load_routing(root)) for root in (RULESETS, folder))
    changes = {(one.rule, STATUS[one.old], STATUS[one.new]) for one in found.routes}
    seen = set()
    known: dict[str, list[object]] = {
        "famille": ["images_abus", "possession_images_abus", "terrorisme", None],
        "decision": ["qualifie", "ecarte", None],
        "en_ligne": [True, False, None],
        "deja_transmis": [[], ["pharos"], None],
        "danger_immediat": [True, None],
    }
    for chosen in itertools.product(*known.values()):
        situation = {name: value for name, value in zip(known, chosen, strict=True) if value is not None}
        routes = zip(old.decide(situation, DAY).routes, new.decide(situation, DAY).routes, strict=True)
        seen |= {
            (before.rule, before.status, after.status) for before, after in routes if before.status != after.status
        }
    assert seen
    assert seen <= changes


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("parameters/relecture.yaml", "other_fields: 0.02", "other_fields: 0.05", "part relue dans les autres champs : 0.02 → 0.05"),
        ("parameters/priorites.yaml", "[suicide, danger pour la vie,", "[suicide,", "priorité, danger_pour_la_vie, catégories : retiré « danger pour la vie »"),
        ("parameters/bruit.yaml", "menace: [true]", "menace: [false]", "gardé si présumé, menace : ajouté non ; retiré oui"),
        ("parameters/suivi.yaml", "contestation_hours: 168", "contestation_hours: 72", "suivi, délai de contestation en heures : 168 → 72"),
        ("parameters/second_lecteur.yaml", "presume: 0.35", "presume: 0.5", "seuil pour présumer : 0.35 → 0.5"),
        ("lexicons/sexe/mots.yaml", "fellation(s)|gangbang(s)|", "fellation(s)|", "mots, acte_cru : retiré « gangbang »"),
        ("notices/familles.yaml", "pharos: terrorisme\n", "pharos: menaces_violence\n", "famille, terrorisme, pharos : « terrorisme » → « menaces_violence »"),
    ],
)  # fmt: skip
def test_a_parameter_a_word_or_a_family_is_told_by_its_place(
    folder: Path, file: str, old: str, new: str, line: str
) -> None:
    edit(folder, file, old, new)
    found, lines = difference_of(folder)
    assert [one.file for one in found.files] == [file]
    assert found.of_class is DifferenceClass.CONSEQUENCES
    assert line in lines


def test_a_sentence_of_a_notice_is_words_alone(folder: Path) -> None:
    edit(folder, "notices/templates/arcom.fr.html", "<h1>", "<h1>Nouveau : ")
    found, lines = difference_of(folder)
    assert found.of_class is DifferenceClass.WORDING
    assert "texte, ligne 2 : " in lines


def test_a_file_added_or_removed_is_said(folder: Path) -> None:
    (folder / "parameters/relecture.yaml").unlink()
    (folder / "lexicons/nouveau.yaml").write_text('about: "un lexique inventé"\n', encoding="utf-8")
    _, lines = difference_of(folder)
    assert "Seconde lecture en aveugle (parameters/relecture.yaml) — fichier supprimé" in lines
    assert "Lexique (lexicons/nouveau.yaml) — nouveau fichier" in lines


PRIORITIES = "parameters/priorites.yaml"


def swap(folder: Path, file: str, first: str, second: str, end: str) -> None:
    """Puts the second of two items that follow each other before the first; `end` opens what comes after them."""
    text = (folder / file).read_text(encoding="utf-8")
    a, b, c = text.index(first), text.index(second), text.index(end)
    assert a < b < c
    (folder / file).write_text(text[:a] + text[b:c] + text[a:b] + text[c:], encoding="utf-8")


def test_a_rule_of_the_queue_that_moves_is_more_than_wording(folder: Path) -> None:
    swap(folder, PRIORITIES, "  - id: terrorisme\n", "  - id: menaces\n", "  - id: exploitation\n")
    found, lines = difference_of(folder)
    assert found.of_class is DifferenceClass.CONSEQUENCES
    assert found.files[0].of_class is DifferenceClass.CONSEQUENCES
    assert "« menace contre une personne (menaces) » passe avant « terrorisme (terrorisme) »" in lines
    assert "le sens est le même" not in lines

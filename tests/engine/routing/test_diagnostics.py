"""A broken routing folder is refused with a code, a place and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.routing.cases import routing_cases
from engine.routing.loader import load_routing
from tests.engine.routing.shared import change, copied, faults_of, router
from tests.shared import ROOT
from textfile.diagnostics import RulesetError

PHAROS = "routing/rules/pharos.yaml"
PEOPLE = "routing/rules/personnes.yaml"
RESCUE = "routing/rules/secours.yaml"
FAMILIES = "routing/familles.yaml"
DECISION = "routing/facts/decision.yaml"

BROKEN = [
    ("R101", PHAROS, "recipient: pharos", "recipent: pharos", "vouliez-vous `recipient` ?"),
    ("R104", PHAROS, "recipient: pharos", "recipient: police", "choisir parmi"),
    ("R401", PEOPLE, "        source: {reference: \"Règle de traitement : orientation de la victime, 3018 et 116 006, plainte\", legifrance: null, verified_on: 2026-11-24, confidence: S}\n", "", "dire d'où vient cette règle"),
    ("R201", PHAROS, "{fact: manifeste}", "{fact: manifest}", "vouliez-vous `manifeste` ?"),
    ("R203", PHAROS, "is: terrorisme", "is: terorisme", "vouliez-vous `terrorisme` ?"),
    ("R206", PHAROS, "{notion: danger}", "{notion: dangers}", "vouliez-vous `danger` ?"),
    ("R204", PHAROS, "id: pharos_images", "id: pharos_urgence", "renommer l'un des deux"),
    ("R302", RESCUE, "until: 2021-09-30", "until: 2021-08-30", "rapprocher les dates"),
    ("R501", PEOPLE, "- {fact: archive_authentifiee, is: false}", "- {fact: en_ligne}", "se contredisent"),
    ("R206", FAMILIES, "cp-521-1-2", "cp-521-1-3", "vouliez-vous"),
    ("D101", FAMILIES, "[cp-521-1-2]", "[cp-521-1-2, cp-227-24]", "garder l'une des deux"),
    ("D101", FAMILIES, "[cp-223-6, cp-223-13, cp-223-14]", "[cp-223-6, cp-223-13]", "l'écrire dans l'une d'elles"),
    ("D101", FAMILIES, "id: suicide", "id: suicides", "vouliez-vous `suicide` ?"),
    ("D102", PHAROS, "yields_to: [pharos_urgence]", "yields_to: [pharos_urgent]", "vouliez-vous `pharos_urgence` ?"),
    ("D102", PHAROS, "yields_to: [pharos_urgence]", "yields_to: [secours_police]", "même destinataire"),
    ("D102", RESCUE, "[police_secours, urgences_europe]", "[police, urgences_europe]", "vouliez-vous `police_secours` ?"),
    ("D102", PHAROS, "          days: 1\n", "", "`hours` ou `days`"),
    ("D103", PHAROS, "order: 21", "order: 20", "en choisir un autre"),
    ("D104", DECISION, "      arcom: {fr: \"Arcom\", en: \"Arcom\"}\n", "", "valeurs : secours"),
    ("D105", "parameters/inhope.yaml", "[AT, AU,", "[AT, AT,", "en ôter un"),
    ("D106", PHAROS, "violences_menaces, proxenetisme]", "violences_menaces]", "accorder"),
    ("D106", "routing/rules/arcom.yaml", "is: pornographie_accessible", "in: [pornographie_accessible, suicide]", "accorder"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "file", "old", "new", "hint"), BROKEN, ids=lambda part: str(part)[:20])
def test_what_is_wrong_is_told_where_it_is(tmp_path: Path, code: str, file: str, old: str, new: str, hint: str) -> None:
    root = copied(tmp_path)
    change(root, file, old, new)
    found = [fault for fault in faults_of(root) if fault.code == code]
    assert found, [fault.as_text() for fault in faults_of(root)]
    assert any(hint in fault.hint or hint in fault.message for fault in found), [f.as_text() for f in found]
    assert all(fault.place.file.startswith("rulesets/") and fault.place.line > 1 for fault in found)


def test_a_folder_without_routing_says_so(tmp_path: Path) -> None:
    with pytest.raises(RulesetError) as caught:
        load_routing(tmp_path)
    (fault,) = caught.value.diagnostics
    assert (fault.code, fault.message) == ("R001", "dossier de routage introuvable")


def test_a_broken_folder_is_not_loaded(tmp_path: Path) -> None:
    root = copied(tmp_path)
    change(root, PHAROS, "{fact: manifeste}", "{fact: manifest}")
    with pytest.raises(RulesetError) as caught:
        load_routing(root)
    assert [fault.code for fault in caught.value.diagnostics] == ["R201"]


def test_a_file_that_nothing_reads_is_told(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / "routing/regles.yaml").write_text("a: 1\n", encoding="utf-8")
    (fault,) = faults_of(root)
    assert (fault.code, fault.warning, fault.place.file) == ("R010", True, "rulesets/routing/regles.yaml")


def test_the_digest_follows_the_data_not_the_comments(tmp_path: Path) -> None:
    root = copied(tmp_path)
    assert load_routing(root).digest == router().rules.digest
    change(root, PHAROS, "# PHAROS", "# Autre commentaire. PHAROS")
    assert load_routing(root).digest == router().rules.digest
    change(root, PHAROS, "days: 1", "days: 3")
    assert load_routing(root).digest != router().rules.digest


CASES = [
    ("R702", "due: [pharos_atteintes, hebergeur]", "due: [pharos_atteinte, hebergeur]"),
    ("R706", "set: {danger_immediat: true}", "set: {danger_immediat: peut_etre}"),
    ("R706", "set: {danger_immediat: true}", "set: {danger: true}"),
    ("R706", "unset: [danger_immediat]", "unset: [danger]"),
    ("R704", "missing: {secours_police: [danger_immediat]", "missing: {secours_suicide: [danger_immediat]"),
    ("R101", "  - name: menace sans danger", "  - nam: menace sans danger"),
]


@pytest.mark.parametrize(("code", "old", "new"), CASES)
def test_a_wrong_case_is_told_with_its_place(tmp_path: Path, code: str, old: str, new: str) -> None:
    root = copied(tmp_path)
    change(root, "routing/cases/secours.yaml", old, new)
    _, _, faults = routing_cases(root, load_routing(root))
    assert code in [fault.code for fault in faults], [fault.as_text() for fault in faults]
    assert all(fault.place.line > 1 for fault in faults)


def test_routing_without_cases_says_so(tmp_path: Path) -> None:
    root = copied(tmp_path)
    for path in (root / "routing/cases").glob("*.yaml"):
        path.unlink()
    _, _, (fault,) = routing_cases(root, load_routing(root))
    assert fault.code == "R701"


def test_every_code_of_routing_is_met_here() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "engine/routing").glob("*.py"))
    assert set(re.findall(r'"(D\d{3})"', source)) <= {code for code, *_ in BROKEN}

"""Every file of a folder of rules is checked, all at once: what is said of each fault is reviewed like code.

`pytest tests/api/law/test_rules_check.py --update-goldens` rewrites the golden files; read the difference before committing it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.app.bootstrap import open_services
from api.cli.main import app
from api.kit.settings import Settings
from api.law.rules_check import PARAMETERS, check_rules, refuse_faults
from tests.conftest import Golden
from tests.shared import RULESETS, TODAY
from textfile.diagnostics import Diagnostic, RulesetError

GOLDEN = Path(__file__).parent / "golden"
Edit = tuple[str, str, str]

PRIORITIES, REREADING, NOISE = "parameters/priorites.yaml", "parameters/relecture.yaml", "parameters/bruit.yaml"
SECOND, FOLLOW_UP, REGISTER = "parameters/second_lecteur.yaml", "parameters/suivi.yaml", "parameters/registre.yaml"
DANGER, MODEL = "parameters/danger.yaml", "parameters/lecteur_modele.yaml"
SIGNATURES = "parameters/signatures.yaml"
HATE, MINORS = "offences/haine/loi-1881-24-al7/offence.yaml", "offences/contenus_mineurs/cp-227-24/offence.yaml"
PLATFORMS, INHOPE = "parameters/plateformes.yaml", "parameters/inhope.yaml"
FAMILIES, MANIFEST, TEMPLATE = "notices/familles.yaml", "notices/manifest.yaml", "notices/templates/dsa16.fr.html"

BROKEN: dict[str, tuple[set[str], tuple[Edit, ...]]] = {
    "priorites": (
        {"R101", "R201", "R203", "R204", "R206"},
        (
            (PRIORITIES, "offences: [cp-222-17,", "offences: [cp-222-71,"),
            (PRIORITIES, "      menace: [true]", "      menasse: [true]"),
            (PRIORITIES, "acte_demande: [acte_terroriste]", "acte_demande: [acte_teroriste]"),
            (PRIORITIES, "    themes: [proxenetisme]", "    themes: [proxenetismes]"),
            (PRIORITIES, "    text: [terrorisme]", "    text: [terorisme]"),
            (PRIORITIES, "  - id: exploitation\n", "  - id: menaces\n"),
            (REREADING, "other_fields:", "other_field:"),
        ),
    ),
    "relecture": (
        {"R206"},
        (
            (REREADING, "  terrorisme: 0.10", "  terorisme: 0.10"),
            (REREADING, "loi-1881-24-bis-al2,", "loi-1881-24-bis-al3,"),
        ),
    ),
    "R804-signatures": (
        {"R206", "R804"},
        (
            (SIGNATURES, "mineurs, terrorisme", "mineurs, terorisme"),
            (SIGNATURES, "    signed_by: {policy_approver: 1, reviewer: 1}", "    signed_by: {analyst: 1}"),
            (
                SIGNATURES,
                "wider, both]\n    signed_by: {policy_approver: 1}",
                "wider, both]\n    signed_by: {reviewer: 0}",
            ),
        ),
    ),
    "bruit": (
        {"P101", "R201", "R203"},
        (
            (NOISE, "  danger_immediat: [true]", "  danger_imediat: [true]"),
            (NOISE, "  approbation: [eloge]", "  approbation: [eloges]"),
            (NOISE, "  menace: [true]", "  menace: [oui]"),
            (NOISE, r"\bmort douce\b", r"\b(mort douce\b"),
            (NOISE, r"'\bcheese ?pizzas?\b'", r"'\bcheese ?pizzas?\b(?=s)'"),
        ),
    ),
    "second_lecteur": (
        {"R103", "R201"},
        (
            (SECOND, "  menace: 0.45", "  menaces: 0.45"),
            (SECOND, "never_doubt: [acte_sur_mineur,", "never_doubt: [acte_sur_mineurs,"),
            (FOLLOW_UP, "reminder_hours: 72", "reminder_hours: trois"),
        ),
    ),
    "seuil-du-second-lecteur": ({"R103"}, ((SECOND, "presume: 0.35", "presume: 35"),)),
    "suivi": ({"R206"}, ((FOLLOW_UP, "    iccam:", "    icam:"),)),
    "registre": ({"D105", "R101"}, ((REGISTER, "  victim_sex:", "  victim_sexe:"), (INHOPE, "[AT, AU,", "[AT, AT,"))),
    "danger": (
        {"D102", "R201", "R202", "R203", "R206", "R801"},
        (
            (DANGER, "suite_connue: [tentative]", "suite_connue: [tentatives]"),
            (DANGER, "{annonce_suicide: [true]}", "{annonce_suicides: [true]}"),
            (DANGER, "age_victime: {under: 18}", "age_victime: [mineur]"),
            (DANGER, "contacts: [enfance_en_danger]", "contacts: [enfance_danger]"),
            (DANGER, "yields_to: [suicide_imminent, suicide,", "yields_to: [suicide_imminent, suicid,"),
            (DANGER, "actions: [police, suicide_evoque,", "actions: [police, suicide_evoqe,"),
        ),
    ),
    "plateformes": ({"R206"}, ((PLATFORMS, "service: messaging", "service: messagerie"),)),
    "lecteur_modele": (
        {"R102", "R201", "R206"},
        (
            (MODEL, "  child: ", "  enfant: "),
            (MODEL, '  suicide: "suicide et personnes', '  suicides: "suicide et personnes'),
            (MODEL, "always: [objet_du_signalement,", "always: [objet_signalement,"),
        ),
    ),
    "familles-de-notification": (
        {"N111", "N112", "R206"},
        (
            (FAMILIES, "[cp-322-6-1]", "[cp-322-6-7]"),
            (FAMILIES, "[cp-227-24]", "[cp-227-28-3]"),
            (
                FAMILIES,
                "offences: [cp-227-28-3]\n    tdb_category: STATEMENT_CATEGORY_PROTECTION_OF_MINORS\n    pharos",
                "offences: [cp-521-1-2]\n    tdb_category: STATEMENT_CATEGORY_PROTECTION_OF_MINOR\n    pharos",
            ),
            (FAMILIES, "offences: [cp-521-1-2, cp-611-1]", "offences: [cp-611-1]"),
        ),
    ),
    "notifications": (
        {"N103", "R201", "R203", "R206", "N107"},
        (
            (TEMPLATE, "{{ day }}", "{{ days }}"),
            (TEMPLATE, "{{ reference }}", "{{ refrence }}"),
            ("notices/orientations.yaml", "  camming:", "  caming:"),
            ("notices/orientations.yaml", "  critique_etat: null\n", ""),
            ("notices/directive-2011-93.yaml", "minor_facts: [age_victime]", "minor_facts: [age_victimes]"),
            ("notices/directive-2011-93.yaml", "offence: cp-225-7-1,", "offence: cp-225-7-2,"),
            ("notices/codes.yaml", "media_type: {texte: text,", "media_type: {texte: text, textes: text,"),
        ),
    ),
    "trou-du-manifeste": (
        {"R301", "R302", "N110"},
        (
            (
                MANIFEST,
                "from: 2024-02-17\n    until: 2027-12-31\n    template: dsa16.fr.html",
                "from: 2026-01-01\n    until: 2027-12-31\n    template: dsa16.fr.html",
            ),
            (
                MANIFEST,
                "  - kind: pharos\n    language: fr",
                '  - {kind: dsa16, language: fr, version: "0.9", from: 2024-02-17, until: 2025-06-30, template: dsa16.fr.html, subject: "Notification", source: {reference: "Service", legifrance: null, verified_on: 2026-11-24, confidence: M}}\n  - kind: pharos\n    language: fr',
            ),
            (
                MANIFEST,
                "until: 2027-12-31\n    template: pharos.fr.html",
                "until: 2026-11-29\n    template: pharos.fr.html",
            ),
            (
                MANIFEST,
                "until: 2027-12-31\n    template: pharos.en.html",
                "until: 2025-11-29\n    template: pharos.en.html",
            ),
        ),
    ),
    "schema-abime": ({"N109"}, (("notices/schema/tdb.schema.json", "{", "{,"),)),
    "routage": (
        {"D101", "D102", "R201", "R206"},
        (
            ("routing/familles.yaml", "cp-521-1-2", "cp-521-1-3"),
            ("routing/familles.yaml", "[cp-223-6, cp-223-13, cp-223-14]", "[cp-223-6, cp-223-13]"),
            ("routing/rules/pharos.yaml", "{fact: manifeste}", "{fact: manifest}"),
            ("routing/rules/secours.yaml", "[police_secours, urgences_europe]", "[police, urgences_europe]"),
        ),
    ),
    "champ-de-l-ordre": (
        {"R206"},
        (
            ("parameters/ordre.yaml", "usual: [cp-227-24]", "usual: [cp-227-42]"),
            ("parameters/ordre.yaml", "- [cp-222-33, cp-222-33-pression]", "- [cp-222-33, cp-222-33-presion]"),
        ),
    ),
    "fichier-mal-nomme": ({"R010"}, ()),
}
"""By name: the codes that must be told, and the edits of the shipped rules (file, text, what replaces it)."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rules, without what takes long to read and is no part of these faults."""
    leave = shutil.ignore_patterns("lexicons", "cases.yaml", "coverage.json", "__pycache__")
    return Path(shutil.copytree(RULESETS, tmp_path_factory.mktemp("regles") / "rulesets", ignore=leave))


@pytest.fixture
def edited(folder: Path) -> Iterator[Path]:
    """The folder, put back as it was afterwards."""
    before = {
        path: path.read_bytes()
        for part in ("parameters", "notices", "routing", "notions", "facts")
        for path in (folder / part).rglob("*")
        if path.is_file()
    }
    before |= {folder / law: (folder / law).read_bytes() for law in (HATE, MINORS)}
    yield folder
    for path, raw in before.items():
        path.write_bytes(raw)
    for path in {*(folder / "parameters").iterdir()} - before.keys():
        path.unlink()


def edit(folder: Path, *edits: Edit) -> None:
    """Replaces the first place of a text in files; fails when there is none."""
    for file, old, new in edits:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def check_folder(folder: Path) -> list[Diagnostic]:
    """What is said of the folder, but the meaning of conditions."""
    return [*check_rules(folder, TODAY, thorough=False).faults]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_folder_is_told_as_its_golden_says(edited: Path, name: str, golden: Golden) -> None:
    codes, edits = BROKEN[name]
    edit(edited, *edits)
    if name == "fichier-mal-nomme":
        (edited / PRIORITIES).rename(edited / "parameters/priorite.yaml")
    found = check_folder(edited)
    shown = "\n\n".join(fault.as_text() for fault in found) + "\n"
    golden(GOLDEN / f"{name}.txt", re.sub(r"(\.yaml|\.html|\.json):\d+:\d+", r"\1:…", shown))  # lines move with the law
    assert {fault.code for fault in found} == codes
    assert all(fault.hint for fault in found)


def test_the_shipped_rules_have_nothing_to_report(folder: Path) -> None:
    checked = check_rules(folder, TODAY)
    assert [fault.as_text() for fault in checked.faults] == []
    assert checked.routing is not None


def test_every_parameter_file_that_is_shipped_is_read_by_something() -> None:
    shipped = {path.relative_to(RULESETS).as_posix() for path in (RULESETS / "parameters").iterdir()}
    assert shipped == set(PARAMETERS)


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    [
        ("R104", "facts/commun.yaml", "type: boolean", "type: bolean"),
        ("R004", "facts/commun.yaml", "type: boolean", "type: [boolean"),
        ("R201", "notions/commun.yaml", "{fact: auteur_en_france}", "{fact: auteur_en_franc}"),
        ("R209", MINORS, "id: cp-227-24", "id: cp-227-25"),
        ("R004", MINORS, "elements:", "elements: ["),
        ("R101", "routing/contacts.yaml", "number:", "numero:"),
        ("R101", "routing/familles.yaml", "offences:", "offence:"),
        ("R004", NOISE, "gravity: {", "gravity: ["),
        ("R101", "notices/mots.yaml", "words:", "word:"),
    ],
)
def test_one_fault_makes_no_echo_in_the_other_files(edited: Path, code: str, file: str, old: str, new: str) -> None:
    edit(edited, (file, old, new))
    assert [fault.code for fault in check_rules(edited, TODAY).faults] == [code]


def test_faults_of_the_law_and_of_every_other_file_come_out_together(edited: Path) -> None:
    edit(
        edited,
        (HATE, "    if_refuted:", "    if_refutd:"),
        ("notions/violences.yaml", "fact: objet_menace", "fact: objet_menaces"),
        ("notions/haine.yaml", "until: 2005-03-29", "until: 2005-03-20"),
        (PRIORITIES, "offences: [cp-222-17,", "offences: [cp-222-71,"),
        (FAMILIES, "[cp-322-6-1]", "[cp-322-6-7]"),
    )
    found = {
        (fault.code, Path(fault.place.file).name) for fault in check_rules(edited, TODAY).faults if not fault.warning
    }
    assert found == {
        ("R101", "offence.yaml"),
        ("R201", "violences.yaml"),
        ("R302", "haine.yaml"),
        ("R206", "priorites.yaml"),
        ("R206", "familles.yaml"),
    }


def test_what_names_an_offence_is_checked_with_it_alone(edited: Path) -> None:
    edit(
        edited,
        (PRIORITIES, "offences: [cp-222-17,", "offences: [cp-222-71,"),
        (FAMILIES, "[cp-227-24]", "[cp-227-28-3]"),
    )
    found = check_rules(edited, TODAY, only=["cp-227-24"]).faults
    assert {(fault.code, fault.place.file) for fault in found} >= {
        ("R206", f"rulesets/{PRIORITIES}"),
        ("N111", FAMILIES),
    }


def test_what_check_accepts_opens_and_what_it_refuses_does_not(edited: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, rulesets=edited)
    assert open_services(settings).rules.priorities.rules
    for name, (_, edits) in BROKEN.items():
        if name in ("priorites", "second_lecteur", "familles-de-notification"):
            edit(edited, *edits)
            with pytest.raises(RulesetError) as refused:
                open_services(settings)
            wrong = [fault for fault in check_folder(edited) if not fault.warning]
            assert [*refused.value.diagnostics] == wrong


def test_a_warning_is_a_fault_to_the_strict_alone(edited: Path) -> None:
    edit(
        edited,
        (
            MANIFEST,
            "until: 2027-12-31\n    template: pharos.fr.html",
            "until: 2026-01-02\n    template: pharos.fr.html",
        ),
    )
    refuse_faults(edited)
    run = CliRunner()
    quiet = run.invoke(app, ["rules", "check", str(edited)])
    strict = run.invoke(app, ["rules", "check", str(edited), "--strict"])
    assert (quiet.exit_code, strict.exit_code) == (0, 1)
    assert "N110" in quiet.stdout
    assert "N110" in strict.stdout


def test_no_golden_file_is_left_without_its_broken_folder() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(BROKEN)

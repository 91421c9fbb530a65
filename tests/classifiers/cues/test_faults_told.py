"""What is said of each fault of a lexicon is reviewed like code: one golden file a fault.

`pytest tests/classifiers/cues/test_faults_told.py --update-goldens` rewrites them; read the difference before committing it.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import classifiers.cues
from api.cli.lexicon_checks import lexicon_trials, size_of
from api.texts.lexicons import MAX_FILES, Lexicons
from engine.language.loader import load_folder
from tests.conftest import Golden
from tests.docs.examples import ROOT
from textfile.diagnostics import Diagnostic, in_order

GOLDEN = Path(__file__).parent / "golden"
FACTS = load_folder(ROOT / "docs/examples/petite-loi").facts
TRIED = "\n    hits: [Je vais te frapper]\n    misses: [Je vais partir]"
CUE = "cues:\n  - id: coup\n    says: {menace: true}\n    patterns: [je vais te frapper]" + TRIED
DOUBLED = "\nwords:\n  d0: [coup]\n" + "".join(f'  d{i}: ["{{d{i - 1}}} {{d{i - 1}}}"]\n' for i in range(1, 19))
CHAINED = "\nwords:\n  d0: [coup]\n" + "".join(f'  d{i}: ["{{d{i - 1}}}"]\n' for i in range(1, 31))
BROKEN = {
    "R101-cle-de-fichier": CUE + "\nword: {a: [b]}\n",
    "R101-cle-d-indice": CUE + "\n    pattern: [a]\n",
    "L102-sans-motif": "cues:\n  - id: coup\n    says: {menace: true}" + TRIED,
    "L102-indice-muet": "cues:\n  - id: coup\n    patterns: [frapper]" + TRIED,
    "R103-liste": "- a\n- b\n",
    "R104-confiance": CUE + "\n    confidence: forte\n",
    "R104-portee": CUE + "\n    reach: phrase\n",
    "L103-entre": CUE + "\n    between: [14, 0]\n",
    "R101-exemple": CUE + "\nquiet: [{texte: a}]\n",
    "R102-suite": CUE + "\nimplies: [{if: {menace: true}}]\n",
    "R103-classe-vide": CUE + "\nwords: {vide: []}\n",
    "R104-nom-d-indice": CUE.replace("coup", "Coup de poing"),
    "R104-nom-de-classe": CUE + "\nwords: {Insultés: [a]}\n",
    "L104-nom-pris": CUE + "\nwords: {nombre: [a]}\n",
    "R103-valeur": CUE.replace("menace: true", "menace: 2026-01-01"),
    "R103-phrase": CUE + "\nquiet: [12]\n",
    "R103-condition": CUE + "\nimplies: [{if: {age_victime: {under: dix}}, then: {menace: true}}]\n",
    "L105-indice-deux-fois": CUE + CUE.removeprefix("cues:"),
    "L106-classe-sans-emploi": CUE.replace("je vais te frapper]\n", '"{tu} vas"]\n')
    + '\nwords: {tu: ["{toi}"], toi: [tu], lui: ["{elle}"], elle: [il]}\nallow: [{code: L106, on: elle, reason: À venir.}]\n',
    "L201-parenthese": CUE.replace("je vais", "(je vais"),
    "L201-deux-passages": CUE.replace("je vais te frapper]\n", '"<je> <vais>"]\n'),
    "L201-mots-absents": CUE.replace("je vais te frapper]\n", '"<(je)> vais te frapper"]\n'),
    "L201-rien-a-trouver": CUE.replace("je vais te frapper]\n", '"… frapper"]\n'),
    "L201-classes-qui-se-doublent": CUE.replace("je vais te frapper]\n", '"frapper {d18}"]\n') + DOUBLED,
    "L201-classes-trop-profondes": CUE.replace("je vais te frapper]\n", '"frapper {d30}"]\n') + CHAINED,
    "L202-classe-inconnue": CUE.replace("je vais te frapper]\n", '"{frappe}"]\n') + "\nwords: {frapper: [frapper]}\n",
    "L203-classe-en-rond": CUE + '\nwords: {a: ["{b}"], b: ["{a}"]}\n',
    "L204-sans-mot-obligatoire": CUE.replace("je vais te frapper]\n", '"(frapper) {mot}"]\n'),
    "L205-trop-de-signes": CUE + f'\nwords: {{signes: ["{"".join(map(chr, range(0x1F600, 0x1F600 + 121)))}"]}}\n',
    "L301-nom-inconnu": CUE + "\n    unless: [recits]\nframes: [{id: recit, patterns: [a], hits: [a]}]\n",
    "L301-portee-inconnue": CUE + '\n    unless: ["recit@phrase"]\nframes: [{id: recit, patterns: [a], hits: [a]}]\n',
    "L301-source-inconnue": "frames: [{id: nom, from: personne}]\n",
    "L302-en-rond": CUE + "\n    with: [recit]\nframes: [{id: recit, patterns: [a], hits: [a], unless: [menace]}]\n",
    "L401-phrase-manquee": CUE.replace("[Je vais te frapper]", "[Je vais le frapper]"),
    "L401-phrase-ecartee": CUE + "\n    unless: [recit]\nframes: [{id: recit, patterns: [je vais], hits: [je vais]}]\n",
    "L401-autres-mots": CUE.replace("[Je vais te frapper]", "[{text: Je vais te frapper, words: frapper}]"),
    "L402-phrase-prise-a-tort": CUE.replace("[Je vais partir]", "[Non je vais te frapper]"),
    "L403-phrase-qui-devait-se-taire": CUE + "\nquiet: [Hier je vais te frapper]\n",
    "L404-sans-phrases": CUE.removesuffix(TRIED),
    "L501-fait-inconnu": CUE.replace("{menace", "{menaces"),
    "L502-valeur-inconnue": CUE.replace("{menace: true}", "{menace: true, forme: citations, age_victime: beaucoup}"),
    "L503-choix-sans-rang": CUE.replace("{menace: true}", "{acces: ouvert}"),
    "L503-ensemble-avec-rang": CUE.replace("{menace: true}", "{forme: satire}") + "\npriority: {forme: [satire]}\n",
    "L504-fait-hors-des-textes": CUE.replace("{menace: true}", "{menace: true, fichier_conserve: true}"),
    "R005-cle-ecrite-deux-fois": CUE + "\nabout: a\nabout: b\n",
    "R006-alias": "about: &a texte\nwords: {b: [*a]}\n",
}


def _told(text: str, folder: Path) -> list[Diagnostic]:
    (folder / "lexicons").mkdir()
    (folder / "lexicons/essai.yaml").write_text(text, encoding="utf-8")
    return Lexicons(folder, FACTS).diagnostics or lexicon_trials(folder, FACTS)[1]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_lexicon_is_told_as_its_golden_says(name: str, tmp_path: Path, golden: Golden) -> None:
    found = _told(BROKEN[name], tmp_path)
    golden(GOLDEN / f"{name}.txt", "\n\n".join(fault.as_text() for fault in in_order(found)) + "\n")
    assert {fault.code for fault in found} == {name[:4]}
    assert all(fault.hint for fault in found)


def test_a_sound_lexicon_has_nothing_to_report(tmp_path: Path) -> None:
    assert _told(CUE, tmp_path) == []


def test_too_many_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "lexicons").mkdir()
    for number in range(MAX_FILES + 1):
        (tmp_path / f"lexicons/{number}.yaml").write_text("about: a\n", encoding="utf-8")
    assert [fault.code for fault in Lexicons(tmp_path, FACTS).diagnostics] == ["L001"]


def test_a_name_defined_in_two_files_points_at_both(tmp_path: Path) -> None:
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons/a.yaml").write_text("words: {coups: [coup]}\n", encoding="utf-8")
    (tmp_path / "lexicons/b.yaml").write_text("about: b\nwords: {coups: [coup]}\n", encoding="utf-8")
    (fault,) = (found for found in Lexicons(tmp_path, FACTS).diagnostics if not found.warning)
    assert (fault.code, fault.place.file, fault.related[0][0].file) == ("L105", "lexicons/b.yaml", "lexicons/a.yaml")


def test_a_folder_without_lexicons_is_no_fault(tmp_path: Path) -> None:
    assert Lexicons(tmp_path, FACTS).diagnostics == []
    assert size_of(Lexicons(tmp_path, FACTS)) == ""


def test_no_golden_file_is_left_without_its_broken_lexicon() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(BROKEN)


def test_every_code_has_a_golden_file() -> None:
    sources = [*Path(classifiers.cues.__file__).parent.glob("*.py"), ROOT / "api/texts/lexicons.py"]
    codes = {
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) == 4
        if node.value[0] == "L" and node.value[1:].isdigit()
    }
    assert codes - {"L001"} == {name[:4] for name in BROKEN if name[0] == "L"}

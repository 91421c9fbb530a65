"""Weaknesses of a law that loads: each put into a small law, and told with its place and its witness."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.law.analysis import OPT_OUTS, analyse
from engine.analysis.weaknesses import Weakness
from tests.conftest import Golden
from tests.shared import ROOT, RULESETS, TODAY

GOLDENS = Path(__file__).parent / "goldens"
SMALL = ROOT / "docs/examples/petite-loi"
THREAT = "offences/exemple/menace/offence.yaml"
SATIRE = "condition: {all: [{fact: forme, includes: satire}, {not: {fact: approbation, is: approbation}}]}"
ALLOWED = 'allow: [{code: R906, reason: "Loi inventée."}]\n'


@pytest.fixture
def law(tmp_path: Path) -> Path:
    folder = tmp_path / "petite-loi"
    shutil.copytree(SMALL, folder)
    (folder / "parameters").mkdir()
    (folder / OPT_OUTS).write_text(ALLOWED, encoding="utf-8")
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def shown(found: list[Weakness], code: str) -> Weakness:
    """The one weakness of a code; its words are those of its golden, which the page on errors shows."""
    (one,) = [one for one in found if one.diagnostic.code == code]
    return one


def about(found: list[Weakness], code: str) -> list[str]:
    return [one.about for one in found if one.diagnostic.code == code]


def test_the_shipped_law_has_none_that_it_does_not_allow() -> None:
    assert [one.diagnostic.as_text() for one in analyse(RULESETS, TODAY)] == []


def test_a_source_read_too_long_ago_is_told_once_a_file(law: Path) -> None:
    late = [one for one in analyse(law, date(2028, 1, 1)) if one.diagnostic.code == "R402"]
    assert len({one.diagnostic.place.file for one in late}) == len(late) > 3


def test_exclusive_offences_that_one_report_establishes_are_shown_with_it(law: Path, golden: Golden) -> None:
    one = shown(analyse(law, TODAY), "R903")
    golden(GOLDENS / "R903-exclusives_ensemble.txt", one.diagnostic.as_text() + "\n")
    assert one.about == "menace moquerie"
    assert one.witness == {"acces": "ouvert", "menace": True, "moquerie": True}
    assert one.diagnostic.place.file.endswith(THREAT)


def test_a_part_that_the_others_cover_is_told_where_it_stands(law: Path, golden: Golden) -> None:
    edit(law, THREAT, SATIRE, "condition:\n      any:\n        - {fact: forme, includes: satire}\n"
         "        - {all: [{fact: forme, includes: satire}, {fact: menace}]}")  # fmt: skip
    one = shown(analyse(law, TODAY), "R901")
    golden(GOLDENS / "R901-partie_couverte.txt", one.diagnostic.as_text() + "\n")
    line = (law / THREAT).read_text(encoding="utf-8").splitlines()[one.diagnostic.place.line - 1]
    assert line.strip() == "- {all: [{fact: forme, includes: satire}, {fact: menace}]}"


def test_a_defence_that_another_one_covers_changes_no_status(law: Path, golden: Golden) -> None:
    extra = (
        "  parodie:\n"
        '    label: {fr: "Parodie", en: "Parody"}\n'
        '    article: "petite loi, art. 12"\n'
        "    condition: {all: [{fact: forme, includes_any: [satire]}, {fact: approbation, is: denonciation}]}\n"
        "    raised_by: {all: [{fact: forme, includes: satire}, {fact: approbation, is: denonciation}]}\n"
        "    confidence: T\n\nscope:\n"
    )
    edit(law, THREAT, "\nscope:\n", extra)
    edit(law, THREAT, "defences: [citation_critique, satire]", "defences: [citation_critique, satire, parodie]")
    one = shown(analyse(law, TODAY), "R902")
    golden(GOLDENS / "R902-defense_couverte.txt", one.diagnostic.as_text() + "\n")
    assert "`parodie`" in one.diagnostic.message


def test_a_caution_that_holds_whenever_the_offence_is_established_is_told(law: Path, golden: Golden) -> None:
    assert about(analyse(law, TODAY), "R907") == []
    edit(law, THREAT, "condition: {fact: acces, is: groupe_ferme}", "condition: {fact: menace}")
    one = shown(analyse(law, TODAY), "R907")
    golden(GOLDENS / "R907-prudence_constante.txt", one.diagnostic.as_text() + "\n")
    assert one.about == "menace"


def test_a_dated_caution_says_something_of_its_days(law: Path) -> None:
    edit(law, THREAT, "condition: {fact: acces, is: groupe_ferme}", "condition: {fact: menace}\n    from: 2021-01-01")
    assert about(analyse(law, TODAY), "R907") == []


def test_a_member_that_nothing_compares_is_told_by_its_place(law: Path, golden: Golden) -> None:
    one = shown(analyse(law, TODAY), "R904")
    golden(GOLDENS / "R904-membre_sans_condition.txt", one.diagnostic.as_text() + "\n")
    assert one.about == "forme"
    assert "`montage`" in one.diagnostic.message


def test_a_cue_that_says_what_nothing_reads_is_told(law: Path, golden: Golden) -> None:
    facts = law / "facts/exemple.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(
        text + "\n  - id: oublie\n    type: boolean\n"
        '    label: {fr: "Oublié", en: "Forgotten"}\n    question: {fr: "Est-ce oublié ?", en: "Is it forgotten?"}\n'
        '    where: {fr: "Le texte.", en: "The text."}\n    cost: 1\n    exposure: none\n    sources: [text_cue]\n',
        encoding="utf-8",
    )
    (law / "lexicons/oubli.yaml").write_text(
        'cues:\n  - id: oubli\n    says: {oublie: true}\n    confidence: high\n    patterns: ["oubli*"]\n'
        '    hits: ["Un oubli."]\n    misses: ["Un rappel."]\n',
        encoding="utf-8",
    )
    found = analyse(law, TODAY)
    one = shown(found, "R905")
    golden(GOLDENS / "R905-indice_que_rien_ne_lit.txt", one.diagnostic.as_text() + "\n")
    assert one.about == "oublie"
    assert len(about(found, "R801")) == 1


def test_an_opt_out_that_serves_nothing_is_told(law: Path, golden: Golden) -> None:
    (law / OPT_OUTS).write_text(
        'allow: [{code: R906, reason: "Loi inventée."}, {code: R904, on: menace, reason: "Rien."}]\n', encoding="utf-8"
    )
    one = shown(analyse(law, TODAY), "R803")
    golden(GOLDENS / "R803-dispense_inutile.txt", one.diagnostic.as_text() + "\n")
    assert one.about == "R904"


def test_one_remark_an_offence_for_versions_without_identifier(law: Path, golden: Golden) -> None:
    (law / OPT_OUTS).unlink()
    found = analyse(law, TODAY)
    first = next(one for one in found if one.diagnostic.code == "R906")
    golden(GOLDENS / "R906-source_sans_identifiant.txt", first.diagnostic.as_text() + "\n")
    counted = Counter(about(found, "R906"))
    assert set(counted.values()) == {1}
    assert len(counted) == 5


def test_the_command_says_what_remains_and_exits_accordingly(law: Path) -> None:
    ran = CliRunner().invoke(app, ["rules", "analyse", str(law), "--json"])
    assert ran.exit_code == 1
    assert {one["code"] for one in json.loads(ran.stdout)} - {"R402"} == {"R903", "R904"}
    (law / OPT_OUTS).write_text("allow: [{code: R903}]\n", encoding="utf-8")
    refused = CliRunner().invoke(app, ["rules", "analyse", str(law)])
    assert refused.exit_code == 2
    assert "reason" in refused.stderr

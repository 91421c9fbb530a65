"""Edits of the shipped law that check, cases and coverage used to pass in silence: `rules test` refuses each."""

from __future__ import annotations

import shutil
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from tests.shared import RULESETS


class SilentEdit(NamedTuple):
    """An edit of a file after a landmark, what is then refused, and why."""

    file: str
    after: str
    old: str
    new: str
    row: str
    line: str


HATE, OTHERS = "offences/haine", "offences/violences"
EDITS = {
    "exclusive, and can both hold": SilentEdit(
        f"{HATE}/loi-1881-24-al8/offence.yaml", "with: loi-1881-24-al7\n", "kind: cumulation",
        "kind: exclusion\n    prevails: this", "loi-1881-24-al8 · conséquences · relations · loi-1881-24-al7",
        "l'emporte : attendu both, obtenu this (cas « avec « Provocation à la haine",
    ),
    "prevails reversed": SilentEdit(
        f"{HATE}/loi-1881-32-al3/offence.yaml", "with: loi-1881-33-al4\n", "prevails: this", "prevails: other",
        "loi-1881-32-al3 · conséquences · relations · loi-1881-33-al4", "relation : attendue this, obtenue other",
    ),
    "relation dropped": SilentEdit(
        f"{HATE}/loi-1881-24-al7/offence.yaml", "relations:\n", "- with: loi-1881-33-al3", "- with: loi-1881-32-al2",
        "loi-1881-24-al7 · conséquences · relations · loi-1881-33-al3", "relation : attendue this, obtenue aucune relation",
    ),
    "penalty doubled": SilentEdit(
        f"{HATE}/loi-1881-24-al7/offence.yaml", "id: v2014\n", "{citation: null}",
        "{citation: null, penalty: {prison_months: 24, fine_euros: 45000}}",
        "loi-1881-24-al7 · conséquences · versions · v2014",
        "peine : attendue {prison_months: 12, fine_euros: 45000}, obtenue {prison_months: 24, fine_euros: 45000}",
    ),
    "one amount changed, under an aggravation": SilentEdit(
        f"{HATE}/loi-1881-33-al4/offence.yaml", "id: v2021\n", "fine_euros: 75000", "fine_euros: 750000",
        "loi-1881-33-al4 · conséquences · versions · v2021", "peine avec agent_public : attendue {prison_months: 36, fine_euros: 75000}",
    ),
    "limitation changed": SilentEdit(
        f"{HATE}/loi-1881-33-al3/offence.yaml", "id: v2017\n", "    but:\n", "    but:\n      limitation: delit_droit_commun\n",
        "loi-1881-33-al3 · conséquences · versions · v2017",
        "régime de prescription : attendu presse_1_an_origine, obtenu delit_droit_commun",
    ),
    "a delay changed": SilentEdit(
        "limitation/commun.yaml", "id: contravention\n", "years: 1", "years: 2",
        "cp-611-1 · conséquences · versions · v2016", "dernier jour utile : attendu 2017-04-15, obtenu 2018-04-15",
    ),
    "nature changed": SilentEdit(
        f"{OTHERS}/cp-226-8/offence.yaml", "", "nature: delit", "nature: crime",
        "cp-226-8 · conséquences · nature", "nature : attendue delit, obtenue crime",
    ),
    "conduct changed": SilentEdit(
        f"{OTHERS}/cp-226-1/offence.yaml", "", "conduct: instantaneous", "conduct: continuing",
        "cp-226-1 · conséquences · conduct", "conduite : attendue instantaneous, obtenue continuing",
    ),
    "confidence raised, in an element": SilentEdit(
        "offences/terrorisme/cp-222-59/offence.yaml", "sans_autorisation:\n", "confidence: AV", "confidence: T",
        "cp-222-59 · conséquences · versions · v2016", "prudence : attendue, absente",
    ),
    "confidence raised, in a version": SilentEdit(
        f"{OTHERS}/cp-222-17/offence.yaml", "id: v2010\n", "confidence: AV", "confidence: T",
        "cp-222-17 · conséquences · versions · v2010", "confiance : attendue AV, obtenue T",
    ),
    "confidence raised, in an aggravation": SilentEdit(
        f"{OTHERS}/cp-222-18/offence.yaml", "  mort_et_couple: ", "dans_le_couple}", "dans_le_couple, but: {confidence: T}}",
        "cp-222-18 · conséquences · to_verify · mort_et_couple", "versions : attendues v2010, v2017, obtenues aucune",
    ),
    "caution removed": SilentEdit(
        f"{HATE}/loi-1881-32-al2/offence.yaml", "id: v2021\n", "    but:\n",
        "    but:\n      cautions: [grand_groupe, oeuvre_ou_humour, commentaire_tiers]\n",
        "loi-1881-32-al2 · conséquences · cautions · groupe_ferme",
        "versions : attendues v1994, v2002, v2021, obtenues v1994, v2002",
    ),
    "deadline later": SilentEdit(
        "routing/rules/pharos.yaml", "id: pharos_images\n", "days: 1", "days: 30",
        "routage · conséquences · pharos_images · 2019-01-01", "délai en jours : attendu 1, obtenu 30",
    ),
    "one person": SilentEdit(
        "routing/rules/pharos.yaml", "id: pharos_urgence\n", "two_persons: true", "two_persons: false",
        "routage · conséquences · pharos_urgence · 2019-01-01", "deux personnes : attendu `true`, obtenu `false`",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `rules test` says of a copy of the shipped law after every edit."""
    root = tmp_path_factory.mktemp("regles") / "rulesets"
    shutil.copytree(RULESETS, root, ignore=shutil.ignore_patterns("lexicons", "notices"))
    for edit in EDITS.values():
        path = root / edit.file
        before, landmark, after = path.read_text(encoding="utf-8").partition(edit.after or "\n")
        assert edit.old in after, edit
        path.write_text(before + landmark + after.replace(edit.old, edit.new, 1), encoding="utf-8")
    result = CliRunner().invoke(app, ["rules", "test", "--rulesets", str(root)])
    assert result.exit_code == 1
    return result.stdout


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_what_follows_from_the_law_is_refused(name: str, refusals: str) -> None:
    edit = EDITS[name]
    blocks = [block for block in refusals.split("\nrulesets/") if f"« {edit.row} »" in block]
    assert len(blocks) == 1, refusals
    assert edit.line in blocks[0]

"""`qualif rules new`: every file is drafted, and what is left to fill is told, never half-valid."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli.main import app
from engine.language.loader import check_folder
from engine.model.law import Offence
from engine.model.ruleset import Ruleset
from tests.shared import ROOT, RULESETS, TODAY

RUN = CliRunner()
SOURCE = 'reference: "À REMPLIR", legifrance: null, verified_on: À REMPLIR, confidence: À REMPLIR'
READ = 'reference: "Loi", legifrance: null, verified_on: 2026-11-24, confidence: M'
New = Callable[..., Result]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "docs/examples/petite-loi", tmp_path / "loi")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """The shipped law, but for what takes long to read."""
    return shutil.copytree(RULESETS, tmp_path / "droit", ignore=shutil.ignore_patterns("templates", "schema"))


def new(root: Path, *arguments: str) -> str:
    result = RUN.invoke(app, ["rules", "new", *arguments, "--rulesets", str(root)])
    assert result.exit_code == 0, result.output
    return result.stdout


def left(root: Path) -> set[str]:
    """The codes of what is wrong in a folder; a folder that loads has none."""
    ruleset, faults = check_folder(root, TODAY)
    assert (ruleset is None) is any(not fault.warning for fault in faults)
    return {fault.code for fault in faults if not fault.warning}


def filled(root: Path, file: str, **values: str) -> Ruleset:
    """The law once a draft is filled: the source, then each key that is left."""
    path = root / file
    text = path.read_text(encoding="utf-8").replace(SOURCE, READ)
    for key, value in values.items():
        text = text.replace(f'{key}: "À REMPLIR"', f"{key}: {value}").replace(f"{key}: À REMPLIR", f"{key}: {value}")
    path.write_text(text, encoding="utf-8")
    cases = path.with_name("cases.yaml")
    if cases.exists():
        cases.unlink()
    ruleset, faults = check_folder(root, TODAY, thorough=False)
    assert ruleset is not None, [fault.as_text() for fault in faults]
    return ruleset


def content(offence: Offence, index: int) -> dict[str, object]:
    own = {"id", "from_", "until", "law", "change", "source"}
    return offence.versions[index].model_dump(exclude=own)


def test_a_new_offence_is_all_to_be_filled(small: Path) -> None:
    told = new(small, "offence", "chahut", "--theme", "exemple")
    assert f"écrit : {small / 'offences/exemple/chahut/offence.yaml'}" in told
    assert left(small) == {"R106"}


def test_a_new_offence_goes_where_its_neighbour_goes(large: Path) -> None:
    told = new(large, "offence", "cp-227-24-2", "--theme", "contenus_mineurs", "--like", "cp-227-24")
    assert "directive-2011-93.yaml" in told
    for name, before in {
        "routing/familles.yaml": "offences: [cp-227-24]",
        "notices/familles.yaml": "offences: [cp-227-24]",
    }.items():
        text = (large / name).read_text(encoding="utf-8")
        assert text == (RULESETS / name).read_text(encoding="utf-8").replace(
            before, "offences: [cp-227-24, cp-227-24-2]"
        )
    assert "cp-227-24-2" in (large / "parameters/ordre.yaml").read_text(encoding="utf-8")
    assert left(large) == {"R106"}


def test_a_new_offence_without_neighbour_leaves_its_families_to_be_filled(large: Path) -> None:
    new(large, "offence", "cp-999", "--theme", "violences")
    assert "{id: À REMPLIR, offences: [cp-999]}" in (large / "routing/familles.yaml").read_text(encoding="utf-8")
    assert "offences: [cp-999]\n    tdb_category: À REMPLIR" in (large / "notices/familles.yaml").read_text(
        encoding="utf-8"
    )


def test_a_filled_offence_is_law(small: Path) -> None:
    new(small, "offence", "chahut", "--theme", "exemple")
    values = {
        "field": "autre", "citation": '"Loi"', "nature": "delit", "conduct": "instantaneous", "article": '"Loi"',
        "condition": "{fact: moquerie}", "raised_by": "{fact: moquerie}", "confidence": "M", "id": "v2027", "from": "2020-01-01",
        "law": '"loi"', "penalty": "{prison_months: 1}", "limitation": "ordinaire", "fr": '"mot"', "en": '"word"',
    }  # fmt: skip
    file = small / "offences/exemple/chahut/offence.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[À REMPLIR]", "[pharos]"), encoding="utf-8")
    law = filled(small, "offences/exemple/chahut/offence.yaml", **values).offences["chahut"]
    assert [*law.elements, *law.defences, *law.scope] == ["acte", "intention", "defense", "rattachement"]


def test_a_new_version_is_the_last_one_and_closes_it(small: Path) -> None:
    before = check_folder(small, TODAY)[0]
    new(small, "version", "menace", "v2027", "--from", "2027-01-01")
    assert left(small) == {"R106"}
    law = filled(small, "offences/exemple/menace/offence.yaml", law='"loi"', fr='"mot"', en='"word"').offences["menace"]
    assert before is not None
    assert law.versions[-2].until == date(2026, 12, 31)
    assert law.versions[:-2] == before.offences["menace"].versions[:-1]
    assert content(law, -1) == content(law, -2) == content(before.offences["menace"], -1)


def test_a_new_defence_is_in_the_version_that_brings_it(small: Path) -> None:
    new(small, "defence", "menace", "recherche", "--version", "v2027", "--from", "2027-01-01")
    assert left(small) == {"R106"}
    values = {"law": '"loi"', "fr": '"mot"', "en": '"word"', "article": '"a"', "confidence": "M", "condition": "{fact: moquerie}",
              "raised_by": "{fact: moquerie}"}  # fmt: skip
    law = filled(small, "offences/exemple/menace/offence.yaml", **values).offences["menace"]
    *_, before, last = law.versions
    assert last.defences == (*before.defences, "recherche")


@pytest.mark.parametrize("offence", ["menace", "conservation", "cp-226-8", "loi-1881-24-al8"])
def test_a_new_defence_is_in_the_last_version_however_it_is_written(offence: str, small: Path, large: Path) -> None:
    root = large if "-" in offence else small
    before = check_folder(root, TODAY, thorough=False)[0]
    new(root, "defence", offence, "recherche")
    values = {"fr": '"mot"', "en": '"word"', "article": '"a"', "confidence": "M", "condition": "{fact: intention}",
              "raised_by": "{fact: intention}"}  # fmt: skip
    file = next(root.glob(f"offences/*/{offence}/offence.yaml")).relative_to(root).as_posix()
    after = filled(root, file, **values).offences[offence]
    assert before is not None
    assert after.versions[-1].defences == (*before.offences[offence].versions[-1].defences, "recherche")
    assert after.versions[:-1] == before.offences[offence].versions[:-1]


def test_a_new_ground_is_in_the_list_the_notion_and_the_lexicon(large: Path) -> None:
    told = new(large, "ground", "precarite", "--like", "handicap", "--from", "2027-01-01",
               "--notion", "critere_sexe_orientation_handicap")  # fmt: skip
    assert left(large) == {"R106"}
    assert "rules new version loi-1881-24-al8 … --from 2027-01-01" in told
    assert "droit/hors_champ/opinions.yaml:12:" in told
    lexicon = (large / "lexicons/haine/indices-criteres.yaml").read_text(encoding="utf-8")
    assert "says: {critere_protege: precarite, cible: groupe}" in lexicon
    (large / "facts/commun.yaml").write_text(
        (large / "facts/commun.yaml").read_text(encoding="utf-8").replace("À REMPLIR", "précarité"), encoding="utf-8"
    )
    *_, before, last = filled(large, "notions/commun.yaml").notions["critere_sexe_orientation_handicap"].versions
    assert (before.until, last.from_) == (date(2026, 12, 31), date(2027, 1, 1))
    assert repr(last.condition) == repr(before.condition).replace("'handicap'", "'handicap', 'precarite'")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["offence", "menace", "--theme", "exemple"], "existe déjà"),
        (["offence", "Menace", "--theme", "exemple"], "mal formé"),
        (["offence", "chahut", "--theme", "../ailleurs"], "mal formé"),
        (["offence", "chahut", "--theme", "exemple", "--like", "rien"], "infraction inconnue"),
        (["version", "rien", "v2027", "--from", "2027-01-01"], "infraction inconnue"),
        (["version", "menace", "v2027", "--from", "1900-01-01"], "commence après"),
        (["version", "menace", "v2027", "--from", "demain"], "date refusée"),
        (["version", "menace", "v2027", "--from", "2027-01-01", "--as", "rien"], "pas de version"),
        (["defence", "menace", "satire"], "a déjà une défense"),
        (["defence", "menace", "recherche", "--from", "2027-01-01"], "vont ensemble"),
        (["ground", "citation", "--fact", "forme", "--like", "satire", "--from", "2027-01-01"], "a déjà la valeur"),
        (["ground", "autre", "--fact", "forme", "--like", "rien", "--from", "2027-01-01"], "n'a pas la valeur"),
        (["ground", "autre", "--fact", "rien", "--like", "rien", "--from", "2027-01-01"], "n'est défini dans aucun"),
        (["ground", "autre", "--fact", "forme", "--like", "satire", "--from", "2027-01-01", "--notion", "publicite"], "ne compare pas"),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted_is_told_and_nothing_is_written(small: Path, arguments: list[str], said: str) -> None:
    before = {path: path.read_bytes() for path in small.rglob("*.yaml")}
    result = RUN.invoke(app, ["rules", "new", *arguments, "--rulesets", str(small)])
    assert result.exit_code == 2
    assert said in result.stderr
    assert {path: path.read_bytes() for path in small.rglob("*.yaml")} == before


def test_a_broken_file_is_told_and_nothing_is_written(small: Path) -> None:
    file = small / "offences/exemple/menace/offence.yaml"
    file.write_text("id: [", encoding="utf-8")
    result = RUN.invoke(
        app, ["rules", "new", "version", "menace", "v2027", "--from", "2027-01-01", "--rulesets", str(small)]
    )
    assert result.exit_code == 2
    assert "R004" in result.stderr
    assert file.read_text(encoding="utf-8") == "id: ["


def test_a_dry_run_writes_nothing(small: Path) -> None:
    before = {path: path.read_bytes() for path in small.rglob("*.yaml")}
    told = new(small, "offence", "chahut", "--theme", "exemple", "--dry-run")
    assert f"serait écrit : {small / 'offences/exemple/chahut/offence.yaml'}" in told
    assert {path: path.read_bytes() for path in small.rglob("*.yaml")} == before


def test_the_consequences_of_a_new_version_are_to_be_filled(large: Path) -> None:
    new(large, "version", "cp-227-24", "v2027", "--from", "2027-07-01")
    cases = (large / "offences/contenus_mineurs/cp-227-24/cases.yaml").read_text(encoding="utf-8")
    assert "    v2027: {limitation: À REMPLIR, confidence: À REMPLIR}" in cases
    assert left(large) == {"R106"}

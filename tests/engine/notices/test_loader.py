"""The folder of notices: the shipped one is whole and in step with the law; a wrong one says where and what to do."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from engine.notices.loader import load_notices
from tests.engine.notices.cases import NOTICES, schemas, templates
from tests.shared import RULESETS, shipped
from textfile.diagnostics import RulesetError
from textfile.reader import read_file

REMOVED = (
    "STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT", "STATEMENT_CATEGORY_NON_CONSENSUAL_BEHAVIOUR",
    "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE", "STATEMENT_CATEGORY_UNSAFE_AND_ILLEGAL_PRODUCTS",
    "KEYWORD_ONLINE_BULLYING_INTIMIDATION", "KEYWORD_NON_CONSENSUAL_ITEMS_DEEPFAKE", "KEYWORD_GENDER_BASED_VIOLENCE",
    "KEYWORD_IMAGE_BASED_SEXUAL_ABUSE", "KEYWORD_DISINFORMATION", "KEYWORD_MISINFORMATION",
    "KEYWORD_FOREIGN_INFORMATION_MANIPULATION", "KEYWORD_REGULATED_GOODS_SERVICES", "KEYWORD_DANGEROUS_TOYS",
)  # fmt: skip
"""Codes of the transparency database that its version 2 removed."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NOTICES, tmp_path / "notices"))


def diagnostics(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(RulesetError) as refused:
        load_notices(folder)
    assert all(d.message for d in refused.value.diagnostics)
    return [(d.code, d.place.file) for d in refused.value.diagnostics]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_offence_is_in_one_family() -> None:
    counts = Counter(o for family in templates().tables.families.families for o in family.offences)
    assert counts == Counter(shipped().ruleset.offences.keys())


def test_offences_of_the_directive_are_offences_about_minors() -> None:
    offences = shipped().ruleset.offences
    for covered in templates().tables.directive.offences:
        assert covered.only_if_minor or offences[covered.offence].theme in ("mineurs", "proxenetisme")
        assert re.fullmatch("article [3-7]", covered.article)
    about_minors = {o.id for o in offences.values() if o.theme == "mineurs"}
    assert about_minors <= {covered.offence for covered in templates().tables.directive.offences}


def test_an_offence_that_may_have_an_adult_victim_is_not_told_outside_as_one_against_minors() -> None:
    tables = templates().tables
    either = [covered.offence for covered in tables.directive.offences if covered.only_if_minor]
    assert "cp-222-26-1" in either
    minors = {f.id for f in tables.families.families if f.tdb_category == "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"}
    families = {family.id for family in tables.families.families if set(either) & set(family.offences)}
    assert families
    assert not families & minors


def test_facts_and_codes_named_by_the_tables_exist() -> None:
    facts, tables = shipped().ruleset.facts, templates().tables
    assert all(facts[name].type == "integer" for name in tables.directive.minor_facts)
    supports = set(facts["nature_support"].values)
    assert supports == set(tables.codes.tdb_content_type) == set(tables.codes.media_type)
    assert supports == set(tables.codes.iccam["content_type"])
    assert set(schemas()["arcom.schema.json"]["properties"]["age_check"]["enum"]) == set(facts["controle_age"].values)
    assert {f.pharos for f in tables.families.families} <= set(tables.labels.words["pharos"])


def test_codes_of_the_register_are_those_of_its_own_file() -> None:
    register: Any = read_file(RULESETS / "parameters/registre.yaml", "registre.yaml", RULESETS).data["register"]
    iccam = templates().tables.codes.iccam
    for ours, theirs in (
        ("site_type", "service"),
        *((n, n) for n in ("victim_age", "victim_sex", "classification", "commerciality")),
    ):
        values = register[theirs]["values"]
        assert iccam[ours] == {name: value.get("iccam", 1) for name, value in values.items()}, ours


def test_codes_are_those_of_the_second_version() -> None:
    definitions = schemas()["common.schema.json"]["$defs"]
    for family in templates().tables.families.families:
        assert family.tdb_category in definitions["tdb_category"]["enum"]
        assert set(family.tdb_specification) <= set(definitions["tdb_specification"]["enum"])
    everything = "".join(p.read_text(encoding="utf-8") for p in NOTICES.rglob("*.*") if p.is_file())
    assert [code for code in REMOVED if re.search(rf"\b{code}\b", everything)] == []


def test_no_template_leaves_something_to_fill_by_hand() -> None:
    for path in (NOTICES / "templates").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bTODO\b|XXX|___|à compléter|to be completed|\[…\]", text), path.name
        assert "href" not in text, path.name


def test_the_digest_changes_with_anything_a_rendering_uses_and_with_nothing_else(folder: Path) -> None:
    def digests() -> dict[str, str]:
        loaded = load_notices(folder)
        return {f"{w.kind}.{w.language}": loaded.digest(w) for w in loaded.wordings}

    before = digests()
    change(folder / "templates/motifs.fr.html", "Éléments constitutifs", "Éléments")
    changed = {name for name, digest in digests().items() if digest != before[name]}
    assert changed == {"dsa16.fr", "pharos.fr", "arcom.fr", "sheet.fr", "tdb.fr"}
    change(folder / "mots.yaml", "publication", "billet")
    assert all(digest != before[name] for name, digest in digests().items())


@pytest.mark.parametrize(
    ("file", "old", "new", "wanted"),
    [
        ("templates/dsa16.fr.html", "{{ day }}", "{{ jour }}", ("N103", "notices/templates/dsa16.fr.html")),
        ("manifest.yaml", "dsa16.fr.html", "absent.html", ("N102", "notices/manifest.yaml")),
        ("manifest.yaml", "until: 2027-12-31", "until: 2027-02-30", ("R009", "notices/manifest.yaml")),
        ("manifest.yaml", "{{ reference }}", "{{ reference() }}", ("N103", "notices/manifest.yaml")),
        ("manifest.yaml", "    language: en", "    language: fr", ("N104", "notices/manifest.yaml")),
        ("manifest.yaml", "kind: dsa16", "kind: dsa17", ("R104", "notices/manifest.yaml")),
        ("mots.yaml", "    post: {", "    billet: {", ("N107", "notices/mots.yaml")),
        ("codes.yaml", "  texte: CONTENT_TYPE_TEXT", "  mot: CONTENT_TYPE_TEXT", ("N107", "notices/codes.yaml")),
        ("familles.yaml", "pharos: incitation_haine", "pharos: haine", ("N107", "notices/mots.yaml")),
        ("familles.yaml", "cp-322-6-1", "cp-227-24", ("N108", "notices/familles.yaml")),
        ("familles.yaml", "families:", "familles:", ("R101", "notices/familles.yaml")),
    ],
)
def test_a_fault_is_told_with_its_place(folder: Path, file: str, old: str, new: str, wanted: tuple[str, str]) -> None:
    change(folder / file, old, new)
    found = diagnostics(folder)
    assert wanted in found


def test_missing_and_unused_files_are_told(folder: Path) -> None:
    (folder / "codes.yaml").unlink()
    (folder / "templates/perdu.html").write_text("{{ day }}", encoding="utf-8")
    assert {("R001", "notices/codes.yaml"), ("N105", "notices/templates/perdu.html")} <= set(diagnostics(folder))


def test_the_template_of_the_grounds_keeps_its_name(folder: Path) -> None:
    (folder / "templates/motifs.en.html").rename(folder / "templates/grounds.en.html")
    for path in (folder / "templates").glob("*.en.html"):
        path.write_text(path.read_text(encoding="utf-8").replace("motifs.en", "grounds.en"), encoding="utf-8")
    assert diagnostics(folder) == [("N102", "notices/templates/motifs.en.html")]


def test_a_template_that_is_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("{{ day }}", encoding="utf-8")
    (folder / "templates/lien.html").symlink_to(tmp_path / "secret.txt")
    assert ("N101", "notices/templates/lien.html") in diagnostics(folder)


def test_a_kind_without_wording_is_told(folder: Path) -> None:
    text = (folder / "manifest.yaml").read_text(encoding="utf-8")
    first, second = [m.start() for m in re.finditer("  - kind: ", text)][:2]
    (folder / "manifest.yaml").write_text(text[:first] + text[second:], encoding="utf-8")
    assert ("N106", "notices/manifest.yaml") in diagnostics(folder)

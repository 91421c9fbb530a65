"""A whole folder written to harm, or put together wrongly: always told, never a crash, never a silence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.language.loader import check_folder, load_folder
from engine.language.project import MAX_FILES
from tests.engine.language.broken import (
    FACTS,
    MINIMAL,
    THREAT,
    TODAY,
    Edit,
    broken,
    diagnose_edits,
    errors,
    remove,
    replace,
    write,
)
from textfile.diagnostics import RulesetError

MENACE = "condition: {fact: menace}"


def everywhere(change: bytes, into: bytes) -> Edit:
    def edit(root: Path) -> None:
        for path in root.rglob("*.yaml"):
            path.write_bytes(path.read_bytes().replace(change, into))

    return edit


def byte_order_marks(root: Path) -> None:
    for path in root.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def link(name: str, target: str) -> Edit:
    def edit(root: Path) -> None:
        (root / name).symlink_to(target)

    return edit


def empty(root: Path) -> None:
    for path in list(root.iterdir()):
        shutil.rmtree(path)


# What does not change the meaning.


@pytest.mark.parametrize(
    "edit",
    [everywhere(b"\n", b"\r\n"), byte_order_marks, write("facts/lisez-moi.txt", "rien"), write("facts/.brouillon.txt", "{")],
    ids=["CRLF", "byte order marks", "a note beside", "a hidden draft"],
)  # fmt: skip
def test_line_ends_marks_and_notes_change_neither_the_answer_nor_the_digest(tmp_path: Path, edit: Edit) -> None:
    changed, found = check_folder(broken("R000", edit).build(tmp_path), TODAY)
    original, _ = check_folder(MINIMAL, TODAY)
    assert found == []
    assert changed is not None
    assert original is not None
    assert changed.digest == original.digest


def test_one_changed_letter_changes_the_digest(tmp_path: Path) -> None:
    changed, _ = check_folder(broken("R000", replace(THREAT, "Création", "Creation")).build(tmp_path), TODAY)
    original, _ = check_folder(MINIMAL, TODAY)
    assert changed is not None
    assert original is not None
    assert changed.digest != original.digest


# Folders put together wrongly.


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert errors(diagnose_edits(tmp_path, empty)) == {"R001"}


def test_a_folder_with_too_many_files_is_refused(tmp_path: Path) -> None:
    def fill(root: Path) -> None:
        for i in range(MAX_FILES + 1):
            (root / f"notions/n{i:04}.yaml").touch()

    found = diagnose_edits(tmp_path, fill)
    assert any(item.code != "R103" for item in found)


@pytest.mark.parametrize(
    "edit",
    [
        write("facts/autres.yml", "facts: []"),
        write("notion/autres.yaml", "notions: []"),
        write("facts/haine/autres.yaml", "facts: []"),
        write("offences/essai/autre/ofence.yaml", "id: autre"),
        write("offences/essai/offence.yaml", "id: autre"),
    ],
    ids=["yml", "folder misspelt", "one folder too deep", "offence misspelt", "one folder too high"],
)
def test_a_file_that_nothing_reads_is_diagnose_edits(tmp_path: Path, edit: Edit) -> None:
    assert [item.code for item in diagnose_edits(tmp_path, edit)] == ["R010"]


@pytest.mark.parametrize(("folder", "code"), [("facts", "R201"), ("notions", "R206"), ("limitation", "R206")])
def test_a_missing_folder_leaves_unknown_references(tmp_path: Path, folder: str, code: str) -> None:
    assert errors(diagnose_edits(tmp_path, remove(folder))) == {code}


@pytest.mark.parametrize(
    "edits",
    [
        (remove("facts"), link("facts", "facts")),
        (remove("facts"), write("facts", "facts: []")),
        (remove("facts"), link("facts", "nulle-part")),
    ],
    ids=["link to itself", "file", "broken link"],
)
def test_a_folder_that_is_not_one_is_as_missing(tmp_path: Path, edits: tuple[Edit, ...]) -> None:
    assert "R201" in errors(diagnose_edits(tmp_path, *edits))


def test_links_that_go_round_end(tmp_path: Path) -> None:
    found = diagnose_edits(tmp_path, link("offences/boucle", "."), link("offences/essai/boucle", ".."))
    assert errors(found) <= {"R204", "R209"}


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rulesets").write_text("facts: []")
    ruleset, found = check_folder(tmp_path / "rulesets")
    assert ruleset is None
    assert errors(found) == {"R001"}


def test_loading_a_broken_folder_raises_every_error_and_no_warning(tmp_path: Path) -> None:
    edits = (replace(THREAT, "nature: delit", "nature: peccadille"), replace(FACTS, "cost: 3", "cost: 9"))
    with pytest.raises(RulesetError) as caught:
        load_folder(broken("R000", *edits).build(tmp_path))
    assert [item.code for item in caught.value.diagnostics] == ["R103", "R104"]
    assert "offence.yaml:8:9" in str(caught.value)


# Names of files and what they may hide.


def test_a_file_name_that_is_not_utf_8_is_diagnose_edits(tmp_path: Path) -> None:
    def edit(root: Path) -> None:
        Path(str(root / "facts") + "/\udcff.yaml").write_text("facts: []")

    assert errors(diagnose_edits(tmp_path, edit)) == {"R001"}


@pytest.mark.parametrize(
    "edit",
    [
        replace(THREAT, "nature: delit", 'nature: "\\e[2J"'),
        replace(THREAT, "nature: delit", 'nature: delit\n"\\e[2J": 1'),
        replace(THREAT, MENACE, 'condition: {fact: "\\e[2J"}'),
        write("facts/a\x1b[2J.yaml", "facts: []"),
    ],
    ids=["value", "key", "fact", "file name"],
)
def test_no_control_character_reaches_the_terminal(tmp_path: Path, edit: Edit) -> None:
    text = "".join(item.as_text() for item in diagnose_edits(tmp_path, edit))
    assert [c for c in text if not c.isprintable() and c != "\n"] == []


def test_a_value_cannot_forge_a_diagnostic(tmp_path: Path) -> None:
    (found,) = diagnose_edits(tmp_path, replace(THREAT, "nature: delit", 'nature: "x\\na.yaml:1:1: erreur R000: faux"'))
    assert "\n" not in found.message


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(
            replace(THREAT, "nature: delit", f'nature: "{"x" * 50_000}"'),
            id="value",
        ),
        pytest.param(
            replace(THREAT, MENACE, f'condition: {{fact: "{"x" * 50_000}"}}'),
            id="fact",
        ),
        pytest.param(replace(FACTS, "cost: 3", f'cost: "{"x" * 50_000}"'), id="number"),
    ],
)
def test_a_diagnostic_does_not_repeat_a_very_long_value(tmp_path: Path, edit: Edit) -> None:
    assert max(len(item.as_text()) for item in diagnose_edits(tmp_path, edit)) < 2_000

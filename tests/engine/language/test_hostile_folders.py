"""A whole folder written to harm, or put together wrongly: always told, never a crash, never a silence."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from engine.language.diagnostics import Diagnostic, RulesetError
from engine.language.loader import check_folder, load_folder
from engine.language.project import MAX_FILES
from tests.engine.language.broken import (
    FACTS,
    INSULT,
    INSULT_CASES,
    LIMITATION,
    MINIMAL,
    NOTIONS,
    OUT_OF_FIELD,
    THREAT,
    TODAY,
    Edit,
    append,
    broken,
    diagnose,
    remove,
    replace,
    write,
)

fault = partial(pytest.mark.xfail, strict=True)
"""A fault told to the author of the code; the mark goes when it is mended."""

MENACE = "condition: {fact: menace}"


def told(folder: Path, *edits: Edit) -> list[Diagnostic]:
    return diagnose(broken("R000", *edits).build(folder))


def errors(found: list[Diagnostic]) -> set[str]:
    return {item.code for item in found if not item.warning}


def notion(name: str, condition: str) -> str:
    source = '{reference: "x", legifrance: null, verified_on: 2026-11-01, confidence: M}'
    label = f'label: {{fr: "{name}", en: "{name}"}}\n    article: "x"'
    version = f"{{from: 1990-01-01, condition: {condition}, source: {source}}}"
    return f"  - id: {name}\n    {label}\n    versions: [{version}]\n"


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


def rename(name: str, into: str) -> Edit:
    def edit(root: Path) -> None:
        (root / name).rename(root / into)

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


@fault(reason="an empty folder is accepted: « 0 infractions … rien à redire »")
def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert errors(told(tmp_path, empty)) != set()


@fault(reason="the files beyond the ceiling are left out without a word")
def test_a_folder_with_too_many_files_is_refused(tmp_path: Path) -> None:
    def fill(root: Path) -> None:
        for i in range(MAX_FILES + 1):
            (root / f"notions/n{i:04}.yaml").touch()

    found = told(tmp_path, fill)
    assert any(item.code != "R103" for item in found)


@fault(reason="a file the loader never looks at is not mentioned")
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
def test_a_file_that_nothing_reads_is_told(tmp_path: Path, edit: Edit) -> None:
    assert told(tmp_path, edit) != []


@pytest.mark.parametrize("edit", [remove("facts"), remove("notions"), remove("limitation")])
def test_a_missing_folder_leaves_unknown_references(tmp_path: Path, edit: Edit) -> None:
    assert errors(told(tmp_path, edit)) <= {"R201", "R206"}
    assert errors(told(tmp_path / "again", edit)) != set()


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
    assert "R201" in errors(told(tmp_path, *edits))


def test_links_that_go_round_end(tmp_path: Path) -> None:
    found = told(tmp_path, link("offences/boucle", "."), link("offences/essai/boucle", ".."))
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
    assert "offence.yaml:8:1" in str(caught.value)


# Names of files and what they may hide.


@fault(reason="UnicodeEncodeError in the digest: the name is not UTF-8", raises=UnicodeEncodeError)
def test_a_file_name_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    def edit(root: Path) -> None:
        Path(str(root / "facts") + "/\udcff.yaml").write_text("facts: []")

    assert errors(told(tmp_path, edit)) != set()


@fault(reason="control characters of the input reach the terminal as they are")
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
    text = "".join(item.as_text() for item in told(tmp_path, edit))
    assert [c for c in text if not c.isprintable() and c != "\n"] == []


@fault(reason="a line break in the input starts a line of output that looks like another diagnostic")
def test_a_value_cannot_forge_a_diagnostic(tmp_path: Path) -> None:
    (found,) = told(tmp_path, replace(THREAT, "nature: delit", 'nature: "x\\na.yaml:1:1: erreur R000: faux"'))
    assert "\n" not in found.message


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(
            replace(THREAT, "nature: delit", f'nature: "{"x" * 50_000}"'),
            marks=fault(reason="R104 repeats the whole value"),
            id="value",
        ),
        pytest.param(
            replace(THREAT, MENACE, f'condition: {{fact: "{"x" * 50_000}"}}'),
            marks=fault(reason="R201 repeats the whole name"),
            id="fact",
        ),
        pytest.param(replace(FACTS, "cost: 3", f'cost: "{"x" * 50_000}"'), id="number"),
    ],
)
def test_a_diagnostic_does_not_repeat_a_very_long_value(tmp_path: Path, edit: Edit) -> None:
    assert max(len(item.as_text()) for item in told(tmp_path, edit)) < 2_000


# Names that look alike, or that the language uses too.


def test_a_letter_of_another_alphabet_makes_another_name(tmp_path: Path) -> None:
    assert errors(told(tmp_path, replace(THREAT, MENACE, "condition: {fact: m\u0435nace}"))) == {"R201"}


@pytest.mark.parametrize(
    "name", ["m\u0435nace", "men\u200bace", "menac\u0065\u0301", "MENACE", "menace\u0661", "1menace", ""]
)
def test_an_identifier_holds_plain_letters_only(tmp_path: Path, name: str) -> None:
    assert errors(told(tmp_path, replace(FACTS, "id: mise_en_ligne", f'id: "{name}"'))) == {"R104"}


def test_an_element_may_be_called_condition(tmp_path: Path) -> None:
    edits = (
        replace(INSULT, "  injure:\n    kind", "  condition:\n    kind"),
        replace(INSULT, "elements: [publicite, injure]", "elements: [publicite, condition]"),
    )
    assert told(tmp_path, *edits) == []


@fault(reason="`values: {condition: …}` is read as a condition")
def test_a_value_may_be_called_condition(tmp_path: Path) -> None:
    assert told(tmp_path, replace(FACTS, "      prive:", "      condition:")) == []


@fault(reason="`facts: {condition: …}` in a case is read as a condition")
def test_a_fact_may_be_called_condition(tmp_path: Path) -> None:
    edits = (
        replace(FACTS, "id: langue_texte", "id: condition"),
        replace(OUT_OF_FIELD, "fact: langue_texte", "fact: condition"),
        replace(OUT_OF_FIELD, "langue_texte: fr", "condition: fr"),
    )
    assert told(tmp_path, *edits) == []


# Dates at the ends of the calendar.


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param((replace(NOTIONS, "from: 1990-01-01", "from: 0001-01-01"),), id="first day, first version"),
        pytest.param(
            (replace(NOTIONS, "        until: 2009-12-31\n", ""), replace(NOTIONS, "from: 2010-01-01", "from: 0001-01-01")),
            marks=fault(reason="OverflowError: the day before the first day", raises=OverflowError),
            id="first day, second version",
        ),
        pytest.param((replace(LIMITATION, "from: 1990-01-01", "from: 1990-01-01\n        until: 9999-12-31"),), id="last day of a delay"),
        pytest.param((replace(THREAT, "from: 2001-01-01", "from: 2001-01-01\n    until: 9999-12-31"),), id="last day of an offence"),
        pytest.param(
            (replace(NOTIONS, "from: 2010-01-01", "from: 2010-01-01\n        until: 9999-12-31"),),
            marks=fault(reason="OverflowError: the day after the last day", raises=OverflowError),
            id="last day of a notion",
        ),
        pytest.param(
            (replace(NOTIONS, "until: 2009-12-31", "until: 9999-12-31"),),
            marks=fault(reason="OverflowError: the day after the last day", raises=OverflowError),
            id="last day of a first version",
        ),
    ],
)  # fmt: skip
def test_the_first_and_last_days_of_the_calendar_are_told_not_computed(tmp_path: Path, edits: tuple[Edit, ...]) -> None:
    assert errors(told(tmp_path, *edits)) <= {"R301", "R302", "R303"}


@fault(reason="KeyError: the checks of meaning run on timelines that do not hold", raises=KeyError)
def test_a_hole_in_a_notion_under_an_offence_is_told(tmp_path: Path) -> None:
    assert "R302" in errors(told(tmp_path, replace(NOTIONS, "until: 2009-12-31", "until: 1999-12-31")))


# Notions upon notions, conditions without end.


@fault(reason="RecursionError in notion_cycles: it visits notions recursively", raises=RecursionError)
def test_a_chain_of_a_thousand_notions_is_told(tmp_path: Path) -> None:
    chain = "".join(notion(f"n{i}", f"{{notion: n{i + 1}}}") for i in range(1_000)) + notion("n1000", "{fact: menace}")
    edits = (append(NOTIONS, chain), replace(THREAT, MENACE, "condition: {notion: n0}"))
    assert errors(told(tmp_path, *edits)) != set()


@fault(reason="ten lines stand for 1,024 comparisons, all written out; each more line doubles time and memory")
def test_notions_that_double_ten_times_are_told_to_be_too_large(tmp_path: Path) -> None:
    doubling = "".join(notion(f"n{i}", f"{{all: [{{notion: n{i + 1}}}, {{notion: n{i + 1}}}]}}") for i in range(10))
    edits = (
        append(NOTIONS, doubling + notion("n10", "{fact: menace}")),
        replace(THREAT, MENACE, "condition: {notion: n0}"),
    )
    assert "R601" in errors(told(tmp_path, *edits))


@fault(reason="MAX_LEAVES is declared and enforced nowhere: the size of a condition is judged after it is compiled")
def test_a_condition_of_more_leaves_than_the_ceiling_is_refused_before_it_is_compiled(tmp_path: Path) -> None:
    leaves = ", ".join(["{fact: menace}"] * 65)
    root = broken("R000", replace(THREAT, MENACE, f"condition: {{any: [{leaves}]}}")).build(tmp_path)
    _, found = check_folder(root, TODAY, thorough=False)
    assert errors(found) != set()


# Case files that ask nothing.


@pytest.mark.parametrize(
    "wrong",
    [
        "raised: [personne]",
        "unset: [personne]",
        "neighbour: cp-1",
        "on: []",
        "date_of_decision: 2000-01-01",
    ],
)
@fault(reason="the case is accepted")
def test_a_case_that_names_nothing_or_asks_nothing_is_told(tmp_path: Path, wrong: str) -> None:
    assert errors(told(tmp_path, replace(INSULT_CASES, "    expect", f"    {wrong}\n    expect"))) != set()


@pytest.mark.parametrize("wrong", ["version: v1", "aggravations: [personne]", "cautions: [personne]"])
@fault(reason="the expectation is accepted, and fails later as if the law were wrong")
def test_an_expectation_of_something_that_does_not_exist_is_told(tmp_path: Path, wrong: str) -> None:
    assert errors(told(tmp_path, replace(INSULT_CASES, "established}", f"established, {wrong}}}"))) != set()


@fault(reason="the cases of an out-of-field rule are not checked against the vocabulary")
def test_a_case_of_an_out_of_field_rule_on_an_unknown_fact_is_told(tmp_path: Path) -> None:
    assert errors(told(tmp_path, replace(OUT_OF_FIELD, "{langue_texte: fr}", "{langue: fr}"))) != set()


@fault(reason="sources.check looks at notions, limitations and offences, not at out-of-field rules")
def test_a_source_of_an_out_of_field_rule_dated_in_the_future_is_told(tmp_path: Path) -> None:
    assert errors(told(tmp_path, replace(OUT_OF_FIELD, "2026-11-01", "2030-01-01"))) == {"R403"}


@fault(reason="`penalty: {}` passes for a penalty")
def test_a_penalty_of_nothing_is_told(tmp_path: Path) -> None:
    penalty = "penalty: {fine_euros: 750, contravention_class: 4}"
    assert errors(told(tmp_path, replace(INSULT, penalty, "penalty: {}"))) == {"R304"}


@fault(reason="`delay: {years: 0}` passes for a delay: everything is time-barred at once")
def test_a_delay_of_nothing_is_told(tmp_path: Path) -> None:
    assert errors(told(tmp_path, replace(LIMITATION, "years: 6", "years: 0"))) != set()

"""Law written to harm, or at the edges of what the language can say: always told, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.loader import check_folder
from tests.engine.language.broken import (
    FACTS,
    INSULT,
    LIMITATION,
    NOTIONS,
    OUT_OF_FIELD,
    THREAT,
    TODAY,
    Edit,
    append,
    broken,
    diagnose_edits,
    errors,
    replace,
)

MENACE = "condition: {fact: menace}"


def notion(name: str, condition: str) -> str:
    source = '{reference: "x", legifrance: null, verified_on: 2026-11-01, confidence: M}'
    label = f'label: {{fr: "{name}", en: "{name}"}}\n    article: "x"'
    version = f"{{from: 1990-01-01, condition: {condition}, source: {source}}}"
    return f"  - id: {name}\n    {label}\n    versions: [{version}]\n"


# Names that look alike, or that the language uses too.


def test_a_letter_of_another_alphabet_makes_another_name(tmp_path: Path) -> None:
    assert errors(diagnose_edits(tmp_path, replace(THREAT, MENACE, "condition: {fact: m\u0435nace}"))) == {"R201"}


@pytest.mark.parametrize(
    "name", ["m\u0435nace", "men\u200bace", "menac\u0065\u0301", "MENACE", "menace\u0661", "1menace", ""]
)
def test_an_identifier_holds_plain_letters_only(tmp_path: Path, name: str) -> None:
    assert errors(diagnose_edits(tmp_path, replace(FACTS, "id: mise_en_ligne", f'id: "{name}"'))) == {"R104"}


def test_an_element_may_be_called_condition(tmp_path: Path) -> None:
    edits = (
        replace(INSULT, "  injure:\n    kind", "  condition:\n    kind"),
        replace(INSULT, "elements: [publicite, injure]", "elements: [publicite, condition]"),
    )
    assert diagnose_edits(tmp_path, *edits) == []


def test_a_value_may_be_called_condition(tmp_path: Path) -> None:
    assert diagnose_edits(tmp_path, replace(FACTS, "      prive:", "      condition:")) == []


def test_a_fact_may_be_called_condition(tmp_path: Path) -> None:
    edits = (
        replace(FACTS, "id: langue_texte", "id: condition"),
        replace(OUT_OF_FIELD, "fact: langue_texte", "fact: condition"),
        replace(OUT_OF_FIELD, "langue_texte: fr", "condition: fr"),
    )
    assert diagnose_edits(tmp_path, *edits) == []


# Dates at the ends of the calendar.


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param((replace(NOTIONS, "from: 1990-01-01", "from: 0001-01-01"),), id="first day, first version"),
        pytest.param(
            (replace(NOTIONS, "        until: 2009-12-31\n", ""), replace(NOTIONS, "from: 2010-01-01", "from: 0001-01-01")),
            id="first day, second version",
        ),
        pytest.param((replace(LIMITATION, "from: 1990-01-01", "from: 1990-01-01\n        until: 9999-12-31"),), id="last day of a delay"),
        pytest.param((replace(THREAT, "from: 2001-01-01", "from: 2001-01-01\n    until: 9999-12-31"),), id="last day of an offence"),
        pytest.param(
            (replace(NOTIONS, "from: 2010-01-01", "from: 2010-01-01\n        until: 9999-12-31"),),
            id="last day of a notion",
        ),
        pytest.param(
            (replace(NOTIONS, "until: 2009-12-31", "until: 9999-12-31"),),
            id="last day of a first version",
        ),
    ],
)  # fmt: skip
def test_the_first_and_last_days_of_the_calendar_are_told_not_computed(tmp_path: Path, edits: tuple[Edit, ...]) -> None:
    assert errors(diagnose_edits(tmp_path, *edits)) <= {"R301", "R302", "R303"}


def test_a_hole_in_a_notion_under_an_offence_is_diagnose_edits(tmp_path: Path) -> None:
    assert "R302" in errors(diagnose_edits(tmp_path, replace(NOTIONS, "until: 2009-12-31", "until: 1999-12-31")))


# Notions upon notions, conditions without end.


def test_a_chain_of_a_thousand_notions_is_diagnose_edits(tmp_path: Path) -> None:
    chain = "".join(notion(f"n{i}", f"{{notion: n{i + 1}}}") for i in range(1_000)) + notion("n1000", "{fact: menace}")
    edits = (append(NOTIONS, chain), replace(THREAT, MENACE, "condition: {notion: n0}"))
    assert errors(diagnose_edits(tmp_path, *edits)) == {"R601"}


def test_notions_that_double_ten_times_are_told_to_be_too_large(tmp_path: Path) -> None:
    doubling = "".join(notion(f"n{i}", f"{{all: [{{notion: n{i + 1}}}, {{notion: n{i + 1}}}]}}") for i in range(10))
    edits = (
        append(NOTIONS, doubling + notion("n10", "{fact: menace}")),
        replace(THREAT, MENACE, "condition: {notion: n0}"),
    )
    assert "R601" in errors(diagnose_edits(tmp_path, *edits))


def test_a_condition_of_more_leaves_than_the_ceiling_is_refused_before_it_is_compiled(tmp_path: Path) -> None:
    leaves = ", ".join(["{fact: menace}"] * 65)
    root = broken("R000", replace(THREAT, MENACE, f"condition: {{any: [{leaves}]}}")).build(tmp_path)
    _, found = check_folder(root, TODAY, thorough=False)
    assert errors(found) == {"R601"}

"""Cases and definitions that say nothing, or say it of something that does not exist: told, not passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.language.broken import (
    INSULT,
    INSULT_CASES,
    LIMITATION,
    OUT_OF_FIELD,
    diagnose_edits,
    errors,
    replace,
)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("raised: [personne]", "R702"),
        ("unset: [personne]", "R706"),
        ("neighbour: cp-1", "R702"),
        ("on: []", "R704"),
        ("date_of_decision: 2000-01-01", "R703"),
    ],
)
def test_a_case_that_names_nothing_or_asks_nothing_is_diagnose_edits(tmp_path: Path, wrong: str, code: str) -> None:
    assert errors(diagnose_edits(tmp_path, replace(INSULT_CASES, "    expect", f"    {wrong}\n    expect"))) == {code}


@pytest.mark.parametrize("wrong", ["version: v1", "aggravations: [personne]", "cautions: [personne]"])
def test_an_expectation_of_something_that_does_not_exist_is_diagnose_edits(tmp_path: Path, wrong: str) -> None:
    assert errors(diagnose_edits(tmp_path, replace(INSULT_CASES, "established}", f"established, {wrong}}}"))) == {
        "R702"
    }


def test_a_case_of_an_out_of_field_rule_on_an_unknown_fact_is_diagnose_edits(tmp_path: Path) -> None:
    assert errors(diagnose_edits(tmp_path, replace(OUT_OF_FIELD, "{langue_texte: fr}", "{langue: fr}"))) == {"R706"}


def test_a_source_of_an_out_of_field_rule_dated_in_the_future_is_diagnose_edits(tmp_path: Path) -> None:
    assert errors(diagnose_edits(tmp_path, replace(OUT_OF_FIELD, "2026-11-01", "2030-01-01"))) == {"R403"}


def test_a_penalty_of_nothing_is_diagnose_edits(tmp_path: Path) -> None:
    penalty = "penalty: {fine_euros: 750, contravention_class: 4}"
    assert errors(diagnose_edits(tmp_path, replace(INSULT, penalty, "penalty: {}"))) == {"R304"}


def test_a_delay_of_nothing_is_diagnose_edits(tmp_path: Path) -> None:
    assert errors(diagnose_edits(tmp_path, replace(LIMITATION, "years: 6", "years: 0"))) == {"R304"}

"""Cases across offences: what they may expect of the main offence, and what is told when it does not come."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.analysis.case_files import cross_runs
from engine.analysis.case_runs import run_cross
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.engine.language.broken import CROSS, Broken, Edit, diagnose_edits, replace

EXPECTED = "main: menace-publique"


def failed(folder: Path, *edits: Edit) -> list[str]:
    root = Broken("R000", edits).build(folder)
    engine = Engine(load_folder(root))
    runs, faults = cross_runs(root, engine.ruleset)
    assert faults == []
    return [line for failure in run_cross(engine, runs) for line in failure.differences]


@pytest.mark.parametrize(
    "right",
    [
        "version: v2001",
        "time_barred: false",
        "deadline: 2030-05-01",
        "penalty: {prison_months: 12, fine_euros: 15000}",
        "limitation: delit_commun",
    ],
)
def test_the_wording_and_limitation_of_the_main_offence_may_be_expected(tmp_path: Path, right: str) -> None:
    assert failed(tmp_path, replace(CROSS, EXPECTED, f"{EXPECTED}, {right}")) == []


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ("version: v1990", "version"),
        ("time_barred: true", "prescription"),
        ("time_barred: unknown", "prescription"),
        ("deadline: 2030-05-02", "dernier jour"),
        ("penalty: {prison_months: 24, fine_euros: 15000}", "peine"),
    ],
)
def test_another_wording_or_limitation_fails_the_case(tmp_path: Path, wrong: str, word: str) -> None:
    (difference,) = failed(tmp_path, replace(CROSS, EXPECTED, f"{EXPECTED}, {wrong}"))
    assert difference.startswith(word)


@pytest.mark.parametrize(
    "said",
    [
        "version: v1990",
        "time_barred: true",
        "deadline: 2030-05-02",
        "penalty: {prison_months: 1}",
        "limitation: delit_commun",
    ],
)
def test_they_are_those_of_a_main_offence_that_the_case_names(tmp_path: Path, said: str) -> None:
    found = diagnose_edits(tmp_path, replace(CROSS, EXPECTED, said))
    assert [item.code for item in found] == ["R705"]


def test_a_wording_that_does_not_exist_is_told(tmp_path: Path) -> None:
    found = diagnose_edits(tmp_path, replace(CROSS, EXPECTED, f"{EXPECTED}, version: v1234"))
    assert [item.code for item in found] == ["R702"]


def test_which_offence_absorbs_another_may_be_expected(tmp_path: Path) -> None:
    both = replace(CROSS, "forme: []", "forme: [injure]")
    absorbed = replace(CROSS, EXPECTED, f"{EXPECTED}, absorbed: {{injure-publique: menace-publique}}")
    assert failed(tmp_path / "both", both, absorbed) == []
    (difference,) = failed(tmp_path / "one", absorbed)
    assert difference == "injure-publique : attendue écartée par menace-publique, obtenue non écartée"


def test_a_regime_or_an_offence_that_does_not_exist_is_told(tmp_path: Path) -> None:
    wrong = f"{EXPECTED}, limitation: delit, absorbed: {{injure: menace}}"
    assert [item.code for item in diagnose_edits(tmp_path, replace(CROSS, EXPECTED, wrong))] == ["R702"] * 3

"""What follows from an offence, written beside its cases: compared, covered, damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.analysis.case_files import offence_cases
from engine.analysis.case_runs import Failure, failures, run_cases
from engine.analysis.consequence_coverage import ConsequenceMeasure, penalty_mutants
from engine.analysis.consequences import consequence_failures
from engine.analysis.coverage import Coverage
from engine.analysis.mutation import Mutation
from engine.analysis.together import always_aggravated, refutes
from engine.language.loader import load_folder
from engine.model.law import Penalty
from engine.reasoning.qualify import Engine
from tests.engine.language.broken import INSULT, THREAT, THREAT_CASES, Broken, Edit, diagnose_edits, replace
from tests.shared import shipped

TABLE = """consequences:
  nature: delit
  conduct: instantaneous
  versions:
    v1990: {prison_months: 12, fine_euros: 15000, limitation: delit_commun, last_day: 1996-01-01, confidence: M}
    v2001: {prison_months: 12, fine_euros: 15000, limitation: delit_commun, last_day: 2007-01-01, confidence: M}
  aggravations:
    mineur:
      v1990: {prison_months: 24}
  cautions:
    ancien: [v1990]
  relations:
    injure-publique: this
cases:
  - name: victime mineure, contenu ancien
    date_of_facts: 1995-05-01
    set: {age_victime: 12, mise_en_ligne: 1995-05-01}
    expect: {status: established, aggravations: [mineur], cautions: [ancien]}
  - name: avec l'injure
    set: {forme: [injure]}
    expect: {status: established, together: {injure-publique: this}}
"""
STATED = replace(THREAT_CASES, "cases:\n", TABLE)


class Trial:
    """The minimal law with a table, after some edits."""

    def __init__(self, folder: Path, *edits: Edit) -> None:
        root = Broken("R000", edits).build(folder)
        engine = Engine(load_folder(root))
        runs, tables, faults = offence_cases(root, engine.ruleset, frozenset({"menace-publique"}))
        assert [fault.as_text() for fault in faults] == []
        results = run_cases(engine, runs)
        measure = ConsequenceMeasure(engine, engine.ruleset.offences["menace-publique"], tables, results)
        self.cases: list[Failure] = failures(results)
        self.rows: list[Failure] = consequence_failures(engine.ruleset, tables, results)
        self.coverage: Coverage = measure.coverage()
        self.mutation: Mutation = measure.mutation()


def test_a_table_that_cases_show_leaves_nothing_out(tmp_path: Path) -> None:
    trial = Trial(tmp_path, STATED)
    assert (trial.cases, trial.rows) == ([], [])
    assert trial.coverage.missing == ()
    assert trial.mutation.survivors == ()
    assert trial.mutation.total == 15


def test_without_a_table_everything_is_missing_and_no_damage_is_noticed(tmp_path: Path) -> None:
    trial = Trial(tmp_path)
    assert trial.rows == []
    assert len(trial.coverage.missing) == trial.coverage.wanted
    assert len(trial.mutation.survivors) == trial.mutation.total


@pytest.mark.parametrize(
    ("old", "new", "row", "line"),
    [
        ("prison_months: 12, fine_euros: 15000, limitation: delit_commun, last_day: 1996", "prison_months: 6, limitation: delit_commun, last_day: 1996", "v1990", "peine : attendue {prison_months: 6}, obtenue {prison_months: 12, fine_euros: 15000}"),
        ("{prison_months: 24}", "{prison_months: 36}", "v1990", "peine avec mineur : attendue {prison_months: 36}, obtenue {prison_months: 24}"),
        ("last_day: 2007-01-01, ", "", "v2001", "dernier jour utile : attendu inconnu, obtenu 2007-01-01"),
        ("confidence: M}\n    v2001", "confidence: T}\n    v2001", "v1990", "confiance : attendue T, obtenue M"),
        ("ancien: [v1990]", "ancien: [all]", "ancien", "versions : attendues v1990, v2001, obtenues v1990"),
        ("nature: delit", "nature: crime", "nature", "nature : attendue crime, obtenue delit"),
        ("  relations:\n    injure-publique: this\n", "", "injure-publique", "relation : attendue aucune, obtenue this"),
        ("injure-publique: this\ncases", "injure-publique: never\ncases", "injure-publique", "elles ne devaient jamais être là ensemble, et le sont"),
        ("  relations:", "  to_verify: {menace: [all]}\n  relations:", "v2001", "prudence : attendue, absente"),
    ],
)  # fmt: skip
def test_a_table_that_says_otherwise_is_refused_at_its_row(
    tmp_path: Path, old: str, new: str, row: str, line: str
) -> None:
    trial = Trial(tmp_path, STATED, replace(THREAT_CASES, old, new))
    lines = [d for failure in trial.rows if failure.name.endswith(f" · {row}") for d in failure.differences]
    assert [d for d in lines if d.startswith(line)] != [], lines


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ("penalty: {prison_months: 12, fine_euros: 15000}, limitation: delit_commun, prudent: false", None),
        ("penalty: {prison_months: 12}", "peine : attendue {prison_months: 12}, obtenue"),
        ("limitation: delit_commun, prudent: true", "prudence : attendue True, obtenue False"),
        ("together: {injure-publique: both}", "injure-publique : attendue elle aussi"),
    ],
)
def test_a_case_may_expect_what_follows_too(tmp_path: Path, expected: str, difference: str | None) -> None:
    case = f"cases:\n  - name: essai\n    expect: {{status: established, {expected}}}\n"
    lines = [
        d for failure in Trial(tmp_path, replace(THREAT_CASES, "cases:\n", case)).cases for d in failure.differences
    ]
    assert lines == [] if difference is None else lines[0].startswith(difference)


def test_a_precedence_that_is_not_the_expected_one_fails_the_case(tmp_path: Path) -> None:
    turned = replace(THREAT, "prevails: this", "prevails: other")
    (failure,) = Trial(tmp_path, STATED, turned).cases
    assert failure.differences == ("injure-publique : l'emporte : attendu this, obtenu other",)


def test_a_caution_is_shown_on_the_first_day_of_a_version_by_a_case_of_another(tmp_path: Path) -> None:
    later = replace(
        THREAT,
        "    elements: [publicite, menace]\n    penalty",
        "    elements: [publicite, menace]\n    cautions: [ancien]\n    penalty",
    )
    everywhere = replace(THREAT_CASES, "ancien: [v1990]", "ancien: [all]")
    assert Trial(tmp_path, STATED, later, everywhere).coverage.missing == ()


def test_never_together_is_proved_or_missing(tmp_path: Path) -> None:
    claimed = replace(THREAT_CASES, "injure-publique: this\ncases", "injure-publique: never\ncases")
    assert "relation injure-publique · jamais ensemble" in Trial(tmp_path, STATED, claimed).coverage.missing
    apart = replace(
        INSULT,
        "condition: {fact: forme, includes: injure}",
        "condition: {all: [{fact: forme, includes: injure}, {fact: menace, is: false}]}",
    )
    ruleset = load_folder(Broken("R000", (apart,)).build(tmp_path / "apart"))
    threat, insult = ruleset.offences["menace-publique"], ruleset.offences["injure-publique"]
    assert refutes(threat, insult, ruleset)
    assert refutes(insult, threat, ruleset)


@pytest.mark.parametrize(("version", "always"), [("v2002", True), ("v2021", False)])
def test_an_aggravation_that_the_elements_imply_is_proved(version: str, always: bool) -> None:
    """Buying sexual acts was first punished from minors alone; from vulnerable people too since 2003."""
    ruleset = shipped().ruleset
    law = ruleset.offences["cp-225-12-1"]
    (wording,) = [v for v in law.versions if v.id == version]
    assert always_aggravated(law, wording, ruleset) is always


def test_names_that_do_not_exist_are_told_where_they_stand(tmp_path: Path) -> None:
    wrong = [
        ("v2001: {prison", "vide2000: {prison"),
        ("ancien: [v1990]", "anciens: [v1991]"),
        ("injure-publique: this\ncases", "injures: this\ncases"),
    ]
    found = diagnose_edits(tmp_path, STATED, *(replace(THREAT_CASES, old, new) for old, new in wrong))
    assert [item.code for item in found] == ["R702"] * 4


@pytest.mark.parametrize(
    ("penalty", "count"),
    [
        (Penalty(prison_months=12, fine_euros=45000), 3),
        (Penalty(life=True), 1),
        (Penalty(contravention_class=1), 1),
        (Penalty(fine_euros=1500, contravention_class=5), 3),
    ],
)
def test_a_damaged_penalty_is_another_one(penalty: Penalty, count: int) -> None:
    mutants = [mutant for _, mutant in penalty_mutants(penalty)]
    assert len({str(mutant) for mutant in mutants} - {str(penalty)}) == count

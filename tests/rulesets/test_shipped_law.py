"""The law as data holds together, and every case keeps its answer for its reason."""

from __future__ import annotations

from datetime import date

import pytest

from engine.analysis.case_files import cross_runs, offence_cases
from engine.analysis.case_runs import failures, run_cases, run_cross, run_out_of_field
from engine.analysis.consequence_coverage import ConsequenceMeasure
from engine.analysis.consequences import consequence_failures
from engine.analysis.coverage import coverage
from engine.language.loader import check_folder
from tests.shared import RULESETS, TODAY, shipped


def test_the_shipped_rulesets_have_no_fault() -> None:
    _, faults = check_folder(RULESETS, today=TODAY)
    assert [f.as_text() for f in faults if not f.warning] == []


def test_every_case_of_every_offence_gets_its_answer_and_all_is_covered() -> None:
    engine = shipped()
    runs, tables, faults = offence_cases(RULESETS, engine.ruleset)
    assert [f.as_text() for f in faults] == []
    results = run_cases(engine, runs)
    assert [str(f) for f in failures(results)] == []
    assert [str(f) for f in consequence_failures(engine.ruleset, tables, results)] == []
    missing = {
        name: c.missing for name, law in engine.ruleset.offences.items() if (c := coverage(law, results)).missing
    }
    assert missing == {}
    measures = {name: ConsequenceMeasure(engine, law, tables, results) for name, law in engine.ruleset.offences.items()}
    unseen = {name: cells for name, m in measures.items() if (cells := m.coverage().missing)}
    unnoticed = {name: mutants for name, m in measures.items() if (mutants := m.mutation().survivors)}
    assert (unseen, unnoticed) == ({}, {})


def test_every_case_across_offences_gets_its_answer() -> None:
    engine = shipped()
    runs, faults = cross_runs(RULESETS, engine.ruleset)
    assert [f.as_text() for f in faults] == []
    assert len(runs) >= 20
    assert [str(f) for f in run_cross(engine, runs)] == []


def test_every_out_of_field_rule_has_cases_that_hold() -> None:
    engine = shipped()
    count, failed = run_out_of_field(engine.ruleset, date(2026, 11, 30))
    assert count >= 3 * len(engine.ruleset.out_of_field)
    assert [str(f) for f in failed] == []


REQUIRED = [
    "loi-1881-24-al7",
    "loi-1881-24-al8",
    "loi-1881-24-al1-1",
    "loi-1881-24-al1-2",
    "loi-1881-32-al2",
    "loi-1881-32-al3",
    "loi-1881-33-al3",
    "loi-1881-33-al4",
    "cp-r625-7",
    "cp-r625-8",
    "cp-r625-8-1",
    "loi-1881-24-al5",
    "loi-1881-24-bis-al1",
    "loi-1881-24-bis-al2",
    "cp-211-2",
    "cp-r645-1",
    "cp-421-2-5-provocation",
    "cp-421-2-5-apologie",
    "loi-1881-24-al6-ancien-provocation",
    "loi-1881-24-al6-ancien-apologie",
    "cp-421-2-5-1",
    "cp-421-2-5-2",
    "cp-222-52",
    "cp-222-57",
    "cp-222-59",
    "cp-322-6-1",
    "cp-421-2-1",
    "cp-421-2-2",
    "cp-421-2-4",
    "cp-421-2-6",
    "cp-227-23-fixation",
    "cp-227-23-diffusion",
    "cp-227-23-consultation",
    "cp-227-23-detention",
    "cp-227-22",
    "cp-227-22-1",
    "cp-227-22-2",
    "cp-227-23-1",
    "cp-227-28-3",
    "cp-222-26-1",
    "cp-227-18",
    "cp-227-18-1",
    "cp-227-19",
    "cp-227-21",
    "cp-227-24",
    "csp-l3342-1",
    "csp-l3512-12",
    "csp-l3513-5",
    "csp-l3611-1",
    "csp-l3611-3",
    "csi-l320-7",
    "cp-222-33",
    "cp-222-33-1-1",
    "cp-r625-8-3",
    "cp-222-33-2-2",
    "cp-222-33-2-3",
    "cp-222-33-3",
    "cp-222-16",
    "cp-222-17",
    "cp-222-33-2-1",
    "cp-223-1",
    "cp-223-1-2",
    "cp-225-2",
    "cp-226-1",
    "cp-226-3-1",
    "cp-226-4-1",
    "cp-312-1",
    "cp-322-12",
    "cp-322-13",
    "cp-322-14",
    "cp-433-3",
    "cp-434-5",
    "cp-222-18",
    "cp-223-1-1",
    "cp-226-2-1",
    "cp-226-8",
    "cp-226-8-1",
    "cp-223-6",
    "cp-223-13",
    "cp-223-14",
    "cp-225-4-1",
    "cp-225-4-2",
    "cp-225-5",
    "cp-225-6",
    "cp-225-7",
    "cp-225-7-1",
    "cp-225-10",
    "cp-225-12-1",
    "cp-225-12-2",
    "cp-611-1",
]


@pytest.mark.parametrize("offence", REQUIRED)
def test_each_offence_the_hotline_needs_is_encoded(offence: str) -> None:
    assert offence in shipped().ruleset.offences

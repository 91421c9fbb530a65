"""The facts that decide: confirming them, and no other, leaves the offence established on confirmed facts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml

from engine.explanation.deciding import deciding
from engine.facts.statements import read_report
from engine.model.outcome import Standing
from engine.model.report import Report
from tests.shared import ROOT, shipped

DAY = date(2026, 11, 24)
EXAMPLES = yaml.safe_load((ROOT / "examples/signalements.yaml").read_text(encoding="utf-8"))


def presumed_reports() -> list[Report]:
    """Every example, each of its facts only presumed."""
    reports = EXAMPLES["reports"] if isinstance(EXAMPLES, dict) else EXAMPLES
    found = []
    for given in reports:
        read = read_report(
            {k: v for k, v in given.items() if k in ("id", "date_of_facts", "facts", "text")}, shipped().ruleset.facts
        )
        facts = {name: replace(f, standing=Standing.PRESUMED) for name, f in read.facts.items()}
        found.append(replace(read, facts=facts))
    return found


@pytest.mark.parametrize("report", presumed_reports(), ids=lambda r: r.id)
def test_b2_confirming_what_decides_is_enough_and_no_more_is_named(report: Report) -> None:
    engine = shipped()
    answer = engine.qualify(report, DAY)
    for assessment in answer.assessments:
        names = deciding(engine, report, answer, assessment.offence)
        if assessment.label != "to_confirm":
            assert names == ()
            continue
        confirmed = {n: replace(f, standing=Standing.CONFIRMED) if n in names else f for n, f in answer.facts.items()}
        after = engine.qualify(replace(report, facts=confirmed), DAY)
        assert names
        assert after.assessment(assessment.offence).label == "established"
        assert after.main == answer.main
        assert len(names) <= len(answer.facts)

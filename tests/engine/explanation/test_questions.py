"""What is asked next on the little law of the documentation."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.explanation.questions import next_questions
from engine.facts.statements import read_report
from engine.language.loader import load_folder
from engine.model.outcome import Status
from engine.reasoning.qualify import Engine
from tests.shared import ROOT

ENGINE = Engine(load_folder(ROOT / "docs" / "examples" / "petite-loi"))
DAY = date(2024, 6, 1)


def test_an_open_offence_that_another_absorbs_asks_nothing() -> None:
    # the special text on minors is established; of the general one, nobody knows who sees the threat
    facts: dict[str, Any] = {"menace": True, "victime_mineure": True}
    report = read_report({"date_of_facts": DAY, "facts": facts}, ENGINE.ruleset.facts)
    answer = ENGINE.qualify(report, DAY)
    assert answer.main == "menace-mineur"
    assert answer.assessment("menace").status is Status.OPEN
    assert [(s.offence, s.kind) for s in answer.others] == [("menace", "absorbed")]
    assert next_questions(ENGINE, report, answer) == []

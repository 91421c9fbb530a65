"""A disputed fact: shown with its value, unknown to the answer, never asked again, a reason for prudence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.explanation.checker import ProofChecker
from engine.explanation.document import DocumentWriter
from engine.explanation.document_reader import read_document
from engine.explanation.narration import Narrator
from engine.explanation.questions import next_questions
from engine.facts.statements import read_report
from engine.language.loader import load_folder
from engine.model.answer import Answer
from engine.model.outcome import Standing
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from tests.shared import ROOT

ENGINE = Engine(load_folder(ROOT / "docs" / "examples" / "petite-loi"))
DAY = date(2024, 6, 1)
OPEN_DOOR = {"value": "ouvert", "standing": "disputed", "source": "analyste"}

MINOR = {"value": True, "standing": "disputed"}


def _report(**facts: Any) -> Report:
    return read_report({"date_of_facts": DAY, "facts": facts}, ENGINE.ruleset.facts)


def _answer(**facts: Any) -> Answer:
    return ENGINE.qualify(_report(**facts), DAY)


def test_it_is_unknown_to_the_answer_which_shows_it() -> None:
    answer, without = _answer(menace=True, acces=OPEN_DOOR), _answer(menace=True)
    assert [(a.offence, a.status, a.confirmed) for a in answer.assessments] == [
        (a.offence, a.status, a.confirmed) for a in without.assessments
    ]
    assert "acces" not in answer.facts
    assert (answer.disputed["acces"].standing, answer.disputed["acces"].source) == (Standing.DISPUTED, "analyste")
    assert answer.digests.facts != without.digests.facts


def test_it_is_not_asked_again_nor_what_it_means() -> None:
    report = _report(menace=True, acces=OPEN_DOOR, victime_mineure=MINOR)
    asked = {question.fact for question in next_questions(ENGINE, report, ENGINE.qualify(report, DAY), limit=100)}
    alike = _report(menace=True)
    otherwise = {question.fact for question in next_questions(ENGINE, alike, ENGINE.qualify(alike, DAY), limit=100)}
    assert {"acces", "age_victime"} & otherwise
    assert not {"acces", "victime_mineure", "age_victime"} & asked


def test_it_makes_the_answer_prudent_where_a_point_is_open_without_it() -> None:
    assert _answer(menace=True).main == "menace-mineur"
    assert not _answer(menace=True).prudent
    assert _answer(menace=True, victime_mineure=MINOR).prudent, "it means the age, which is open"
    assert not _answer(menace=True, acces=OPEN_DOOR).prudent, "no open point of the main one looks at it"


def test_it_presumes_nothing_and_is_not_presumed() -> None:
    assert "acces" not in _report(fichier_conserve={"value": True, "standing": "disputed"}).facts
    report = _report(fichier_conserve=True, acces={"value": "message_direct", "standing": "disputed"})
    assert "acces" not in report.facts


def test_a_danger_reads_it_as_presumed() -> None:
    report = _report(menace=True, acces=OPEN_DOOR)
    assert report.warning_facts["acces"].standing is Standing.PRESUMED
    assert report.warning_facts["menace"].standing is Standing.CONFIRMED


def test_its_proof_is_checked_read_back_and_told() -> None:
    report = _report(menace=True, acces=OPEN_DOOR, victime_mineure=MINOR)
    answer = ENGINE.qualify(report, DAY)
    data = DocumentWriter(ENGINE).data(report, answer)
    document = json.loads(data)
    assert document["disputed"]["acces"]["value"] == "ouvert"
    checker = ProofChecker(ENGINE.ruleset)
    assert list(checker.faults(document)) == []
    document["disputed"]["acces"]["value"] = "message_direct"
    assert list(checker.faults(document)) == ["facts: not those of the digest"]
    stored = read_document(data, ENGINE.ruleset)
    assert stored.report == replace(report, id=stored.report.id)
    assert ENGINE.qualify(stored.report, DAY) == answer
    told = Narrator(ENGINE, report, answer).tell()
    assert "un fait est discuté" in told
    assert "ne se demande plus" in told


@pytest.mark.parametrize("standing", ["confirmed", "presumed"])
def test_of_two_earlier_facts_that_are_one_a_disputed_one_leaves_it_disputed(standing: str) -> None:
    from engine.facts.renamings import _like

    said = [{"value": True, "standing": standing}, {"value": True, "standing": "disputed"}]
    assert _like("x", said)["standing"] == "disputed"

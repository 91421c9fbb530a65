"""The wording of answers, reviewed like code: golden texts on the little law of the documentation."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.explanation.law_in_words import tell_offence
from engine.explanation.narration import WIDTH, Narrator
from engine.facts.statements import read_report
from engine.language.loader import load_folder
from engine.model.text import Language
from engine.reasoning.qualify import Engine
from tests.conftest import Golden
from tests.shared import ROOT

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2024, 6, 1)
PRESUMED = {"value": True, "standing": "presumed", "source": "indice textuel", "span": [0, 4]}

REPORTS: dict[str, dict[str, Any]] = {
    "rien": {},
    "etabli": {"menace": True, "acces": "ouvert"},
    "presume": {"menace": PRESUMED, "acces": "ouvert"},
    "a_completer": {"menace": True},
    "ecarte": {"menace": True, "acces": "message_direct"},
}


@cache
def little() -> Engine:
    return Engine(load_folder(ROOT / "docs" / "examples" / "petite-loi"))


def told(facts: dict[str, Any], language: Language = "fr", **more: Any) -> str:
    engine = little()
    report = read_report(
        {"id": "S-1", "text": "Menace.", "date_of_facts": DAY, "facts": facts, **more}, engine.ruleset.facts
    )
    return Narrator(engine, report, engine.qualify(report, date(2024, 7, 1)), language).tell()


@pytest.mark.parametrize("name", REPORTS)
def test_the_answer_reads_as_agreed(name: str, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.fr.txt", told(REPORTS[name]))


def test_the_answer_reads_as_agreed_in_english(golden: Golden) -> None:
    golden(GOLDEN / "presume.en.txt", told(REPORTS["presume"], "en"))


def test_an_offence_reads_as_agreed(golden: Golden) -> None:
    engine = little()
    offence = engine.ruleset.offences["menace"]
    golden(GOLDEN / "infraction.fr.txt", tell_offence(offence, engine.ruleset))


@pytest.mark.parametrize("name", REPORTS)
def test_no_line_is_wider_than_a_terminal(name: str) -> None:
    assert [line for line in told(REPORTS[name]).splitlines() if len(line) > WIDTH and " " in line.strip()] == []


def test_an_unknown_date_of_facts_is_said() -> None:
    assert "date des faits inconnue" in told(REPORTS["etabli"], date_of_facts=None)

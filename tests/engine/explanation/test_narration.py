"""The wording of answers, reviewed like code: golden texts on the little law of the documentation."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.explanation.law_in_words import tell_offence
from engine.explanation.narration import Narrator
from engine.explanation.teller import AnswerTeller
from engine.explanation.wrapping import WIDTH
from engine.facts.statements import read_report
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.conftest import Golden
from tests.shared import ROOT
from textfile.text import Language

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2024, 6, 1)
PRESUMED = {"value": True, "standing": "presumed", "source": "indice textuel", "span": [0, 4]}
REPORTER = {**PRESUMED, "source": "commentaire du signalant", "span_in": "comment"}

REPORTS: dict[str, dict[str, Any]] = {
    "rien": {},
    "etabli": {"menace": True, "acces": "ouvert"},
    "presume": {"menace": PRESUMED, "acces": "ouvert"},
    "rapporte": {"menace": REPORTER, "acces": "ouvert"},
    "a_completer": {"menace": True},
    "ecarte": {"menace": True, "acces": "message_direct"},
}


@cache
def little() -> Engine:
    return Engine(load_folder(ROOT / "docs" / "examples" / "petite-loi"))


def narration(facts: dict[str, Any], language: Language = "fr", **more: Any) -> str:
    engine = little()
    words = {"text": "Menace.", "comment": "Il menace."}
    report = read_report({"id": "S-1", **words, "date_of_facts": DAY, "facts": facts, **more}, engine.ruleset.facts)
    return Narrator(engine, report, engine.qualify(report, date(2024, 7, 1)), language).tell()


@pytest.mark.parametrize("name", REPORTS)
def test_the_answer_reads_as_agreed(name: str, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.fr.txt", narration(REPORTS[name]))


def test_the_answer_reads_as_agreed_in_english(golden: Golden) -> None:
    golden(GOLDEN / "presume.en.txt", narration(REPORTS["presume"], "en"))


def test_an_offence_reads_as_agreed(golden: Golden) -> None:
    engine = little()
    offence = engine.ruleset.offences["menace"]
    golden(GOLDEN / "infraction.fr.txt", tell_offence(offence, engine.ruleset))


@pytest.mark.parametrize("name", REPORTS)
def test_no_line_is_wider_than_a_terminal(name: str) -> None:
    assert [line for line in narration(REPORTS[name]).splitlines() if len(line) > WIDTH and " " in line.strip()] == []


def test_an_unknown_date_of_facts_is_said() -> None:
    assert "date des faits inconnue" in narration(REPORTS["etabli"], date_of_facts=None)


def test_the_wordings_compared_are_told_by_their_dates() -> None:
    said = " ".join(narration(REPORTS["etabli"], date_of_facts="2015-06-01").split())
    assert "du 1er janvier 2006 au 31 décembre 2019 (établi)" in said
    assert "depuis le 1er janvier 2020 (établi), retenue" in said
    assert "v2006" not in said
    assert "v2020" not in said
    english = " ".join(narration(REPORTS["etabli"], "en", date_of_facts="2015-06-01").split())
    assert "from 1 January 2006 to 31 December 2019 (established)" in english


def wordings(offence: str, day: str, decided: date, **facts: Any) -> str:
    engine = little()
    report = read_report({"date_of_facts": day, "facts": facts}, engine.ruleset.facts)
    answer = engine.qualify(report, decided)
    return AnswerTeller(engine, report, answer)._wordings(answer.assessment(offence))


def test_a_wording_of_which_only_a_notion_changed_is_told_once() -> None:
    same = wordings("menace", "2008-06-01", DAY, menace=True, acces="ouvert")
    assert same.count("en vigueur") == 2
    changed = wordings("menace", "2008-06-01", DAY, menace=True, acces="groupe_ferme")
    assert "du 1er janvier 2006 au 31 décembre 2009 (écarté), retenue ; " in changed
    assert "du 1er janvier 2010 au 31 décembre 2019 (établi) ; " in changed


def test_a_time_without_text_is_told_as_such() -> None:
    said = wordings("moquerie", "2021-12-01", date(2022, 2, 1), moquerie=True, acces="ouvert")
    assert "aucun texte depuis le 1er janvier 2022, retenue" in said


def test_a_delay_whose_start_is_unknown_is_told_as_running_whatever_it_is() -> None:
    said = " ".join(narration({"menace": True, "acces": "ouvert", "age_victime": 14}).split())
    assert "non acquise à ce jour, quel que soit le point de départ" in said
    english = " ".join(narration({"menace": True, "acces": "ouvert", "age_victime": 14}, "en").split())
    assert "still running today, whatever its starting point" in english

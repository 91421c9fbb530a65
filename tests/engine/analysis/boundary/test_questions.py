"""Questions at the boundary: one fact decides, the live law comes first, an answer becomes cases that run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.analysis.boundary.cases import CasesUnreadable, name_of, with_cases
from engine.analysis.boundary.questions import BoundaryQuestion, boundary_questions, reworded_offences
from engine.analysis.boundary.words import question_words
from engine.analysis.case_files import Run, offence_runs
from engine.analysis.case_runs import failures, run_cases
from engine.analysis.case_shapes import CaseBase
from engine.facts.statements import read_report
from engine.language.loader import load_folder
from engine.model.outcome import Status
from engine.reasoning.qualify import Engine
from tests.shared import ROOT

SMALL = ROOT / "docs/examples/petite-loi"
FILE = "offences/exemple/menace/offence.yaml"


@pytest.fixture(scope="module")
def small() -> Engine:
    return Engine(load_folder(SMALL))


def edited(place: Path, old: str, new: str) -> Engine:
    folder = place / "draft"
    shutil.copytree(SMALL, folder)
    text = (folder / FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new), encoding="utf-8")
    return Engine(load_folder(folder))


def runs_of(place: Path, engine: Engine, text: str) -> list[Run]:
    folder = place / "cases"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SMALL, folder)
    (folder / "offences/exemple/menace/cases.yaml").write_text(text, encoding="utf-8")
    runs, faults = offence_runs(folder, engine.ruleset, frozenset({"menace"}))
    assert [fault.as_text() for fault in faults] == []
    return runs


def answered(question: BoundaryQuestion, engine: Engine, text: str | None, base: CaseBase | None) -> str:
    label = engine.ruleset.facts[question.fact].label.fr
    name = name_of(question, engine.ruleset.offences[question.offence], label)
    return with_cases(text, question, "Colette", base, name)


def test_one_fact_decides_as_the_engine_answers_on_each_side(small: Engine) -> None:
    questions = boundary_questions(small, "menace", [], most=20)
    assert {one.fact for one in questions} >= {"menace", "acces", "forme", "approbation"}
    for one in questions:
        assert one.here.status is Status.ESTABLISHED
        assert one.beyond.status is not Status.ESTABLISHED
        differing = {
            fact
            for fact in {*one.here.facts, *one.beyond.facts}
            if one.here.facts.get(fact) != one.beyond.facts.get(fact)
        }
        assert differing == {one.fact}
        for side in (one.here, one.beyond):
            data = {"id": "limite", "date_of_facts": one.day, "facts": side.facts}
            report = read_report(data, small.ruleset.facts)
            found = small.qualify(report, one.day).assessment("menace")
            assert (found.status, found.because) == (side.status, side.because)


def test_the_same_questions_come_again_and_no_fact_twice_before_the_others(small: Engine) -> None:
    questions = boundary_questions(small, "menace", [])
    assert questions == boundary_questions(small, "menace", [])
    assert len({one.fact for one in questions}) == len(questions) == 5
    assert not any(one.is_new or one.has_case for one in questions)


def test_what_the_live_law_answers_otherwise_comes_first(small: Engine, tmp_path: Path) -> None:
    draft = edited(
        tmp_path, "condition: {fact: menace}", "condition: {any: [{fact: menace}, {fact: fichier_conserve}]}"
    )
    assert "menace" in reworded_offences(small, draft)
    assert "moquerie" not in reworded_offences(small, draft)
    first, *_ = boundary_questions(draft, "menace", [], most=20, live=small)
    assert first.is_new
    assert first.here.facts["fichier_conserve"] is True
    assert not any(one.is_new for one in boundary_questions(small, "menace", [], most=20, live=small))


def test_an_answer_becomes_cases_that_run_and_is_not_asked_first_again(small: Engine, tmp_path: Path) -> None:
    first, second, *_ = boundary_questions(small, "menace", [])
    text = answered(first, small, None, None)
    base = CaseBase.model_validate({"date_of_facts": str(first.day), "facts": {}}, strict=False)
    text = answered(second, small, text, base)
    assert text.count("by: Colette") == 4
    runs = runs_of(tmp_path, small, text)
    assert [str(one) for one in failures(run_cases(small, runs))] == []
    again = boundary_questions(small, "menace", runs, most=30)
    assert {one.id for one in again if one.has_case} >= {first.id, second.id}
    assert not again[0].has_case


def test_cases_say_what_differs_from_the_base_of_their_file(small: Engine, tmp_path: Path) -> None:
    text = "# écrit à la main\nbase:\n  date_of_facts: 2021-05-01\n  date_of_decision: 2021-06-01\n  facts: {menace: true, pays_auteur: FR, langue: de}\n\ncases:\n  - name: avant la loi\n    date_of_facts: 1990-01-01\n    date_of_decision: 1990-01-01\n    expect: {status: not_in_force}\n"
    base = CaseBase.model_validate(
        {
            "date_of_facts": "2021-05-01",
            "date_of_decision": "2021-06-01",
            "facts": {"menace": True, "pays_auteur": "FR", "langue": "de"},
        },
        strict=False,
    )
    (question, *_) = boundary_questions(small, "menace", [])
    text = answered(question, small, text, base)
    assert text.startswith("# écrit à la main\n")
    runs = runs_of(tmp_path, small, text)
    assert len(runs) == 3
    assert [str(one) for one in failures(run_cases(small, runs))] == []


def test_a_list_of_cases_on_one_line_is_refused_rather_than_damaged(small: Engine) -> None:
    (question, *_) = boundary_questions(small, "menace", [])
    base = CaseBase.model_validate({"date_of_facts": "2021-05-01", "facts": {}}, strict=False)
    for text in (
        "base: {date_of_facts: 2021-05-01, facts: {}}\ncases: [{name: a, expect: {status: not_in_force}}]\n",
        "base: {}\n",
    ):
        with pytest.raises(CasesUnreadable):
            answered(question, small, text, base)


def test_a_question_is_said_in_french(small: Engine) -> None:
    question = next(one for one in boundary_questions(small, "menace", [], most=20) if one.fact == "menace")
    said = question_words(question, small.ruleset)
    assert said.title == "Ce cas limite relève-t-il bien de : Menace publique ?"
    assert "Menace : oui" in said.facts
    assert said.answer == "établie, pour des faits du 1er janvier 2020"
    assert (said.decisive, said.instead, said.beyond) == ("Menace", "non", "écartée (« Une menace »)")

"""A stored document read back is the answer that was written, and gives back its bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from bench.cases import shipped_cases
from engine.explanation.counterfactual import smallest_change
from engine.explanation.document import DocumentWriter
from engine.explanation.document_reader import DocumentError, read_document
from engine.explanation.proof import ProofWriter, dump
from engine.explanation.questions import next_questions
from engine.facts.statements import read_report
from engine.model.outcome import Status
from tests.shared import shipped


def test_what_is_read_is_the_answer_and_its_proof_byte_for_byte() -> None:
    engine, writer = shipped(), DocumentWriter(shipped())
    proofs = ProofWriter(engine.ruleset)
    for asked in shipped_cases().make(150, seed=11):
        answer = engine.qualify(asked.report, asked.decision)
        data = writer.data(asked.report, answer)
        read = read_document(data, engine.ruleset)
        assert data.startswith(proofs.data(read.answer)[:-1])
        for one in fields(answer):
            if one.name not in ("board", "assessments"):
                assert getattr(read.answer, one.name) == getattr(answer, one.name), one.name
        for now, then in zip(read.answer.assessments, answer.assessments, strict=True):
            assert now._replace(board=answer.board) == then
            assert now.findings == then.findings


def test_an_answer_read_back_names_the_same_offences_whether_each_is_looked_at_or_not() -> None:
    engine, writer = shipped(), DocumentWriter(shipped())
    evoked = 0
    for asked in shipped_cases().make(40, seed=15):
        answer = engine.qualify(asked.report, asked.decision)
        read = read_document(writer.data(asked.report, answer), engine.ruleset).answer
        assert list(read.by_offence) == list(answer.by_offence)
        assert [a.offence for a in read.evoked] == [a.offence for a in answer.evoked]
        assert [a.offence for a in read.assessments[1:3]] == [a.offence for a in answer.assessments[1:3]]
        assert "infraction-inconnue" not in read.by_offence
        evoked += len(read.evoked)
    assert evoked > 40


def test_a_document_under_a_law_of_no_offence_is_read() -> None:
    engine = shipped()
    raw = {**json.loads(_data()), "offences": [], "conditions": {}, "main": None, "others": []}
    read = read_document(dump(raw).encode(), engine.ruleset).answer
    assert (len(read.assessments), read.evoked, dict(read.by_offence)) == (0, (), {})


def test_the_report_is_read_without_its_words() -> None:
    engine, writer = shipped(), DocumentWriter(shipped())
    for asked in shipped_cases().make(50, seed=12):
        answer = engine.qualify(asked.report, asked.decision)
        read = read_document(writer.data(asked.report, answer), engine.ruleset)
        wordless = replace(asked.report, url=None, text=None, comment=None, reported_category=None)
        assert replace(read.report, reported_category=None) == wordless


def test_facts_come_in_the_order_in_which_a_report_is_read() -> None:
    engine = shipped()
    facts = {"victime_mineure": True, "menace": True, "acces": "ouvert"}
    asked = read_report({"facts": dict(sorted(facts.items()))}, engine.ruleset.facts)
    data = DocumentWriter(engine).data(asked, engine.qualify(asked, date(2026, 1, 5)))
    assert list(asked.facts)[:3] == ["acces", "menace", "age_victime"]
    assert list(read_document(data, engine.ruleset, facts).report.facts) == list(asked.facts)


def test_questions_and_changes_are_those_that_were_worked_out() -> None:
    engine, writer = shipped(), DocumentWriter(shipped())
    asked_for, changed = 0, 0
    for asked in shipped_cases().make(60, seed=13):
        answer = engine.qualify(asked.report, asked.decision)
        read = read_document(writer.data(asked.report, answer), engine.ruleset)
        questions = next_questions(engine, asked.report, answer)
        assert [replace(q, score=round(q.score, 6)) for q in questions] == list(read.questions)
        for assessment in answer.assessments:
            in_document = assessment.evoked and assessment.status in (Status.OPEN, Status.EXCLUDED)
            assert (assessment.offence in read.changes) is in_document
            if in_document:
                assert read.changes[assessment.offence] == smallest_change(engine, asked.report, answer, assessment)
                changed += 1
        asked_for += len(questions)
    assert asked_for > 60
    assert changed > 60


def _data() -> bytes:
    engine = shipped()
    asked = next(iter(shipped_cases().make(1, seed=14)))
    return DocumentWriter(engine).data(asked.report, engine.qualify(asked.report, asked.decision))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: [], "list indices"),
        (lambda raw: {**raw, "proof_version": 1}, "proof 1"),
        (lambda raw: {**raw, "issue": "autre"}, "autre"),
        (lambda raw: {**raw, "facts": {"inconnu": {}}}, "inconnu"),
        (lambda raw: {**raw, "digests": {**raw["digests"], "ruleset": "other"}}, "the ruleset other"),
    ],
)
def test_what_is_not_a_document_of_this_law_is_refused(change: Callable[[Any], Any], said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        read_document(dump(change(json.loads(_data()))).encode(), shipped().ruleset)


@pytest.mark.parametrize("size", [0, 40, -40])
def test_a_document_cut_short_is_refused(size: int) -> None:
    with pytest.raises(DocumentError, match="EOF"):
        read_document(_data()[:size], shipped().ruleset)


def test_what_is_asked_of_an_answer_read_back_is_what_is_asked_of_the_answer() -> None:
    engine = shipped()
    writer, field = DocumentWriter(engine), min(engine.fields)
    asked_of_field = changed = 0
    for asked in shipped_cases().make(25, seed=27):
        answer = engine.qualify(asked.report, asked.decision)
        read = read_document(writer.data(asked.report, answer), engine.ruleset, asked.report.facts)
        questions = next_questions(engine, asked.report, answer, field=field)
        assert next_questions(engine, read.report, read.answer, field=field) == questions
        asked_of_field += len(questions)
        for name in list(answer.by_offence)[::8]:
            change = smallest_change(engine, asked.report, answer, answer.assessment(name))
            assert smallest_change(engine, read.report, read.answer, read.answer.assessment(name)) == change
            changed += change is not None
    assert asked_of_field > 50
    assert changed > 100

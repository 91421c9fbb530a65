"""What is kept from report to report never changes what is told or written of one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from bench.cases import Asked, shipped_cases
from engine.cache import TwoGenerationCache
from engine.explanation import narration
from engine.explanation.document import DocumentWriter
from engine.explanation.narration import Narrator
from engine.explanation.wrapping import wrap
from engine.model.outcome import Standing
from engine.reasoning.qualify import Engine
from tests.shared import shipped


def _varied(count: int) -> list[Asked]:
    """Reports of which one in three has a disputed fact, and one in three clauses raised by hand."""
    dice, varied = Random(11), []
    for number, asked in enumerate(shipped_cases().make(count, seed=11)):
        report = asked.report
        if number % 3 == 0 and report.facts:
            name = dice.choice(sorted(report.facts))
            facts = {other: stated for other, stated in report.facts.items() if other != name}
            disputed = {name: replace(report.facts[name], standing=Standing.DISPUTED)}
            report = replace(report, facts=facts, disputed=disputed)
        elif number % 3 == 1:
            offence = dice.choice(list(shipped().ruleset.offences.values()))
            names = [*offence.elements, *offence.defences, *offence.scope]
            raised = frozenset(f"{offence.id}/{name}" for name in dice.sample(names, min(2, len(names))))
            report = replace(report, raised=raised)
        varied.append(Asked(report, asked.decision))
    return varied


def _said(engine: Engine, reports: list[Asked]) -> list[tuple[str, str, bytes]]:
    writer, said = DocumentWriter(engine), []
    for asked in reports:
        answer = engine.qualify(asked.report, asked.decision)
        french, english = (Narrator(engine, asked.report, answer, language).tell() for language in ("fr", "en"))
        said.append((french, english, writer.data(asked.report, answer)))
    return said


def test_what_is_said_of_an_answer_is_the_same_where_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    reports, law = _varied(120), shipped()
    warm = Engine(law.ruleset, plan=law.plan)
    _said(warm, reports[::-1])
    kept = _said(warm, reports)
    monkeypatch.setattr(TwoGenerationCache, "put", lambda self, key, value: value)
    monkeypatch.setattr(narration, "wrap", wrap.__wrapped__)
    assert _said(Engine(law.ruleset, plan=law.plan), reports) == kept

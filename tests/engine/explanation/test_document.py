"""The document written as bytes is the one put together as data, whatever was written before."""

from __future__ import annotations

import json

from bench.cases import shipped_cases
from engine.explanation.document import DocumentWriter, document
from engine.explanation.proof import dump
from tests.shared import shipped


def test_the_bytes_written_are_those_of_the_document() -> None:
    engine, writer = shipped(), DocumentWriter(shipped())
    for asked in shipped_cases().make(150, seed=7):
        answer = engine.qualify(asked.report, asked.decision)
        assert writer.data(asked.report, answer) == dump(document(engine, asked.report, answer)).encode()


def test_an_answer_written_again_gives_the_same_bytes() -> None:
    engine, writer = shipped(), DocumentWriter(shipped())
    asked = list(shipped_cases().make(20, seed=8))
    first = [writer.data(a.report, engine.qualify(a.report, a.decision)) for a in asked]
    assert [writer.data(a.report, engine.qualify(a.report, a.decision)) for a in asked] == first
    assert all(json.loads(data)["questions"] is not None for data in first)

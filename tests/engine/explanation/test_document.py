"""The document of an answer: its proof and what stands beside it, whatever was written before."""

from __future__ import annotations

import json

from bench.cases import shipped_cases
from engine.explanation.document import DocumentWriter
from engine.explanation.proof import ProofWriter, dump
from tests.shared import shipped


def test_a_document_is_the_proof_and_what_stands_beside_it() -> None:
    engine, writer = shipped(), DocumentWriter(shipped())
    for asked in shipped_cases().make(150, seed=7):
        answer = engine.qualify(asked.report, asked.decision)
        data = writer.data(asked.report, answer)
        read = json.loads(data)
        beside = {key: read.pop(key) for key in ("why_first", "questions", "would_be_established_if")}
        assert read == json.loads(ProofWriter(engine.ruleset).data(answer))
        about, more = {"danger": {"level": 0}}, {"read_by": ["essai"]}
        assert json.loads(writer.data(asked.report, answer, about, more)) == {**about, **read, **beside, **more}
        assert data == dump({**read, **beside}).encode()


def test_an_answer_written_again_gives_the_same_bytes() -> None:
    engine, writer = shipped(), DocumentWriter(shipped())
    asked = list(shipped_cases().make(20, seed=8))
    first = [writer.data(a.report, engine.qualify(a.report, a.decision)) for a in asked]
    assert [writer.data(a.report, engine.qualify(a.report, a.decision)) for a in asked] == first
    assert all(json.loads(data)["questions"] is not None for data in first)

"""The answer for a machine: the proof, with the next questions and what would change the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.explanation.counterfactual import Counterfactual, smallest_change_in
from engine.explanation.inquiry import Inquiry
from engine.explanation.proof import ProofWriter, dump
from engine.explanation.proof_parts import literal_data
from engine.explanation.questions import Question, questions_in
from engine.explanation.standings import why_first
from engine.facts.digest import known_data
from engine.model.answer import Answer
from engine.model.knowledge import Exactly
from engine.model.outcome import Status
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from textfile.text import LANGUAGES, Language


class DocumentWriter:
    """Writes the documents of answers under one ruleset, as bytes: the proof plus `questions` (best
    first) and `would_be_established_if` (for each evoked offence that is not).

    Under a law that orders its suggestions, also `why_first`: the sentence, in both languages, or
    null. What recurs in proofs is kept (see `ProofWriter`). One caller at a time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._proofs = ProofWriter(engine.ruleset)

    def data(
        self,
        report: Report,
        answer: Answer,
        first: Mapping[str, Any] | None = None,
        last: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The document of an answer as one line of JSON: same answer, same bytes.

        `first` and `last` are fields of the caller's, before and after the others.
        """
        fragments = self._proofs.fragments(answer)
        if first:
            fragments[0] = dump(first).encode()[:-1] + b"," + fragments[0][1:]
        beside = dump({**_beside(self._engine, report, answer), **(last or {})}).encode()
        fragments[-1] = fragments[-1][:-1]  # the braces between both
        return b"".join((*fragments, b",", beside[1:]))


def _beside(engine: Engine, report: Report, answer: Answer) -> dict[str, Any]:
    inquiry, changes = Inquiry(engine, report, answer), {}
    for assessment in answer.evoked:
        if assessment.status in (Status.OPEN, Status.EXCLUDED):
            change = smallest_change_in(inquiry, assessment)
            changes[assessment.offence] = None if change is None else _change(change)
    return {
        **({} if answer.standings is None else {"why_first": _why_first(engine, answer)}),
        "questions": [_question(q, engine) for q in questions_in(inquiry)],
        "would_be_established_if": changes,
    }


def _why_first(engine: Engine, answer: Answer) -> dict[Language, str] | None:
    said = {language: why_first(answer, engine.ruleset, language) for language in LANGUAGES}
    return said if all(said.values()) else None


def _change(change: Counterfactual) -> dict[str, Any]:
    return {
        "changed": list(change.changed),
        "added": list(change.added),
        "literals": [literal_data(lit) for lit in change.literals],
        "example": {name: known_data(Exactly(value)) for name, value in change.example.items()},
    }


def _question(question: Question, engine: Engine) -> dict[str, Any]:
    fact = engine.ruleset.facts[question.fact]
    return {
        "fact": question.fact,
        "question": fact.question.model_dump(),
        "score": round(question.score, 6),
        "cost": fact.cost,
        "exposure": fact.exposure,
        "to_confirm": question.confirms,
        "decisive": [
            {"answer": known_data(Exactly(e.answer)), "offence": e.offence, "status": e.status.value}
            for e in question.decisive
        ],
    }

"""The answer for a machine: the proof, with the next questions and what would change the answer."""

from __future__ import annotations

from typing import Any

from engine.explanation.counterfactual import Counterfactual, smallest_change
from engine.explanation.proof import proof
from engine.explanation.proof_parts import literal_data
from engine.explanation.questions import Question, next_questions
from engine.facts.digest import known_data
from engine.model.answer import Answer
from engine.model.knowledge import Exactly
from engine.model.outcome import Status
from engine.model.report import Report
from engine.reasoning.qualify import Engine


def document(engine: Engine, report: Report, answer: Answer) -> dict[str, Any]:
    """The proof plus `questions` (best first) and `would_be_established_if` (for each evoked offence that is not)."""
    changes = {}
    for assessment in answer.assessments:
        if assessment.evoked and assessment.status in (Status.OPEN, Status.EXCLUDED):
            change = smallest_change(engine, report, answer, assessment)
            changes[assessment.offence] = None if change is None else _change(change)
    return {
        **proof(answer, engine.ruleset),
        "questions": [_question(q, engine) for q in next_questions(engine, report, answer)],
        "would_be_established_if": changes,
    }


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

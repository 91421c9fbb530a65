"""Words of a question at the boundary, in French: the facts, what the rules answer, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.analysis.boundary.questions import BoundaryQuestion, BoundarySide
from engine.analysis.difference.words import STATUSES
from engine.explanation.words import say_day, say_known
from engine.facts.values import known_of
from engine.model.fact import FactDefinition
from engine.model.law import Offence
from engine.model.ruleset import Ruleset

UNKNOWN = "inconnu"


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """Words of one question: what is asked, the facts of the report, what the rules answer, the
    fact that decides, what it would be beyond, and the answer there, with the clauses that decide.
    """

    title: str
    facts: tuple[str, ...]
    answer: str
    decisive: str
    instead: str
    beyond: str


def question_words(question: BoundaryQuestion, law: Ruleset) -> QuestionWords:
    """A question in words, under the law that it was asked of."""
    offence, fact = law.offences[question.offence], law.facts[question.fact]
    return QuestionWords(
        title=f"Ce cas limite relève-t-il bien de : {offence.short.fr} ?",
        facts=tuple(f"{law.facts[name].label.fr} : {said}" for name, said in _said(question.here.facts, law)),
        answer=f"{_status(question.here, offence)}, pour des faits du {say_day(question.day, 'fr')}",
        decisive=fact.label.fr,
        instead=_value(question.beyond.facts.get(question.fact), fact, question.fact),
        beyond=_status(question.beyond, offence),
    )


def _said(facts: Mapping[str, Any], law: Ruleset) -> Iterator[tuple[str, str]]:
    for name, raw in facts.items():
        yield name, _value(raw, law.facts[name], name)


def _value(raw: Any, fact: FactDefinition, name: str) -> str:
    known = None if raw is None else known_of(raw, fact, name)
    return UNKNOWN if known is None else say_known(known, fact, "fr")


def _status(side: BoundarySide, offence: Offence) -> str:
    clauses: dict[str, Any] = {**offence.scope, **offence.defences, **offence.elements}
    named = [f"« {clauses[name].label.fr} »" if name in clauses else name for name in side.because]
    return STATUSES[side.status] + (f" ({', '.join(named)})" if named else "")

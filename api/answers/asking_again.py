"""The question of an old answer, put to today's rules: what they no longer know is left aside, and
said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.answers.answerer import Answerer, QualificationInput, QualificationResult
from engine.facts.earlier import readable
from engine.facts.renamings import in_words_of
from engine.facts.statements import Lengths, ReportError, state
from engine.model.knowledge import StatedFact
from engine.model.ruleset import Ruleset
from engine.reasoning.qualify import Engine


@dataclass(frozen=True)
class Requalification:
    """An answer under other rules, and what these rules could not take of the question.

    `question`: as it was put; `facts` are unknown to these rules, or have a value they do not
    accept; `raised` are points that no offence has any more.
    """

    question: QualificationInput

    result: QualificationResult
    facts: tuple[str, ...]
    raised: tuple[str, ...]


def ask_again(answerer: Answerer, question: QualificationInput, engine: Engine) -> Requalification:
    """The answer of a law to a question put under another.

    Raises:
        ReportError: what is left still contradicts itself under this law (two facts that say the
            same thing otherwise).
    """
    facts, raised = unusable_parts(engine.ruleset, question)
    kept = replace(
        question,
        facts={name: raw for name, raw in question.facts.items() if name not in facts},
        raised=[name for name in question.raised if name not in raised],
    )
    return Requalification(question, answerer.answer(kept, engine), facts, raised)


def warning_facts_today(answerer: Answerer, engine: Engine, question: QualificationInput) -> Mapping[str, StatedFact]:
    """The facts of a question as a law reads them, without those that it no longer takes or that
    contradict others under it.
    """
    kept = readable(question.facts, engine.ruleset.facts, question.lengths)
    return answerer.report(replace(question, facts=kept, raised=[]), engine).warning_facts


def unusable_parts(law: Ruleset, question: QualificationInput) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts of a question that a law does not take, in the words of its vocabulary if they were
    stated in earlier ones, and the points that it does not have.
    """
    translation = in_words_of(law.facts, question.facts)
    refused = {
        source
        for name, raw in translation.facts.items()
        if not _takes(law, name, raw, question.lengths)
        for source in translation.sources.get(name, (name,))
    }
    facts = tuple(name for name in question.facts if name in refused or name in translation.lost)
    points = _points(law)
    return facts, tuple(name for name in question.raised if name not in points)


def _points(law: Ruleset) -> frozenset[str]:
    """The points that a report may raise: `offence/clause`."""
    return frozenset(
        f"{offence.id}/{name}"
        for offence in law.offences.values()
        for name in (*offence.elements, *offence.defences, *offence.scope)
    )


def _takes(law: Ruleset, name: str, raw: object, lengths: Lengths) -> bool:
    try:
        state(name, raw, law.facts, lengths)
    except ReportError:
        return False
    return True

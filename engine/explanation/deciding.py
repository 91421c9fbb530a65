"""The presumed facts that decide of an offence: confirmed, they leave it established on confirmed
facts alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.explanation.words import facts_of
from engine.facts.atoms import settled
from engine.model.answer import Answer, Assessment, Finding
from engine.model.knowledge import StatedFact
from engine.model.literal import FactLiteral
from engine.model.outcome import Outcome, Standing
from engine.model.report import Report
from engine.reasoning.qualify import Engine


def deciding(engine: Engine, report: Report, answer: Answer, offence: str) -> tuple[str, ...]:
    """The facts to confirm, those of elements first; none when the offence is not established, or
    is without them.

    Found from the minimal reasons, then verified: each round asks the engine what confirming them
    would give.
    """
    found: dict[str, None] = {}
    while answer.assessment(offence).label == "to_confirm":
        more = [name for name in _presumed(engine, answer, answer.assessment(offence)) if name not in found]
        if not more:
            break
        found |= dict.fromkeys(more)
        report = replace(report, facts={n: _confirmed(f) if n in found else f for n, f in answer.facts.items()})
        answer = engine.qualify(report, answer.date_of_decision)
    return tuple(found)


def _confirmed(stated: StatedFact) -> StatedFact:
    return replace(stated, standing=Standing.CONFIRMED, sure=None)


def _presumed(engine: Engine, answer: Answer, assessment: Assessment) -> list[str]:
    """The presumed facts of elements; of scope and defences when elements are sure; of any clause
    when these are too.
    """
    elements = engine.ruleset.offences[assessment.offence].on(answer.law_day(assessment.offence)).elements
    unsure = [f for f in assessment.findings if f.kind == "element" and not _is_sure(f, elements[f.name].presumed)]
    beside = [f for f in assessment.findings if f.kind in ("scope", "defence")]
    for findings in (unsure, beside, list(assessment.findings)):
        names = [name for finding in findings for name in _unsettled(finding, answer)]
        if names:
            return names
    return [name for name, stated in answer.facts.items() if stated.standing is Standing.PRESUMED]


def _is_sure(finding: Finding, by_law: object) -> bool:
    """Whether an element holds on confirmed facts alone, or is left open by them and presumed by
    law.
    """
    confirmed = finding.verdict.confirmed
    return confirmed is Outcome.ESTABLISHED or (confirmed is Outcome.OPEN and by_law is not None)


def _unsettled(finding: Finding, answer: Answer) -> Iterator[str]:
    """The facts that a clause's shortest way to be sure still has to have confirmed."""
    if finding.verdict.confirmed is finding.verdict.outcome:
        return
    reasons = [tuple(lit for lit in reason if not _settles(lit, answer)) for reason in finding.verdict.reasons]
    yield from facts_of(min(reasons, key=len, default=()))


def _settles(literal: FactLiteral, answer: Answer) -> bool:
    stated = answer.facts[literal.atom.fact]
    known = stated.knowledge if stated.standing is Standing.CONFIRMED else stated.sure
    return known is not None and settled(literal.atom, known) is literal.holds

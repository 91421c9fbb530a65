"""The next question: what can it decide, against what it costs the person who looks.

For each unknown fact that still matters to a live offence that nothing absorbs, each of its answers
is tried. An answer that closes the offence (established or excluded) is worth 1, one that settles k
of its n open points k/n. The mean over answers, weighted by the rank of the offence and divided by
the effort of looking (cost, exposure, observability), ranks the questions. A fact that would have
another one presumed, and costs less to find out, comes just before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.explanation.inquiry import Inquiry
from engine.facts.meanings import asks_of
from engine.facts.presumptions import would_presume
from engine.model.answer import Answer, Assessment
from engine.model.fact import FactDefinition, Value
from engine.model.knowledge import Exactly
from engine.model.outcome import Outcome, Status
from engine.model.report import Report
from engine.reasoning.outcomes import bit
from engine.reasoning.qualify import Engine
from engine.reasoning.rulings import Ruler

MAX_TARGETS = 8


@dataclass(frozen=True, slots=True)
class Effect:
    """Effect of one answer on one offence."""

    answer: Value
    offence: str
    status: Status


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking.

    `decisive` lists the answers that close an offence at once; `confirms` a presumed fact to
    confirm.
    """

    fact: str
    score: float
    decisive: tuple[Effect, ...]
    confirms: bool = False


def next_questions(
    engine: Engine,
    report: Report,
    answer: Answer,
    limit: int = 5,
    field: str | None = None,
    skip: frozenset[str] = frozenset(),
) -> list[Question]:
    """The questions that still matter, best first; presumed facts on which the main answer rests
    come before the others.

    `field` widens the targets to the open offences of one of the hotline's fields (an interview, or
    a reported category); `skip` holds the facts already found to be unanswerable. What is disputed
    is not asked.
    """
    return questions_in(Inquiry(engine, report, answer), limit, field, skip)


def questions_in(
    inquiry: Inquiry, limit: int = 5, field: str | None = None, skip: frozenset[str] = frozenset()
) -> list[Question]:
    """The same, of an inquiry at hand."""
    engine, report, answer = inquiry.engine, inquiry.report, inquiry.answer
    skip |= _disputed(engine, report)
    questions = [q for q in _to_confirm(engine, answer) if q.fact not in skip]
    scores: dict[str, float] = {}
    decisive: dict[str, list[Effect]] = {}
    known = skip | _settled_facts(report)
    for weight, assessment in _targets(answer, engine, field):
        ruler = inquiry.ruler(assessment)
        if ruler is None:
            continue
        for fact, (value, effects) in _worth(inquiry, ruler, known).items():
            scores[fact] = scores.get(fact, 0.0) + weight * value / engine.ruleset.facts[fact].effort
            decisive.setdefault(fact, []).extend(effects)
    ranked = sorted((f for f in scores if scores[f] > 0), key=lambda f: (-round(scores[f], 9), f))
    told = {q.fact for q in questions} | skip
    for fact in ranked:
        if len(questions) >= limit:
            break
        for name in (*_easier(engine, report, fact), fact):
            if name not in told:
                told = told | {name}
                questions.append(Question(name, scores.get(name, scores[fact]), tuple(decisive.get(name, ()))))
    return questions[:limit]


def _easier(engine: Engine, report: Report, fact: str) -> list[str]:
    """Facts that cost less to find out than this one, and of which one answer would have it
    presumed.
    """
    facts = engine.ruleset.facts
    found = would_presume(facts[fact], report.facts, facts)
    return sorted((f for f in found if facts[f].effort < facts[fact].effort), key=lambda f: (facts[f].effort, f))


def _disputed(engine: Engine, report: Report) -> frozenset[str]:
    """What asking again would not settle: people looked, and it is arguable."""
    return frozenset(report.disputed) | {asks_of(name, engine.ruleset.facts) for name in report.disputed}


def _settled_facts(report: Report) -> frozenset[str]:
    return frozenset([name for name, stated in report.facts.items() if isinstance(stated.knowledge, Exactly)])


def _to_confirm(engine: Engine, answer: Answer) -> list[Question]:
    if answer.main is None:
        return []
    main = answer.assessment(answer.main)
    if main.confirmed is main.status:
        return []
    needed: dict[str, None] = {}
    for finding in main.findings:
        if finding.kind in ("element", "defence", "scope") and finding.verdict.confirmed is not finding.verdict.outcome:
            for literal in min(finding.verdict.reasons, key=len, default=()):
                stated = answer.facts.get(literal.atom.fact)
                if stated is not None and stated.standing.value == "presumed":
                    needed[literal.atom.fact] = None
    return [Question(fact, 1.0 / engine.ruleset.facts[fact].effort, (), confirms=True) for fact in needed]


def _targets(answer: Answer, engine: Engine, field: str | None) -> list[tuple[float, Assessment]]:
    """Live offences that nothing absorbs, each with its weight: the main one first, then by how
    little is left open.

    Under a law that orders its suggestions, in that order, those of a field to be looked at among
    them.
    """
    absorbed = {s.offence for s in (*answer.others, *answer.also) if s.kind == "absorbed"}
    places = _places(answer)
    first = answer.main if not places else min(places, key=places.__getitem__)
    live = [a for a in answer.evoked if a.status is Status.OPEN and a.offence not in absorbed]
    evoked = {a.offence for a in live}
    named = map(answer.assessment, places.keys() - evoked - absorbed)
    live += [a for a in named if a.status is Status.OPEN]
    if field is not None:
        offences = engine.ruleset.offences
        mine = [answer.assessment(name) for name in answer.by_offence if offences[name].field == field]
        live += [a for a in mine if a.status is Status.OPEN and not a.evoked and a.offence not in places]
    last = len(places)
    live.sort(key=lambda a: (places.get(a.offence, last), a.offence != first, not a.evoked, len(a.because), a.offence))
    return [(3.0 if a.offence == first else 1.0, a) for a in live[:MAX_TARGETS]]


def _places(answer: Answer) -> dict[str, int]:
    """The place of each offence that an ordered answer names; nothing under a law that has no
    order.
    """
    if answer.standings is None:
        return {}
    look = answer.look.offences if answer.look is not None else ()
    also = [s.offence for s in answer.also]
    named = [*look, *also] if answer.main is None else [answer.main, *(s.offence for s in answer.others), *also, *look]
    return {name: place for place, name in enumerate(named)}


def _worth(inquiry: Inquiry, ruler: Ruler, known: frozenset[str]) -> dict[str, tuple[float, list[Effect]]]:
    """The worth of each fact that still matters to an offence, and its answers that close it."""
    engine = inquiry.engine
    open_now = ruler.open_formulas(inquiry.outcomes)
    relevant: dict[str, list[int]] = {}
    for number in open_now:
        for fact in inquiry.relevant_facts(number):
            if fact not in known:
                relevant.setdefault(fact, []).append(number)
    facts = engine.ruleset.facts
    return {fact: _try(inquiry, ruler, facts[fact], numbers, len(open_now)) for fact, numbers in relevant.items()}


def _try(
    inquiry: Inquiry, ruler: Ruler, fact: FactDefinition, numbers: list[int], total: int
) -> tuple[float, list[Effect]]:
    stated = inquiry.report.facts.get(fact.id)
    options = inquiry.engine.what_if.options(fact.id, tuple(numbers), None if stated is None else stated.knowledge)
    still_open = 0
    for number in numbers:
        still_open |= bit(number, Outcome.OPEN)
    gain, effects = 0.0, []
    for option, state in zip(options, inquiry.states(ruler.formulas, fact.id, options), strict=True):
        status = ruler.status(state)
        if status is not Status.OPEN:
            gain += 1.0
            effects.append(Effect(option.value, ruler.regime.offence.id, status))
        else:
            gain += (still_open & ~state).bit_count() / total
    return gain / max(len(options), 1), effects

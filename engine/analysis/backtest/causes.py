"""Attribution of a change to the edited clause: what weighs otherwise on the offence under the two
laws, and what in the law makes it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from engine.analysis.backtest.outcomes import OutcomeChange, ReportOutcome
from engine.analysis.backtest.readings import same_facts
from engine.facts.digest import known_data
from engine.model.answer import Answer
from engine.model.condition import Condition
from engine.model.law import Offence
from engine.model.ruleset import Ruleset
from engine.reasoning.assess import Weight, weigh
from engine.reasoning.in_force import closure
from engine.reasoning.plan import Regime
from engine.reasoning.qualify import Engine

Side: TypeAlias = Literal["old", "new", "both"]
CauseKind: TypeAlias = Literal[
    "element",
    "defence",
    "scope",
    "evoked",
    "wording",
    "offence",
    "facts",
    "reading",
    "relation",
    "order",
    "penalty",
    "routing",
    "out_of_field",
    "statuses",
]


_Point: TypeAlias = tuple[Literal["element", "defence", "scope"], str]
"""A clause that decides a status: its kind, its name."""


class Cause(NamedTuple):
    """Cause of a change: a clause of an offence, or what else of the law was edited.

    `side`: the law that has the clause, both where its condition, or what it is presumed, was
    edited. `through`: the notions behind, where the clause's own words are the same. `wording`: a
    text began, ended or stands on other days; `evoked`: other facts evoke the offence; `facts`: the
    two vocabularies read the report otherwise; `reading`: the lexicons see other facts in its
    words; `statuses`: what follows from the change of others.
    """

    kind: CauseKind
    offence: str | None = None
    name: str | None = None
    side: Side = "both"
    through: tuple[str, ...] = ()


class AnswerPair(NamedTuple):
    """Answers to one report under two laws."""

    old: Answer
    new: Answer


class CauseFinder:
    """Finds what makes two laws answer differently."""

    def __init__(self, old: Engine, new: Engine) -> None:
        self._old, self._new = old, new

    def of_offence(self, change: OutcomeChange, answers: AnswerPair) -> tuple[Cause, ...]:
        """The causes of a changed offence: never none."""
        if change.old is None or change.new is None:
            return (Cause("offence", change.offence, side="new" if change.old is None else "old"),)
        if not same_facts(answers.old.facts, answers.new.facts):
            return (Cause("facts", change.offence), *self._clauses(change, answers))
        return self._clauses(change, answers) or (Cause("wording", change.offence),)

    def of_reading(self, change: OutcomeChange, answers: AnswerPair) -> tuple[Cause, ...]:
        """The causes of a changed offence on a report whose words were read otherwise: that, then
        the clauses that were edited as well.
        """
        found = self.of_offence(change, answers)
        edited = (cause for cause in found if cause.kind not in ("facts", "wording", "evoked"))
        return (Cause("reading", change.offence), *edited)

    def of_main(
        self, answers: AnswerPair, changed: Mapping[str, OutcomeChange], old: ReportOutcome, new: ReportOutcome
    ) -> tuple[Cause, ...]:
        """The causes of another main offence, or another issue: never none."""
        if changed.keys() & {old.main, new.main}:
            return (Cause("statuses"),)
        return tuple(self._ranking(answers)) or (Cause("statuses"),)

    def decisive_facts(self, causes: tuple[Cause, ...], answers: AnswerPair) -> dict[str, object]:
        """What is stated of the facts that the clauses behind a change look at, as plain data."""
        looked_at: set[str] = set()
        for cause in causes:
            for engine, answer in ((self._old, answers.old), (self._new, answers.new)):
                regime = _regime(engine, answer, cause.offence)
                for clause in () if regime is None else regime.clauses:
                    if clause.name == cause.name and clause.kind == cause.kind:
                        looked_at |= {atom.fact for atom in engine.plan.formulas[clause.formula].atoms}
        stated = {**answers.old.facts, **answers.new.facts}
        return {name: known_data(stated[name].knowledge) for name in sorted(looked_at & stated.keys())}

    def _clauses(self, change: OutcomeChange, answers: AnswerPair) -> tuple[Cause, ...]:
        """The clauses that weigh otherwise, those that weigh most on either side; where none does,
        those that were edited.
        """
        name = change.offence
        before = _weights(self._old, answers.old, name)
        after = _weights(self._new, answers.new, name)
        if before is None or after is None:
            return (Cause("wording", name),)
        pairs = {key: tuple(side.get(key, Weight.NOTHING) for side in (before, after)) for key in {**before, **after}}
        differing = {key: max(pair) for key, pair in pairs.items() if pair[0] is not pair[1]}
        heaviest = max(differing.values(), default=Weight.NOTHING)
        chosen = [key for key, weight in differing.items() if weight == heaviest]
        causes = [self._cause(name, key, key in before, key in after) for key in chosen or pairs]
        edited = tuple(dict.fromkeys(cause for cause in causes if cause is not None))
        return edited or (Cause("wording" if chosen else "evoked", name),)

    def _cause(self, offence: str, point: _Point, in_old: bool, in_new: bool) -> Cause | None:
        """The edit of a clause; None where only the days on which it is read differ."""
        kind, name = point
        if not (in_old and in_new):
            return Cause(kind, offence, name, "old" if in_old else "new")
        laws = self._old.ruleset, self._new.ruleset
        before, after = (_words(law.offences[offence], point) for law in laws)
        if before != after:
            return Cause(kind, offence, name)
        used = sorted(name for law in laws for name in closure(before.conditions, law.notions))
        through = tuple(n for n in dict.fromkeys(used) if _differs(n, *laws))
        return Cause(kind, offence, name, "both", through) if through else None

    def _ranking(self, answers: AnswerPair) -> Iterator[Cause]:
        old, new = self._old.ruleset, self._new.ruleset
        named = {name for name in (answers.old.main, answers.new.main) if name is not None}
        for name in sorted(named & old.offences.keys() & new.offences.keys()):
            yield from _ranked_otherwise(old.offences[name], new.offences[name])
            if _assessment(answers.old, name, "penalty") != _assessment(answers.new, name, "penalty"):
                yield Cause("penalty", name)
        if old.order != new.order:
            yield Cause("order")
        if answers.old.out_of_field != answers.new.out_of_field:
            rules = sorted({*answers.old.out_of_field} ^ {*answers.new.out_of_field})
            yield Cause("out_of_field", name=rules[0])


def _ranked_otherwise(old: Offence, new: Offence) -> Iterator[Cause]:
    if _relations(old) != _relations(new):
        with_ = sorted({other for other, *_ in _relations(old) ^ _relations(new)})
        yield Cause("relation", old.id, with_[0])
    if (old.routing == ("aucun",)) != (new.routing == ("aucun",)):
        yield Cause("routing", old.id)


def _relations(offence: Offence) -> frozenset[tuple[str, str, str | None]]:
    return frozenset((r.with_, r.kind, r.prevails) for r in offence.relations)


def _assessment(answer: Answer, name: str, value: str) -> object:
    return getattr(answer.assessment(name), value)


def _regime(engine: Engine, answer: Answer, offence: str | None) -> Regime | None:
    """The regime that governs an offence in an answer; None where none is in force."""
    if offence is None or offence not in engine.plan.regimes:
        return None
    assessment = answer.assessment(offence)
    for regime in engine.plan.regimes[offence]:
        if (regime.version.id, regime.from_) == (assessment.version, assessment.read_from):
            return None if regime.version.void is not None else regime
    return None


def _weights(engine: Engine, answer: Answer, offence: str) -> dict[_Point, Weight] | None:
    """What each clause that decides a status does, under the wording that governs."""
    regime = _regime(engine, answer, offence)
    if regime is None:
        return None
    board, raised = answer.board, answer.raised
    weights: dict[_Point, Weight] = {}
    for clause in regime.clauses:
        if clause.kind == "element" or clause.kind == "scope" or clause.kind == "defence":
            verdict = board.verdict(clause.formula)
            raising = None if clause.raised is None else board.verdict(clause.raised)
            _, weight = weigh(clause, verdict, raising, f"{offence}/{clause.name}" in raised)
            weights[clause.kind, clause.name] = weight
    return weights


class _ClauseWords(NamedTuple):
    """What a clause says itself, labels aside."""

    conditions: tuple[Condition, ...]
    presumed: bool = False


def _words(offence: Offence, point: _Point) -> _ClauseWords:
    kind, name = point
    if kind == "element":
        element = offence.elements[name]
        return _ClauseWords((element.condition,), element.presumed is not None)
    if kind == "defence":
        defence = offence.defences[name]
        return _ClauseWords((defence.condition, *([] if defence.raised_by is None else [defence.raised_by])))
    return _ClauseWords((offence.scope[name].condition,))


def _differs(notion: str, old: Ruleset, new: Ruleset) -> bool:
    return old.notions.get(notion) != new.notions.get(notion)

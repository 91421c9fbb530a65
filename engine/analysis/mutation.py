"""Would the cases notice a damaged condition?

Each small damage is a mutant; a case that changes its answer kills it.

Mutants that mean the same as the original are recognised exactly, by their decision diagram, and
not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain
from typing import Any

from engine.analysis.case_files import Run
from engine.facts.atoms import settled
from engine.model.answer import Verdict
from engine.model.condition import All, AnyOf, AtLeast, Condition, IncludesAny, IsOneOf, IsTrue, Not, Within
from engine.model.knowledge import StatedFact
from engine.model.law import Offence
from engine.model.outcome import Outcome
from engine.reasoning.assess import Outlook, under
from engine.reasoning.diagram import Formula, compile_formula, expand
from engine.reasoning.implicants import TooManyReasons
from engine.reasoning.in_force import periods
from engine.reasoning.paths import outcome
from engine.reasoning.plan import Clause, Regime
from engine.reasoning.qualify import Engine


@dataclass(frozen=True, slots=True)
class Mutation:
    """Mutation score of an offence: how many mutants its cases kill, and the names of those that
    live.
    """

    offence: str
    total: int
    survivors: tuple[str, ...]

    @property
    def score(self) -> float:
        """From 0 to 1."""
        return 1.0 if not self.total else 1 - len(self.survivors) / self.total

    def plus(self, other: Mutation) -> Mutation:
        """The score of both."""
        return Mutation(self.offence, self.total + other.total, self.survivors + other.survivors)


def mutation(engine: Engine, offence: Offence, runs: Iterable[Run]) -> Mutation:
    """Damages the conditions of an offence one at a time, and replays its cases.

    A case looks at aggravations and cautions only when it says what it expects of them.
    """
    replays = _Replays(engine, [r for r in runs if r.offence == offence.id])
    facts = engine.ruleset.facts
    total, survivors = 0, []
    done: set[tuple[str, int]] = set()
    for period, regime in zip(periods(offence, engine.ruleset.notions), engine.plan.regimes[offence.id], strict=True):
        here = [r for r in replays.under(regime) if r.run.expect.version in (None, regime.version.id)]
        for clause in regime.clauses:
            if (clause.name, clause.formula) in done:
                continue
            done.add((clause.name, clause.formula))
            original = expand(_condition(offence, clause), period.notions)
            elsewhere = [
                r for twin in _regimes_with(engine, offence, clause) if twin is not regime for r in replays.under(twin)
            ]
            for label, mutant in mutants(original):
                try:
                    compiled = compile_formula(mutant, {}, facts)
                except TooManyReasons:
                    continue
                if compiled == engine.plan.formulas[clause.formula]:
                    continue
                total += 1
                damaged = FactFormula(compiled)
                if not any(replay.kills(clause.formula, damaged) for replay in chain(here, elsewhere)):
                    survivors.append(f"{regime.version.id} · {clause.name} · {label}")
    return Mutation(offence.id, total, tuple(survivors))


def _condition(offence: Offence, clause: Clause) -> Condition:
    group: dict[str, Any] = {
        "element": offence.elements,
        "defence": offence.defences,
        "scope": offence.scope,
        "aggravation": offence.aggravations,
        "caution": offence.cautions,
    }
    condition: Condition = group[clause.kind][clause.name].condition
    return condition


def _regimes_with(engine: Engine, offence: Offence, clause: Clause) -> list[Regime]:
    return [
        r
        for r in engine.plan.regimes[offence.id]
        if any(c.name == clause.name and c.formula == clause.formula for c in r.clauses)
    ]


class FactFormula:
    """Formula read on stated facts, by its diagrams alone."""

    def __init__(self, formula: Formula) -> None:
        self._formula, self._atoms = formula, formula.atoms
        position = {atom: i for i, atom in enumerate(self._atoms)}
        self._indexes = (
            tuple(position[a] for a in formula.sufficient.atoms),
            tuple(position[a] for a in formula.contrary.atoms),
        )

    def outcome(self, facts: Mapping[str, StatedFact]) -> Outcome:
        """Exact outcome on these facts."""
        known: dict[int, bool] = {}
        for i, atom in enumerate(self._atoms):
            stated = facts.get(atom.fact)
            value = settled(atom, stated.knowledge) if stated is not None else None
            if value is not None:
                known[i] = value
        return outcome(self._formula, known, self._indexes)


class _CaseReplay:
    """Replay of a case under one wording: what each formula gives is worked out once, whatever the
    mutant.
    """

    def __init__(self, regime: Regime, run: Run, formulas: Callable[[int], FactFormula]) -> None:
        self.run = run
        self._regime, self._formulas = regime, formulas
        self._outcomes: dict[int, Outcome] = {}
        self._before = self._outlook(self._outcome)

    def kills(self, number: int, mutant: FactFormula) -> bool:
        """Whether the case sees that a formula was replaced."""
        given = mutant.outcome(self.run.report.facts)
        if given is self._outcome(number):
            return False
        after = self._outlook(lambda n: given if n == number else self._outcome(n))
        expected, before = self.run.expect, self._before
        if after.status is not before.status or (
            expected.because is not None and set(after.because) != set(before.because)
        ):
            return True
        checked = (("aggravation", expected.aggravations), ("caution", expected.cautions))
        return any(names is not None and _names(before, kind) != _names(after, kind) for kind, names in checked)

    def _outcome(self, number: int) -> Outcome:
        if number not in self._outcomes:
            self._outcomes[number] = self._formulas(number).outcome(self.run.report.facts)
        return self._outcomes[number]

    def _outlook(self, look: Callable[[int], Outcome]) -> Outlook:
        def verdict(number: int) -> Verdict:
            result = look(number)
            return Verdict(result, result)

        return under(self._regime, verdict, lambda name: f"{self.run.offence}/{name}" in self.run.report.raised)


class _Replays:
    """Replays of the cases of an offence, opened once for each of its wordings."""

    def __init__(self, engine: Engine, runs: list[Run]) -> None:
        self._runs = runs
        self._formulas = cache(lambda number: FactFormula(engine.plan.formulas[number]))
        self._replays: dict[int, list[_CaseReplay]] = {}

    def under(self, regime: Regime) -> list[_CaseReplay]:
        """Replays of those whose facts are of the days of a wording."""
        if id(regime) not in self._replays:
            here = [r for r in self._runs if _in(r.report.date_of_facts, regime)]
            self._replays[id(regime)] = [_CaseReplay(regime, run, self._formulas) for run in here]
        return self._replays[id(regime)]


def _names(outlook: Outlook, kind: str) -> set[str]:
    return {f.name for f in outlook.findings if f.kind == kind and f.verdict.outcome is Outcome.ESTABLISHED}


def _in(day: date | None, regime: Regime) -> bool:
    return day is not None and regime.covers(day)


def mutants(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Every condition one small damage away, with what was done."""
    match condition:
        case All(parts) | AnyOf(parts):
            same, other = (All, AnyOf) if isinstance(condition, All) else (AnyOf, All)
            if len(parts) > 1:
                yield f"{'all' if same is All else 'any'} devenu {'any' if same is All else 'all'}", other(parts)
                for i in range(len(parts)):
                    yield f"partie {i + 1} ôtée", same(parts[:i] + parts[i + 1 :])
            for i, part in enumerate(parts):
                for label, mutant in mutants(part):
                    yield label, same((*parts[:i], mutant, *parts[i + 1 :]))
        case AtLeast(count, parts):
            for n in (count - 1, count + 1):
                if 1 <= n <= len(parts):
                    yield f"at_least {n}", AtLeast(n, parts)
            for i, part in enumerate(parts):
                for label, mutant in mutants(part):
                    yield label, AtLeast(count, (*parts[:i], mutant, *parts[i + 1 :]))
        case Not(part):
            yield "négation ôtée", part
            for label, mutant in mutants(part):
                yield label, Not(mutant)
        case IsTrue(fact, truth):
            yield f"{fact} inversé", IsTrue(fact, not truth)
        case IsOneOf(fact, values):
            yield f"{fact} nié", Not(condition)
            if len(values) > 1:
                for value in values:
                    yield f"{fact} sans {value}", IsOneOf(fact, tuple(v for v in values if v != value))
        case IncludesAny(fact, members):
            yield f"{fact} nié", Not(condition)
            if len(members) > 1:
                for member in members:
                    yield f"{fact} sans {member}", IncludesAny(fact, tuple(m for m in members if m != member))
        case Within(fact, lower, upper):
            if lower is not None:
                yield from ((f"{fact} : seuil {b}", Within(fact, b, upper)) for b in _near(lower))
            if upper is not None:
                yield from ((f"{fact} : seuil {b}", Within(fact, lower, b)) for b in _near(upper))


def _near(bound: int | date) -> tuple[int | date, int | date]:
    if isinstance(bound, date):
        return bound - timedelta(days=1), bound + timedelta(days=1)
    return bound - 1, bound + 1

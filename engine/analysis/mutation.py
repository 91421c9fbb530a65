"""Would the cases notice a damaged condition?

Each small damage is a mutant; a case that changes its answer kills it.

Mutants that mean the same as the original are recognised exactly, by their decision diagram, and
not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
    mine = [r for r in runs if r.offence == offence.id]
    facts = engine.ruleset.facts
    total, survivors = 0, []
    done: set[tuple[str, int]] = set()
    for period, regime in zip(periods(offence, engine.ruleset.notions), engine.plan.regimes[offence.id], strict=True):
        here = [
            r for r in mine if _in(r.report.date_of_facts, regime) and r.expect.version in (None, regime.version.id)
        ]
        befores = [_outlook(engine, regime, run, None) for run in here]
        for clause in regime.clauses:
            if (clause.name, clause.formula) in done:
                continue
            done.add((clause.name, clause.formula))
            original = expand(_condition(offence, clause), period.notions)
            twins = _regimes_with(engine, offence, clause)
            for label, mutant in mutants(original):
                try:
                    compiled = compile_formula(mutant, {}, facts)
                except TooManyReasons:
                    continue
                if compiled == engine.plan.formulas[clause.formula]:
                    continue
                total += 1
                if not (
                    _killed(engine, regime, here, befores, clause, compiled)
                    or _killed_elsewhere(engine, mine, twins, regime, clause, compiled)
                ):
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


def _killed_elsewhere(
    engine: Engine, runs: list[Run], twins: list[Regime], regime: Regime, clause: Clause, mutant: Formula
) -> bool:
    for twin in twins:
        if twin is regime:
            continue
        here = [r for r in runs if _in(r.report.date_of_facts, twin)]
        if _killed(engine, twin, here, [_outlook(engine, twin, run, None) for run in here], clause, mutant):
            return True
    return False


def _killed(
    engine: Engine, regime: Regime, runs: list[Run], befores: list[Outlook], clause: Clause, mutant: Formula
) -> bool:
    for run, before in zip(runs, befores, strict=True):
        after = _outlook(engine, regime, run, (clause.formula, mutant))
        if after.status is not before.status or (
            run.expect.because is not None and set(after.because) != set(before.because)
        ):
            return True
        for kind, checked in (("aggravation", run.expect.aggravations), ("caution", run.expect.cautions)):
            if checked is not None and _held(before, kind) != _held(after, kind):
                return True
    return False


def _held(outlook: Outlook, kind: str) -> set[str]:
    return {f.name for f in outlook.findings if f.kind == kind and f.verdict.outcome is Outcome.ESTABLISHED}


def _in(day: date | None, regime: Regime) -> bool:
    return day is not None and regime.covers(day)


def _outlook(engine: Engine, regime: Regime, run: Run, replaced: tuple[int, Formula] | None) -> Outlook:
    def look(number: int) -> Verdict:
        formula = replaced[1] if replaced is not None and number == replaced[0] else engine.plan.formulas[number]
        result = settle(formula, run.report.facts)
        return Verdict(result, result)

    return under(regime, look, lambda name: f"{run.offence}/{name}" in run.report.raised)


def settle(formula: Formula, facts: Mapping[str, StatedFact]) -> Outcome:
    """The outcome of a formula on stated facts, read on its diagrams."""
    atoms = formula.atoms
    position = {atom: i for i, atom in enumerate(atoms)}
    known: dict[int, bool] = {}
    for i, atom in enumerate(atoms):
        stated = facts.get(atom.fact)
        value = settled(atom, stated.knowledge) if stated is not None else None
        if value is not None:
            known[i] = value
    indexes = tuple(position[a] for a in formula.sufficient.atoms), tuple(position[a] for a in formula.contrary.atoms)
    return outcome(formula, known, indexes)


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

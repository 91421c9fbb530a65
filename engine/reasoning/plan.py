"""A ruleset compiled: each distinct formula once, the periods of each offence, and the rules in
partitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.model.answer import ClauseKind
from engine.model.condition import AnyOf, Condition
from engine.model.dated import InForce
from engine.model.law import Offence, Version
from engine.model.literal import Atom, FactLiteral
from engine.model.ruleset import Ruleset
from engine.reasoning.diagram import Formula, Notions, compile_formula
from engine.reasoning.in_force import closure, periods, wordings
from engine.reasoning.leaves import evoking
from engine.reasoning.partitions import ImplicantRule, Partition, partition


@dataclass(frozen=True, slots=True)
class Clause:
    """A named condition of an offence over one period, by its formula.

    `raised` is the formula that raises a defence; `presumable` says that, left open, the clause is
    held to be met.
    """

    kind: ClauseKind
    name: str
    formula: int
    raised: int | None = None
    presumable: bool = False


@dataclass(frozen=True, slots=True)
class Regime(InForce):
    """The compiled law of one offence over one period. A void one has no clause."""

    offence: Offence
    version: Version
    from_: date
    until: date | None
    clauses: tuple[Clause, ...] = ()
    evoked: int | None = None

    @property
    def formulas(self) -> tuple[int, ...]:
        """Every formula the regime looks at."""
        evoked = () if self.evoked is None else (self.evoked,)
        return (*(c.formula for c in self.clauses), *(c.raised for c in self.clauses if c.raised is not None), *evoked)

    def formula(self, name: str) -> int:
        """The formula of an element, defence or scope rule.

        Raises:
            KeyError: the regime has no such clause.
        """
        for clause in self.clauses:
            if clause.name == name and clause.kind in ("element", "defence", "scope"):
                return clause.formula
        raise KeyError(name)

    def presumable(self, name: str) -> bool:
        """Whether a clause left open is held to be met."""
        return any(clause.presumable for clause in self.clauses if clause.name == name)


@dataclass(frozen=True, slots=True)
class OutOfFieldRegime(InForce):
    """One out-of-field rule over one period."""

    rule: str
    from_: date
    until: date | None
    formula: int


@dataclass(frozen=True)
class Plan:
    """Compiled ruleset.

    `rules[i]` names the formula it settles, which way, and the literals it waits for.
    """

    ruleset: Ruleset
    formulas: tuple[Formula, ...]
    regimes: Mapping[str, tuple[Regime, ...]]
    out_of_field: tuple[OutOfFieldRegime, ...]
    atoms: tuple[Atom, ...]
    atoms_by_fact: Mapping[str, tuple[int, ...]]
    rules: tuple[ImplicantRule, ...]
    partitions: tuple[Partition, ...]
    always: Mapping[int, bool]
    """Formulas settled by nothing at all (a check refuses them in shipped rulesets)."""
    one_sided: frozenset[int]
    """Formulas of which only the rules that establish them exist: nobody asks whether they are
    refuted.
    """


class Formulas:
    """Conditions compiled, each distinct formula once, numbered in the order they are asked for."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.formulas: list[Formula] = []
        self.one_sided: set[int] = set()
        self._by_text: dict[tuple[Condition, tuple[tuple[str, Condition], ...]], int] = {}
        self._by_diagram: dict[Formula, int] = {}

    def formula(self, condition: Condition, notions: Notions, one_sided: bool = False) -> int:
        """The number of a condition's formula. `one_sided`: nobody will ask whether it is refuted.

        Raises:
            TooManyReasons: the condition has more minimal reasons than rules can hold.
        """
        used = closure((condition,), self.ruleset.notions)
        text = (condition, tuple(sorted((n, notions[n]) for n in used if n in notions)))
        if text not in self._by_text:
            compiled = compile_formula(condition, notions, self.ruleset.facts)
            if compiled not in self._by_diagram:
                self._by_diagram[compiled] = len(self.formulas)
                self.formulas.append(compiled)
                self.one_sided.add(self._by_diagram[compiled])
            self._by_text[text] = self._by_diagram[compiled]
        index = self._by_text[text]
        if not one_sided:
            self.one_sided.discard(index)
        return index


class _Compiler(Formulas):
    def regimes(self, offence: Offence) -> tuple[Regime, ...]:
        return tuple(
            self._regime(offence, p.version, p.from_, p.until, p.notions)
            for p in periods(offence, self.ruleset.notions)
        )

    def _regime(self, offence: Offence, version: Version, from_: date, until: date | None, notions: Notions) -> Regime:
        offence = offence.on(from_)
        if version.void is not None:
            return Regime(offence, version, from_, until)
        core = tuple(offence.elements[e].condition for e in version.elements if offence.elements[e].core)
        elements = [
            Clause(
                "element",
                e,
                self.formula(offence.elements[e].condition, notions),
                presumable=offence.elements[e].presumed is not None,
            )
            for e in version.elements
        ]
        defences = [self._defence(offence, d, notions) for d in version.defences]
        scope = [
            Clause("scope", s, self.formula(offence.scope[s].condition, notions), presumable=True)
            for s in version.scope
        ]
        aggravations = [
            Clause("aggravation", a, self.formula(offence.aggravations[a].condition, notions))
            for a in version.aggravations
        ]
        cautions = [
            Clause("caution", c, self.formula(offence.cautions[c].condition, notions, one_sided=True))
            for c in version.cautions
        ]
        evoked = self.formula(evoking(AnyOf(core), notions), notions, one_sided=True) if core else None
        return Regime(offence, version, from_, until, (*elements, *defences, *scope, *aggravations, *cautions), evoked)

    def _defence(self, offence: Offence, name: str, notions: Notions) -> Clause:
        defence = offence.defences[name]
        raised = defence.raised_by or evoking(defence.condition, notions)
        return Clause(
            "defence", name, self.formula(defence.condition, notions), self.formula(raised, notions, one_sided=True)
        )

    def out_of_field(self) -> Iterable[OutOfFieldRegime]:
        for name, rule in self.ruleset.out_of_field.items():
            for from_, until, wording in wordings(rule.condition, self.ruleset.notions):
                first = max(from_, rule.from_ or from_)
                last = min(until or date.max, rule.until or date.max)
                if first <= last:
                    formula = self.formula(rule.condition, wording, one_sided=True)
                    yield OutOfFieldRegime(name, first, None if last == date.max else last, formula)


def compile_plan(ruleset: Ruleset) -> Plan:
    """Compiles a checked ruleset.

    Raises:
        TooManyReasons: a condition has more minimal reasons than rules can hold (a check says so
            earlier, with its place).
        PartitionError: a formula does not fit a durable_rules ruleset (same).
    """
    compiler = _Compiler(ruleset)
    regimes = {name: compiler.regimes(offence) for name, offence in ruleset.offences.items()}
    out_of_field = tuple(compiler.out_of_field())
    current = {f for group in regimes.values() for r in group if r.until is None for f in r.formulas} | {
        r.formula for r in out_of_field
    }
    return assembled(compiler, current, regimes, out_of_field)


def assembled(
    compiled: Formulas,
    current: set[int],
    regimes: Mapping[str, tuple[Regime, ...]],
    out_of_field: tuple[OutOfFieldRegime, ...] = (),
) -> Plan:
    """The plan of formulas compiled already.

    `current` are those that today's law uses: they are fired together.

    Raises:
        PartitionError: a formula does not fit a durable_rules ruleset.
    """
    formulas = tuple(compiled.formulas)
    atoms = tuple(sorted({atom for f in formulas for atom in f.atoms}, key=lambda a: a.order))
    index = {atom: i for i, atom in enumerate(atoms)}
    rules: list[ImplicantRule] = []
    always: dict[int, bool] = {}
    for number, formula in enumerate(formulas):
        sides = (
            [(True, formula.reasons_for)]
            if number in compiled.one_sided
            else [(True, formula.reasons_for), (False, formula.reasons_against)]
        )
        for holds, reasons in sides:
            for reason in reasons:
                if reason:
                    rules.append(
                        ImplicantRule(
                            len(rules), number, holds, tuple((index[lit.atom], lit.holds) for lit in reason), reason
                        )
                    )
                else:
                    always[number] = holds
    atoms_by_fact: dict[str, list[int]] = {}
    for i, atom in enumerate(atoms):
        atoms_by_fact.setdefault(atom.fact, []).append(i)
    return Plan(
        ruleset=compiled.ruleset,
        formulas=formulas,
        regimes=regimes,
        out_of_field=out_of_field,
        atoms=atoms,
        atoms_by_fact={fact: tuple(group) for fact, group in atoms_by_fact.items()},
        rules=tuple(rules),
        partitions=partition(rules, current),
        always=always,
        one_sided=frozenset(compiled.one_sided),
    )


def literals(reason: Iterable[tuple[int, bool]], atoms: tuple[Atom, ...]) -> tuple[FactLiteral, ...]:
    """Literals by position back to literals by atom."""
    return tuple(FactLiteral(atoms[i], holds) for i, holds in reason)

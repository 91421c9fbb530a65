"""Every evaluator on the same element and the same facts: they must all say the same.

Five ways: the rules fired by durable_rules, the rules fired in plain Python, the diagrams, the
engine's reference evaluator (which enumerates completions), and the tests' own brute force
(tests.generators.worlds).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.facts.atoms import settled
from engine.model.condition import Condition
from engine.model.knowledge import Knowledge
from engine.model.outcome import Outcome
from engine.reasoning.forward import ForwardChainer, PlainForward
from engine.reasoning.in_force import wording
from engine.reasoning.paths import outcome
from engine.reasoning.plan import Plan, Regime
from engine.reasoning.reference import evaluate
from tests.generators.vocabulary import Vocabulary
from tests.generators.worlds import Truth

CLAUSES = {"element": "elements", "defence": "defences", "scope": "scope", "aggravation": "aggravations"}
"""The clauses of which both outcomes are used, and where an offence keeps them."""


@dataclass(frozen=True)
class Judged:
    """One element of one wording of an offence, as written and as compiled."""

    name: str
    formula: int
    condition: Condition
    notions: Mapping[str, Condition]
    truth: Truth


@dataclass(frozen=True)
class Difference:
    """Two evaluators that do not agree."""

    element: str
    known: Mapping[str, Knowledge]
    said: Mapping[str, str]

    def __str__(self) -> str:
        facts = ", ".join(f"{name}: {known}" for name, known in sorted(self.known.items()))
        return f"{self.element}: {', '.join(f'{who} {what}' for who, what in self.said.items())} on {{{facts}}}"


class Court:
    """One plan, and everything that can judge its elements."""

    def __init__(self, plan: Plan, vocabulary: Vocabulary, durable: ForwardChainer | None) -> None:
        self.plan = plan
        self.vocabulary = vocabulary
        self.forwards: dict[str, ForwardChainer] = {"python": PlainForward(plan.partitions)}
        if durable is not None:
            self.forwards[durable.name] = durable
        position = {atom: i for i, atom in enumerate(plan.atoms)}
        self._indexes = [
            (tuple(position[a] for a in f.sufficient.atoms), tuple(position[a] for a in f.contrary.atoms))
            for f in plan.formulas
        ]
        self.judged = list(self._clauses())

    def _clauses(self) -> Iterator[Judged]:
        """Each clause of each period; those that read the same (condition and notions) once."""
        seen: set[tuple[Condition, tuple[tuple[str, Condition], ...]]] = set()
        for regime in (r for group in self.plan.regimes.values() for r in group):
            for clause in regime.clauses:
                if clause.kind not in CLAUSES:
                    continue
                condition = getattr(regime.offence, CLAUSES[clause.kind])[clause.name].condition
                notions, _ = wording((condition,), self.plan.ruleset.notions, regime.from_)
                key = (condition, tuple(sorted(notions.items(), key=lambda item: item[0])))
                if key not in seen:
                    seen.add(key)
                    yield Judged(
                        _name(regime, clause.name),
                        clause.formula,
                        condition,
                        notions,
                        Truth(condition, notions, self.vocabulary),
                    )

    def by_rules(self, forward: ForwardChainer, known: Mapping[str, Knowledge]) -> dict[int, Outcome]:
        """The outcome of each formula that the fired rules settle."""
        found: dict[int, Outcome] = {
            f: Outcome.ESTABLISHED if holds else Outcome.REFUTED for f, holds in self.plan.always.items()
        }
        for number in self.fired(forward, known):
            rule = self.plan.rules[number]
            said = Outcome.ESTABLISHED if rule.holds else Outcome.REFUTED
            assert found.setdefault(rule.formula, said) is said, "rules fired both for and against"
        return found

    def fired(self, forward: ForwardChainer, known: Mapping[str, Knowledge]) -> list[int]:
        """The rules that fire on what is known."""
        numbers = forward.fire(self._settled(known), range(len(self.plan.partitions)))
        assert len(numbers) == len(set(numbers)), "a rule fired twice"
        return numbers

    def differences(self, known: Mapping[str, Knowledge], counts: Counter[str] | None = None) -> Iterator[Difference]:
        """The elements on which the evaluators do not agree, given what is known. `counts` gets the
        outcome of each element.
        """
        atoms = self._settled(known)
        settled_by = {name: self.by_rules(forward, known) for name, forward in self.forwards.items()}
        for judged in self.judged:
            said = {name: found.get(judged.formula, Outcome.OPEN) for name, found in settled_by.items()}
            said["diagrams"] = outcome(self.plan.formulas[judged.formula], atoms, self._indexes[judged.formula])
            said["reference"] = evaluate(judged.condition, judged.notions, self.plan.ruleset.facts, known)
            said["brute force"] = judged.truth.outcome(known)
            if counts is not None:
                counts[said["brute force"].value] += 1
            if len(set(said.values())) > 1:
                yield Difference(judged.name, known, {who: what.value for who, what in said.items()})

    def _settled(self, known: Mapping[str, Knowledge]) -> dict[int, bool]:
        atoms: dict[int, bool] = {}
        for name, said in known.items():
            for position in self.plan.atoms_by_fact.get(name, ()):
                value = settled(self.plan.atoms[position], said)
                if value is not None:
                    atoms[position] = value
        return atoms


def _name(regime: Regime, clause: str) -> str:
    return f"{regime.offence.id}/{regime.version.id}/{clause} from {regime.from_}"

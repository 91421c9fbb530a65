"""« Would be established if… »: the fewest facts to change, then the fewest to add, for an offence to be established.

Every set of facts that establishes an element contains one of its prime implicants, so that trying every combination of one
implicant per clause, with branch and bound on the cost, finds a smallest change. Each candidate is verified by evaluation.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine.explanation.inquiry import Inquiry
from engine.facts.atoms import FactLiteral, settled
from engine.facts.possible import agrees, values_for
from engine.model.answer import Answer, Assessment, Reason
from engine.model.fact import Value
from engine.model.outcome import Outcome, Status
from engine.model.report import Report
from engine.reasoning.assess import Outlook
from engine.reasoning.plan import Regime
from engine.reasoning.qualify import Engine

MAX_VALUES = 64
"""Combinations of values tried for one set of literals."""

MAX_TRIED = 5_000
"""Combinations looked at before giving up; the shipped law needs a few dozen."""


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Facts that would have to be otherwise (`changed`) or known (`added`), each with what it must satisfy and an example."""

    offence: str
    changed: tuple[str, ...]
    added: tuple[str, ...]
    literals: Reason
    example: Mapping[str, Value]


def smallest_change(engine: Engine, report: Report, answer: Answer, assessment: Assessment) -> Counterfactual | None:
    """The smallest change that establishes an excluded or open offence, or None when no change of facts can."""
    inquiry = Inquiry(engine, report, answer)
    regime = inquiry.regime(assessment)
    if (
        regime is None
        or regime.version.void is not None
        or assessment.status in (Status.ESTABLISHED, Status.NOT_IN_FORCE)
    ):
        return None
    search = _Search(inquiry, regime, inquiry.outlook(regime, report.facts))
    search.run()
    return search.best


class _Literal(NamedTuple):
    """A literal that the change needs. A `soft` one must only stay possible: its clause is presumed as long as it is open."""

    literal: FactLiteral
    soft: bool


class _Search:
    def __init__(self, inquiry: Inquiry, regime: Regime, now: Outlook) -> None:
        self.inquiry = inquiry
        self.regime = regime
        self.facts = inquiry.engine.ruleset.facts
        self.stated = inquiry.report.facts
        self.choices = self._choices(now)
        self.best: Counterfactual | None = None
        self.best_cost = (99, 99, 999)
        self.tried = 0

    def _choices(self, now: Outlook) -> list[list[tuple[_Literal, ...]]]:
        """For each clause that must turn or stay the right way, the reasons that would make it so."""
        formulas = self.inquiry.engine.plan.formulas
        raised = self.inquiry.report.raised
        choices = []
        for finding in now.findings:
            if finding.presumed or finding.kind not in ("element", "defence", "scope"):
                continue
            formula = formulas[self.regime.formula(finding.name)]
            if finding.kind != "defence":
                soft = self.regime.presumable(finding.name) and f"{self.regime.offence.id}/{finding.name}" not in raised
                choices.append([tuple(_Literal(lit, soft) for lit in reason) for reason in formula.reasons_for])
            elif finding.raised or finding.verdict.outcome is Outcome.ESTABLISHED:
                choices.append([tuple(_Literal(lit, False) for lit in reason) for reason in formula.reasons_against])
        return sorted(choices, key=len)

    def run(self) -> None:
        self._extend(0, ())

    def _extend(self, depth: int, chosen: tuple[_Literal, ...]) -> None:
        cost = self._cost(chosen)
        if self.tried >= MAX_TRIED or cost is None or cost >= self.best_cost:
            return
        if depth == len(self.choices):
            self.tried += 1
            self._keep(chosen, cost)
            return
        for reason in sorted(self.choices[depth], key=lambda r: self._cost((*chosen, *r)) or (99, 99, 999)):
            self._extend(depth + 1, (*chosen, *reason))

    def _cost(self, literals: tuple[_Literal, ...]) -> tuple[int, int, int] | None:
        """Facts changed, facts added, effort of looking; None when the literals cannot hold together."""
        changed, added, effort = 0, 0, 0
        for fact, mine in _by_fact(literals).items():
            values = self._values(fact, mine)
            if not values:
                return None
            if self._needs_saying(fact, mine, values):
                changed += self._contradicts(fact, values[0])
                added += not self._contradicts(fact, values[0])
                effort += self.facts[fact].effort
        return changed, added, effort

    def _needs_saying(self, fact: str, literals: list[_Literal], values: list[Value]) -> bool:
        """Whether the fact must be stated anew: what is known does not give what is needed, or rules out what must stay possible."""
        stated = self.stated.get(fact)
        if stated is not None and all(settled(lit.atom, stated.known) is lit.holds for lit, _ in literals):
            return False
        given = stated is not None and all(
            settled(lit.atom, stated.known) is lit.holds for lit, soft in literals if not soft
        )
        if not given and not all(soft for _, soft in literals):
            return True
        return self._contradicts(fact, values[0])

    def _values(self, fact: str, literals: list[_Literal]) -> list[Value]:
        stated = self.stated.get(fact)
        return values_for(self.facts[fact], [lit for lit, _ in literals], None if stated is None else stated.known)

    def _contradicts(self, fact: str, value: Value) -> bool:
        """Whether the value goes against what is stated, rather than saying more."""
        return fact in self.stated and not agrees(value, self.stated[fact].known)

    def _keep(self, chosen: tuple[_Literal, ...], cost: tuple[int, int, int]) -> None:
        """Keeps the change if some values of it do establish the offence (one value may raise a defence, another not)."""
        needed: dict[str, list[_Literal]] = {}
        options = []
        for fact, mine in _by_fact(chosen).items():
            values = self._values(fact, mine)
            if self._needs_saying(fact, mine, values):
                needed[fact] = mine
                options.append([v for v in values if self._contradicts(fact, v) is self._contradicts(fact, values[0])])
        for combination in itertools.islice(itertools.product(*options), MAX_VALUES):
            example = dict(zip(needed, combination, strict=True))
            if self.inquiry.outlook(self.regime, self.inquiry.with_values(example)).status is Status.ESTABLISHED:
                self.best_cost = cost
                self.best = Counterfactual(
                    self.regime.offence.id,
                    tuple(f for f, value in example.items() if self._contradicts(f, value)),
                    tuple(f for f, value in example.items() if not self._contradicts(f, value)),
                    tuple(dict.fromkeys(lit for mine in needed.values() for lit, _ in mine)),
                    example,
                )
                return


def _by_fact(literals: tuple[_Literal, ...]) -> dict[str, list[_Literal]]:
    groups: dict[str, list[_Literal]] = {}
    for literal in literals:
        groups.setdefault(literal.literal.atom.fact, []).append(literal)
    return groups

"""Counterfactuals (« would be established if… »): the fewest facts to change, then the fewest to
add, for an offence to be established.

Every set of facts that settles a clause contains one of its prime implicants, and every set that
leaves it possible agrees with one: so trying every combination of one implicant per clause, with
branch and bound on the cost, finds a smallest change. Each candidate is verified by evaluation; a
clause that a candidate upsets joins the search, which then starts again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from engine.explanation.inquiry import Inquiry
from engine.model.answer import Answer, Assessment, Reason
from engine.model.fact import Value
from engine.model.outcome import Status
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from engine.reasoning.rulings import Ruler
from engine.reasoning.ways import NewStatement, Way

MAX_TRIED = 5_000
"""Combinations looked at before giving up; the shipped law needs a few dozen."""

MAX_WEIGHED = 20_000
"""Bound on the costs reckoned: dead ends count too, so that no report keeps the others waiting."""
_Cost: TypeAlias = tuple[int, int, int]
"""Facts changed, facts added, effort of looking."""
_TOO_MUCH = (99, 99, 999)


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Facts that would have to be otherwise (`changed`) or known (`added`), each with what it must
    satisfy and an example.
    """

    offence: str
    changed: tuple[str, ...]
    added: tuple[str, ...]
    literals: Reason
    example: Mapping[str, Value]


class _Selection(NamedTuple):
    """Options chosen so far, together: the literals on each fact, the cost of stating anew the
    facts they need, and in all.
    """

    literals: Mapping[str, Reason]
    prices: Mapping[str, _Cost]
    cost: _Cost

    def to_state(self) -> dict[str, Reason]:
        """The facts that must be stated anew, each with every literal its value must then
        satisfy.
        """
        return {fact: literals for fact, literals in self.literals.items() if fact in self.prices}


_NOTHING = _Selection({}, {}, (0, 0, 0))


def smallest_change(engine: Engine, report: Report, answer: Answer, assessment: Assessment) -> Counterfactual | None:
    """The smallest change that establishes an excluded or open offence, or None when no change of
    facts can.

    Where the law changed between the facts and the decision, the offence is established only when
    every wording says so: the search is over the clauses of all of them.
    """
    return smallest_change_in(Inquiry(engine, report, answer), assessment)


def smallest_change_in(inquiry: Inquiry, assessment: Assessment) -> Counterfactual | None:
    """The same, of an inquiry at hand."""
    rulers = inquiry.rulers(assessment)
    if assessment.status in (Status.ESTABLISHED, Status.NOT_IN_FORCE) or any(r.regime.version.void for r in rulers):
        return None
    return _Search(inquiry, rulers).run()


class _Search:
    def __init__(self, inquiry: Inquiry, rulers: list[Ruler]) -> None:
        self.inquiry = inquiry
        self.rulers = rulers
        self.formulas = frozenset[int]().union(*(ruler.formulas for ruler in rulers))
        self.facts = inquiry.engine.ruleset.facts
        self.ways = inquiry.engine.ways
        self.stated = inquiry.report.facts
        self.choices: dict[tuple[int, str], list[Way]] = {}
        self.best: Counterfactual | None = None
        self.best_cost = _TOO_MUCH
        self.tried = 0
        self.weighed = 0
        self.prices: dict[tuple[str, tuple[int, ...]], _Cost | None] = {}

    def run(self) -> Counterfactual | None:
        upset = self._against({})
        while upset and not self._spent():
            self.choices.update({key: self._options(*key) for key in upset})
            self.best, self.best_cost = None, _TOO_MUCH
            each_once = {id(options): options for options in self.choices.values()}.values()
            upset = self._extend(sorted(each_once, key=len), _NOTHING)
        return self.best

    def _against(self, values: Mapping[str, Value]) -> list[tuple[int, str]]:
        """The clauses, by wording and name, that keep the offence from being established under
        these values.
        """
        state = self.inquiry.state(self.formulas, values)
        return [(number, name) for number, ruler in enumerate(self.rulers) for name in ruler.obstacles(state)]

    def _options(self, number: int, name: str) -> list[Way]:
        regime = self.rulers[number].regime
        clause = next(c for c in regime.clauses if c.name == name and c.kind in ("element", "defence", "scope"))
        by_hand = f"{regime.offence.id}/{name}" in self.inquiry.report.raised
        return self.ways.of(clause, by_hand, self.stated)

    def _extend(self, left: list[list[Way]], chosen: _Selection) -> list[tuple[int, str]]:
        """Tries every combination; stops at the first candidate that upsets clauses not searched
        yet, and names them.

        A choice that leaves some other clause without any option is given up at once.
        """
        if self._spent() or chosen.cost >= self.best_cost:
            return []
        if not left:
            self.tried += 1
            return self._keep(chosen)
        weighed: list[list[tuple[_Cost, Way]]] = []
        for options in left:
            weighed.append(self._within(options, chosen))
            if not weighed[-1]:
                return []
        rest = [[option for _, option in one] for one in weighed[1:]]
        for cost, option in sorted(weighed[0], key=lambda one: one[0]):
            upset = self._extend(rest, self._joined(chosen, option, cost))
            if upset:
                return upset
        return []

    def _within(self, options: list[Way], chosen: _Selection) -> list[tuple[_Cost, Way]]:
        """The options that go with what is chosen and still cost less than the best candidate, with
        that cost.
        """
        costs = ((self._weigh(chosen, option), option) for option in options)
        return [(cost, option) for cost, option in costs if cost is not None and cost < self.best_cost]

    def _spent(self) -> bool:
        return self.tried >= MAX_TRIED or self.weighed >= MAX_WEIGHED

    def _weigh(self, chosen: _Selection, option: Way) -> _Cost | None:
        """The cost of the choice with one option more; None when the literals cannot hold together.

        Only its own facts are looked at.
        """
        self.weighed += 1
        changed, added, effort = chosen.cost
        for fact, mine in option.literals:
            before = chosen.prices.get(fact)
            if before is None and fact not in option.needs:
                continue
            literals = _merged(chosen.literals.get(fact, ()), mine)
            if before is not None and len(literals) == len(chosen.literals[fact]):
                continue
            price = self._price(fact, literals)
            if price is None:
                return None
            old = before or (0, 0, 0)
            changed, added, effort = changed + price[0] - old[0], added + price[1] - old[1], effort + price[2] - old[2]
        return changed, added, effort

    def _joined(self, chosen: _Selection, option: Way, cost: _Cost) -> _Selection:
        """The choice with one option more, whose cost is known."""
        literals, prices = dict(chosen.literals), dict(chosen.prices)
        for fact, mine in option.literals:
            literals[fact] = _merged(literals.get(fact, ()), mine)
            if fact in option.needs or fact in prices:
                prices[fact] = self._price(fact, literals[fact]) or _TOO_MUCH  # it has one: the option was weighed
        return _Selection(literals, prices, cost)

    def _price(self, fact: str, literals: Reason) -> _Cost | None:
        """The cost of stating one fact anew; None when it has no value that satisfies the
        literals.
        """
        key = (fact, tuple(map(id, literals)))
        if key not in self.prices:
            value, against = self._statement(fact, literals)
            self.prices[key] = None if value is None else (int(against), int(not against), self.facts[fact].effort)
        return self.prices[key]

    def _statement(self, fact: str, literals: Reason) -> NewStatement:
        stated = self.stated.get(fact)
        return self.ways.statement(fact, literals, None if stated is None else stated.knowledge)

    def _keep(self, chosen: _Selection) -> list[tuple[int, str]]:
        needed = chosen.to_state()
        anew = {fact: self._statement(fact, literals) for fact, literals in needed.items()}
        example = {fact: one.value for fact, one in anew.items() if one.value is not None}  # all of them: it has a cost
        upset = self._against(example)
        if upset:
            return [key for key in upset if key not in self.choices]
        self.best_cost = chosen.cost
        self.best = Counterfactual(
            self.rulers[0].regime.offence.id,
            tuple(f for f in example if anew[f].contradicts),
            tuple(f for f in example if not anew[f].contradicts),
            tuple(lit for literals in needed.values() for lit in literals),
            example,
        )
        return []


def _merged(held: Reason, more: Reason) -> Reason:
    """Both, each literal once: literals are one object each."""
    if not held:
        return more
    known = set(map(id, held))
    return (*held, *(lit for lit in more if id(lit) not in known))

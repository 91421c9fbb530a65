"""What-if queries on one report: the same offence, with some facts stated otherwise.

Shared by questions and counterfactuals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from engine.model.answer import Answer, Assessment
from engine.model.fact import Value
from engine.model.law import Offence
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from engine.reasoning.rulings import Ruler
from engine.reasoning.what_if import AnswerOption


class Inquiry:
    """Evaluates the regimes of an answer under hypothetical facts, on the diagrams alone.

    The verdicts of an answer read back are reached again: its document has no outcomes as bits.
    """

    def __init__(self, engine: Engine, report: Report, answer: Answer) -> None:
        self.engine = engine
        self.report = report
        self.answer = answer
        self._atlas = engine.what_if.atlas
        board = answer.board if answer.board.outcomes else engine.verdicts.of(report.facts)
        self.outcomes = board.outcomes
        self._known = board.known
        self._truths = self._atlas.truths(board.known)

    def ruler(self, assessment: Assessment) -> Ruler | None:
        """The ruler of the regime that governed: the version chosen, on the date the law was
        read.
        """
        offence = self.engine.ruleset.offences[assessment.offence]
        day = self.law_day(offence)
        mine = [r for r in self.engine.rulers[offence.id] if r.regime.version.id == assessment.version]
        last = mine[-1] if mine else None
        return self._by_hand(next((r for r in mine if r.regime.until is None or r.regime.until >= day), last))

    def rulers(self, assessment: Assessment) -> list[Ruler]:
        """The rulers of the regimes that the answer compared: in force on the day the law is read,
        and later up to the decision.
        """
        offence = self.engine.ruleset.offences[assessment.offence]
        day = self.law_day(offence)
        last = max(day, self.answer.date_of_decision)
        mine = [r for r in self.engine.rulers[offence.id] if r.regime.overlaps(day, last)]
        compared = [r for i, r in enumerate(mine) if i == 0 or r.regime.version.void != "transferred"]
        return [one for one in map(self._by_hand, compared) if one is not None]

    def law_day(self, offence: Offence) -> date:
        """The day on which the law of the offence is read."""
        return self.answer.continued_to if offence.conduct == "continuing" else self.answer.date_of_facts

    def relevant_facts(self, formula: int) -> tuple[str, ...]:
        """The facts that can still make a formula end differently."""
        return self.engine.what_if.relevant_facts(formula, self.report.facts, self._known)

    def state(self, formulas: frozenset[int], values: Mapping[str, Value]) -> int:
        """The integer of the outcomes of these formulas on the report's facts, some of them having
        these values instead.
        """
        truths, touched = self._truths, frozenset[int]()
        for fact, value in values.items():
            truths = self._atlas.with_value(truths, fact, value)
            touched |= formulas & self._atlas.looking_at(fact)
        return self.engine.what_if.states(self.outcomes, (truths,), touched)[0]

    def states(self, formulas: frozenset[int], fact: str, options: Iterable[AnswerOption]) -> list[int]:
        """The same integer for each of these answers on one fact."""
        without = self._atlas.without(self._truths, fact)
        truths = [without | option.bits for option in options]
        return self.engine.what_if.states(self.outcomes, truths, formulas & self._atlas.looking_at(fact))

    def _by_hand(self, ruler: Ruler | None) -> Ruler | None:
        """The same ruler, with the clauses that a person raised."""
        raised = self.report.raised
        if ruler is None or not raised:
            return ruler
        prefix = f"{ruler.regime.offence.id}/"
        names = frozenset(name.removeprefix(prefix) for name in raised if name.startswith(prefix))
        return Ruler(ruler.regime, names) if names else ruler

"""What-if queries on one report: the same offence, with some facts stated otherwise.

Shared by questions and counterfactuals.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.model.answer import Answer, Assessment
from engine.model.fact import Value
from engine.model.knowledge import Exactly, StatedFact
from engine.model.law import Offence
from engine.model.outcome import Outcome
from engine.model.report import Report
from engine.reasoning.assess import Look, Outlook, under
from engine.reasoning.plan import Regime
from engine.reasoning.qualify import Engine


class Inquiry:
    """Evaluates the regime that governed an offence in an answer, under hypothetical facts, on the
    diagrams alone.
    """

    def __init__(self, engine: Engine, report: Report, answer: Answer) -> None:
        self.engine = engine
        self.report = report
        self.answer = answer

    def regime(self, assessment: Assessment) -> Regime | None:
        """The regime that governed: the version chosen, on the date the law was read."""
        offence = self.engine.ruleset.offences[assessment.offence]
        day = self.law_day(offence)
        mine = [r for r in self.engine.plan.regimes[offence.id] if r.version.id == assessment.version]
        return next((r for r in mine if r.until is None or r.until >= day), mine[-1] if mine else None)

    def regimes(self, assessment: Assessment) -> list[Regime]:
        """The regimes that the answer compared: in force on the day the law is read, and later up
        to the decision.
        """
        offence = self.engine.ruleset.offences[assessment.offence]
        day = self.law_day(offence)
        last = max(day, self.answer.date_of_decision)
        mine = [r for r in self.engine.plan.regimes[offence.id] if r.overlaps(day, last)]
        return [r for i, r in enumerate(mine) if i == 0 or r.version.void != "transferred"]

    def law_day(self, offence: Offence) -> date:
        """The day on which the law of the offence is read."""
        return self.answer.continued_to if offence.conduct == "continuing" else self.answer.date_of_facts

    def supposing(self, values: Mapping[str, Value]) -> Look:
        """The verdict of each formula on the report's facts, some of them stated otherwise."""
        stated = {name: StatedFact(name, Exactly(value)) for name, value in values.items()}
        return self.engine.what_if.on_diagrams({**self.report.facts, **stated})

    def outlook(self, regime: Regime, look: Look) -> Outlook:
        """The offence under the regime, by these verdicts."""
        raised = self.report.raised
        return under(regime, look, lambda name: f"{regime.offence.id}/{name}" in raised)

    def open_formulas(self, regime: Regime, outlook: Outlook) -> list[int]:
        """The formulas still to settle: open elements, raised defences, scope rules a person
        raised.
        """
        return [
            regime.formula(f.name)
            for f in outlook.findings
            if f.verdict.outcome is Outcome.OPEN and not f.presumed and (f.kind in ("element", "scope") or f.raised)
        ]

"""Rulings made clause by clause, in the words of the semantics: what the masks of the engine are held to."""

from __future__ import annotations

from engine.model.answer import Conclusion, Point, Wording
from engine.model.law import Penalty
from engine.model.outcome import Outcome
from engine.reasoning.assess import IsRaised, Look, Outlook, nothing_raised, under
from engine.reasoning.milder import Ruling
from engine.reasoning.plan import Regime


def slow_ruling(regime: Regime, look: Look, is_raised: IsRaised = nothing_raised) -> Ruling:
    """The ruling that the clauses of a regime amount to."""
    outlook = under(regime, look, is_raised)
    findings = outlook.findings
    outcomes = [(f.name, f.verdict.outcome) for f in findings if f.kind == "aggravation"]
    points = tuple(Point(f.kind, f.name, f.condition) for f in findings)
    return Ruling(
        regime,
        Conclusion(
            Wording(regime.offence.id, regime.version.id, regime.from_, points),
            outlook.status,
            outlook.because,
            tuple(f.name for f in findings if f.presumed),
            tuple(f.name for f in findings if f.raised),
            penalty(outlook),
        ),
        None if regime.evoked is None else look(regime.evoked).outcome is Outcome.ESTABLISHED,
        frozenset(name for name, outcome in outcomes if outcome is Outcome.ESTABLISHED),
        frozenset(name for name, outcome in outcomes if outcome is not Outcome.REFUTED),
    )


def slow_obstacles(outlook: Outlook) -> list[str]:
    """The clauses that keep an offence from being established, whatever its status."""
    found = []
    for finding in outlook.findings:
        outcome = finding.verdict.outcome
        if finding.kind in ("element", "scope"):
            if outcome is Outcome.REFUTED or (outcome is Outcome.OPEN and not finding.presumed):
                found.append(finding.name)
        elif finding.kind == "defence" and (outcome is Outcome.ESTABLISHED or finding.raised):
            found.append(finding.name)
    return found


def slow_open_formulas(regime: Regime, outlook: Outlook) -> list[int]:
    """The formulas still to be settled: open elements, raised defences, scope rules a person raised."""
    return [
        regime.formula(f.name)
        for f in outlook.findings
        if f.verdict.outcome is Outcome.OPEN and not f.presumed and (f.kind in ("element", "scope") or f.raised)
    ]


def penalty(outlook: Outlook) -> Penalty:
    """The heaviest penalty incurred under a regime, established aggravations included."""
    version = outlook.regime.version
    incurred = [version.penalty or Penalty()]
    incurred += [
        version.aggravations[f.name]
        for f in outlook.findings
        if f.kind == "aggravation" and f.verdict.outcome is Outcome.ESTABLISHED and f.name in version.aggravations
    ]
    return max(incurred, key=lambda p: p.weight)

"""From the outcomes of its clauses to the status of an offence (docs/semantics.md, sections 3 to 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.model.answer import Compared, Finding, Verdict
from engine.model.law import Penalty
from engine.model.outcome import Outcome, Status
from engine.reasoning.plan import Regime

Look = Callable[[int], Verdict]
IsRaised = Callable[[str], bool]

_FIRM = {Status.NOT_IN_FORCE: 0, Status.OUT_OF_SCOPE: 1, Status.EXCLUDED: 2, Status.OPEN: 3, Status.ESTABLISHED: 4}
"""From what most favours the accused to what least does: the order in which the milder later law is chosen."""

_NO_VERDICT = Verdict(Outcome.OPEN, Outcome.OPEN)


@dataclass(frozen=True, slots=True)
class Outlook:
    """An offence under one regime."""

    regime: Regime
    status: Status
    confirmed: Status
    findings: tuple[Finding, ...] = ()
    because: tuple[str, ...] = ()


def under(regime: Regime, look: Look, is_raised: IsRaised) -> Outlook:
    """The offence under one wording. `look` gives the verdict of a formula, `is_raised` whether a person raised `offence/name`."""
    if regime.version.void is not None:
        return Outlook(regime, Status.NOT_IN_FORCE, Status.NOT_IN_FORCE)
    offence = regime.offence
    findings: list[Finding] = []
    refuted: list[str] = []
    opened: list[str] = []
    outside: list[str] = []
    firm = Status.ESTABLISHED  # on confirmed facts alone
    for clause in regime.elements:
        verdict = look(clause.formula)
        presumed = verdict.outcome is Outcome.OPEN and offence.elements[clause.name].presumed is not None
        presumed = presumed and not is_raised(clause.name)
        findings.append(Finding("element", clause.name, verdict, presumed=presumed))
        if verdict.outcome is Outcome.REFUTED:
            refuted.append(clause.name)
        elif verdict.outcome is Outcome.OPEN and not presumed:
            opened.append(clause.name)
        if verdict.confirmed is Outcome.REFUTED:
            firm = Status.EXCLUDED
        elif (
            verdict.confirmed is Outcome.OPEN
            and firm is Status.ESTABLISHED
            and not _presumable(regime, clause.name, is_raised)
        ):
            firm = Status.OPEN
    for clause in regime.defences:
        verdict = look(clause.formula)
        raised_verdict = look(clause.raised) if clause.raised is not None else _NO_VERDICT
        by_hand = is_raised(clause.name)
        raised = verdict.outcome is Outcome.OPEN and (by_hand or raised_verdict.outcome is Outcome.ESTABLISHED)
        findings.append(Finding("defence", clause.name, verdict, raised=raised))
        if verdict.outcome is Outcome.ESTABLISHED:
            refuted.append(clause.name)
        elif raised:
            opened.append(clause.name)
        if verdict.confirmed is Outcome.ESTABLISHED:
            firm = Status.EXCLUDED
        elif (
            verdict.confirmed is Outcome.OPEN
            and firm is Status.ESTABLISHED
            and (by_hand or raised_verdict.confirmed is Outcome.ESTABLISHED)
        ):
            firm = Status.OPEN
    for clause in regime.scope:
        verdict = look(clause.formula)
        presumed = verdict.outcome is Outcome.OPEN and not is_raised(clause.name)
        findings.append(Finding("scope", clause.name, verdict, presumed=presumed))
        if verdict.outcome is Outcome.REFUTED:
            outside.append(clause.name)
        elif verdict.outcome is Outcome.OPEN and not presumed:
            opened.append(clause.name)
        if verdict.confirmed is Outcome.REFUTED:
            firm = Status.OUT_OF_SCOPE
    findings.extend(Finding("aggravation", c.name, look(c.formula)) for c in regime.aggravations)
    for clause in regime.cautions:  # a caution says something only when it holds
        verdict = look(clause.formula)
        if verdict.outcome is Outcome.ESTABLISHED:
            findings.append(Finding("caution", clause.name, verdict))
    if outside:
        return Outlook(regime, Status.OUT_OF_SCOPE, firm, tuple(findings), tuple(outside))
    if refuted:
        return Outlook(regime, Status.EXCLUDED, firm, tuple(findings), tuple(refuted))
    if opened:
        return Outlook(regime, Status.OPEN, firm, tuple(findings), tuple(opened))
    return Outlook(regime, Status.ESTABLISHED, firm, tuple(findings))


def _presumable(regime: Regime, name: str, is_raised: IsRaised) -> bool:
    return regime.offence.elements[name].presumed is not None and not is_raised(name)


def milder(outlooks: list[Outlook]) -> tuple[Outlook, tuple[Compared, ...]]:
    """The outlook that governs, among the law of the facts (first) and the later ones up to the decision (CP 112-1).

    A heavier later law never reaches back, a milder one does: what governs is the answer most favourable to the accused;
    between equal answers, the lightest penalty; between equal penalties, the oldest wording. A text transferred elsewhere
    is not a milder law. With one outlook, nothing is compared.
    """
    considered = [o for i, o in enumerate(outlooks) if i == 0 or o.regime.version.void != "transferred"]
    if len(considered) == 1:
        return considered[0], ()
    chosen = min(considered, key=lambda o: (_FIRM[o.status], penalty(o).weight if o.status in _PUNISHED else (0, 0, 0)))
    if _FIRM[considered[0].status] == 0:  # not punished on the day of the facts: nothing later can reach back
        chosen = considered[0]
    compared = tuple(Compared(o.regime.version.id, o.regime.from_, o.status) for o in considered)
    return chosen, compared


_PUNISHED = (Status.ESTABLISHED, Status.OPEN)


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

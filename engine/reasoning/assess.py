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


@dataclass(frozen=True, slots=True)
class Outlook:
    """An offence under one regime."""

    regime: Regime
    status: Status
    confirmed: Status
    findings: tuple[Finding, ...] = ()
    because: tuple[str, ...] = ()


def under(regime: Regime, look: Look, is_raised: IsRaised) -> Outlook:
    """The offence under one wording.

    `look` gives the verdict of a formula; `is_raised` tells whether a person raised a clause, by its name.
    """
    if regime.version.void is not None:
        return Outlook(regime, Status.NOT_IN_FORCE, Status.NOT_IN_FORCE)
    findings: list[Finding] = []
    outside: list[str] = []
    against: list[str] = []
    pending: list[str] = []
    firm_outside = firm_against = firm_pending = False  # the same, on confirmed facts alone
    for clause in regime.clauses:
        kind = clause.kind
        verdict = look(clause.formula)
        outcome, confirmed = verdict.outcome, verdict.confirmed
        if kind == "element" or kind == "scope":
            by_default = clause.presumable and not is_raised(clause.name)
            findings.append(Finding(kind, clause.name, verdict, outcome is _OPEN and by_default))
            if outcome is _REFUTED:
                (against if kind == "element" else outside).append(clause.name)
            elif outcome is _OPEN and not by_default:
                pending.append(clause.name)
            if confirmed is _REFUTED:
                firm_against, firm_outside = (True, firm_outside) if kind == "element" else (firm_against, True)
            elif confirmed is _OPEN and not by_default:
                firm_pending = True
        elif kind == "defence":
            by_hand = is_raised(clause.name)
            raising = look(clause.raised) if clause.raised is not None else None
            raised = outcome is _OPEN and (by_hand or (raising is not None and raising.outcome is _ESTABLISHED))
            findings.append(Finding(kind, clause.name, verdict, False, raised))
            if outcome is _ESTABLISHED:
                against.append(clause.name)
            elif raised:
                pending.append(clause.name)
            if confirmed is _ESTABLISHED:
                firm_against = True
            elif confirmed is _OPEN and (by_hand or (raising is not None and raising.confirmed is _ESTABLISHED)):
                firm_pending = True
        elif kind == "aggravation" or outcome is _ESTABLISHED:  # a caution says something only when it holds
            findings.append(Finding(kind, clause.name, verdict))
    firm = _status(firm_outside, firm_against, firm_pending)
    return Outlook(
        regime, _status(outside, against, pending), firm, tuple(findings), tuple(outside or against or pending)
    )


_OPEN, _REFUTED, _ESTABLISHED = Outcome.OPEN, Outcome.REFUTED, Outcome.ESTABLISHED


def _status(outside: object, against: object, pending: object) -> Status:
    if outside:
        return Status.OUT_OF_SCOPE
    if against:
        return Status.EXCLUDED
    return Status.OPEN if pending else Status.ESTABLISHED


def milder(outlooks: list[Outlook]) -> tuple[Outlook, Status, tuple[Compared, ...]]:
    """The outlook that governs, among the law of the facts (first) and the later ones up to the decision (CP 112-1).

    A heavier later law never reaches back, a milder one does: what governs is the answer most favourable to the accused;
    between equal answers, the lightest penalty; between equal penalties, the oldest wording. A text transferred elsewhere
    is not a milder law. With one outlook, nothing is compared. The status given beside is that on confirmed facts alone, chosen
    the same way.
    """
    considered = [o for i, o in enumerate(outlooks) if i == 0 or o.regime.version.void != "transferred"]
    if len(considered) == 1:
        return considered[0], considered[0].confirmed, ()
    chosen = min(considered, key=lambda o: (_FIRM[o.status], penalty(o).weight if o.status in _PUNISHED else (0, 0, 0)))
    if _FIRM[considered[0].status] == 0:  # not punished on the day of the facts: nothing later can reach back
        chosen = considered[0]
    compared = tuple(Compared(o.regime.version.id, o.regime.from_, o.status) for o in considered)
    confirmed = min((o.confirmed for o in considered), key=lambda status: _FIRM[status])
    return chosen, confirmed, compared


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

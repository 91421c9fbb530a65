"""From the outcomes of its clauses to the status of an offence (docs/semantics.md, sections 3 to 6)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from engine.model.answer import Compared, Finding, Verdict
from engine.model.law import Penalty
from engine.model.outcome import Outcome, Status
from engine.reasoning.plan import Clause, Regime

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


class Weight(IntEnum):
    """What a clause does to its offence."""

    NOTHING = 0
    PENDING = 1
    AGAINST = 2
    OUTSIDE = 3


class Weighed(NamedTuple):
    """A finding (None: nothing to say), what it does to the offence, and what it does on confirmed facts alone."""

    finding: Finding | None
    weight: Weight
    firm: Weight


_OPEN, _REFUTED, _ESTABLISHED = Outcome.OPEN, Outcome.REFUTED, Outcome.ESTABLISHED
_STATUS = (Status.ESTABLISHED, Status.OPEN, Status.EXCLUDED, Status.OUT_OF_SCOPE)
"""The status by the heaviest weight among the clauses."""


def weigh(clause: Clause, verdict: Verdict, raising: Verdict | None, by_hand: bool) -> Weighed:
    """One clause. `raising` is the verdict of what raises a defence; `by_hand`: a person raised the clause."""
    outcome, confirmed = verdict.outcome, verdict.confirmed
    kind = clause.kind
    if kind == "element" or kind == "scope":
        refuting = Weight.AGAINST if kind == "element" else Weight.OUTSIDE
        by_default = clause.presumable and not by_hand
        pending = Weight.NOTHING if by_default else Weight.PENDING
        effect = {_REFUTED: refuting, _OPEN: pending, _ESTABLISHED: Weight.NOTHING}
        return Weighed(
            Finding(kind, clause.name, verdict, outcome is _OPEN and by_default), effect[outcome], effect[confirmed]
        )
    if kind == "defence":
        raised = by_hand or (raising is not None and raising.outcome is _ESTABLISHED)
        firmly = by_hand or (raising is not None and raising.confirmed is _ESTABLISHED)
        return Weighed(
            Finding(kind, clause.name, verdict, False, outcome is _OPEN and raised),
            _defended(outcome, raised),
            _defended(confirmed, firmly),
        )
    says = kind == "aggravation" or outcome is _ESTABLISHED  # a caution says something only when it holds
    return Weighed(Finding(kind, clause.name, verdict) if says else None, Weight.NOTHING, Weight.NOTHING)


def _defended(outcome: Outcome, raised: bool) -> Weight:
    if outcome is _ESTABLISHED:
        return Weight.AGAINST
    return Weight.PENDING if raised and outcome is _OPEN else Weight.NOTHING


def under(regime: Regime, look: Look, is_raised: IsRaised) -> Outlook:
    """The offence under one wording.

    `look` gives the verdict of a formula; `is_raised` tells whether a person raised a clause, by its name.
    """
    return conclude(
        regime,
        [
            weigh(c, look(c.formula), None if c.raised is None else look(c.raised), is_raised(c.name))
            for c in regime.clauses
        ],
    )


def conclude(regime: Regime, clauses: Sequence[Weighed]) -> Outlook:
    """The status of the offence from its clauses, in their order: the heaviest weight decides, and those that have it say why."""
    if regime.version.void is not None:
        return Outlook(regime, Status.NOT_IN_FORCE, Status.NOT_IN_FORCE)
    heaviest = firm = Weight.NOTHING
    findings = []
    for finding, weight, firm_weight in clauses:
        if finding is not None:
            findings.append(finding)
        if weight > heaviest:
            heaviest = weight
        if firm_weight > firm:
            firm = firm_weight
    because = tuple([f.name for f, weight, _ in clauses if weight is heaviest and f is not None]) if heaviest else ()
    return Outlook(regime, _STATUS[heaviest], _STATUS[firm], tuple(findings), because)


class Judge:
    """One regime, many reports: what each clause says is kept under the codes of the verdicts it depends on."""

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self._clauses: list[tuple[Clause, int, int | None, dict[Hashable, Weighed]]] = [
            (c, c.formula, c.raised, {}) for c in regime.clauses
        ]

    def outlook(self, verdicts: Sequence[Verdict], codes: Sequence[int]) -> Outlook:
        """As `under` when nobody raised anything by hand."""
        weighed = []
        for clause, formula, raised, kept in self._clauses:
            key = codes[formula] if raised is None else (codes[formula], codes[raised])
            found = kept.get(key)
            if found is None:
                if len(kept) >= MAX_KEPT:
                    kept.clear()
                found = kept[key] = weigh(
                    clause, verdicts[formula], None if raised is None else verdicts[raised], False
                )
            weighed.append(found)
        return conclude(self.regime, weighed)


MAX_KEPT = 256
"""Findings kept per clause."""


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

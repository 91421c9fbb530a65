"""Assessment of an offence: from the outcomes of its clauses to its status (docs/semantics.md,
sections 3 to 6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from engine.model.answer import Finding, Verdict
from engine.model.outcome import Outcome, Status
from engine.reasoning.plan import Clause, Regime

Look = Callable[[int], Verdict]
IsRaised = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Outlook:
    """An offence under one regime."""

    regime: Regime
    status: Status
    findings: tuple[Finding, ...] = ()
    because: tuple[str, ...] = ()


class Weight(IntEnum):
    """Weight of a clause: what it does to its offence."""

    NOTHING = 0
    PENDING = 1
    AGAINST = 2
    OUTSIDE = 3


_OPEN, _REFUTED, _ESTABLISHED = Outcome.OPEN, Outcome.REFUTED, Outcome.ESTABLISHED
_NOTHING, _PENDING, _AGAINST, _OUTSIDE = Weight.NOTHING, Weight.PENDING, Weight.AGAINST, Weight.OUTSIDE
_STATUS = (Status.ESTABLISHED, Status.OPEN, Status.EXCLUDED, Status.OUT_OF_SCOPE)
"""The status by the heaviest weight among the clauses."""


def weigh(clause: Clause, verdict: Verdict, raising: Verdict | None, by_hand: bool) -> tuple[Finding | None, Weight]:
    """A finding on one clause (None: nothing to say), and what it does to the offence.

    `raising` is the verdict of what raises a defence; `by_hand`: a person raised the clause.
    """
    outcome, kind = verdict.outcome, clause.kind
    if kind == "element" or kind == "scope":
        presumed = outcome is _OPEN and clause.presumable and not by_hand
        finding = Finding(kind, clause.name, verdict, presumed, False, clause.formula)
        if outcome is _REFUTED:
            return finding, _AGAINST if kind == "element" else _OUTSIDE
        return finding, _PENDING if outcome is _OPEN and not presumed else _NOTHING
    if kind == "defence":
        raised = outcome is _OPEN and (by_hand or (raising is not None and raising.outcome is _ESTABLISHED))
        finding = Finding(kind, clause.name, verdict, False, raised, clause.formula)
        return finding, _AGAINST if outcome is _ESTABLISHED else _PENDING if raised else _NOTHING
    says = kind == "aggravation" or outcome is _ESTABLISHED  # a caution says something only when it holds
    return Finding(kind, clause.name, verdict, condition=clause.formula) if says else None, _NOTHING


def nothing_raised(name: str) -> bool:
    """The predicate of a report of which no person raised any clause."""
    return False


def under(regime: Regime, look: Look, is_raised: IsRaised = nothing_raised) -> Outlook:
    """The offence under one wording: the heaviest weight among its clauses decides, and those that
    have it say why.

    `look` gives the verdict of a formula; `is_raised` tells whether a person raised a clause, by
    its name.
    """
    if regime.version.void is not None:
        return Outlook(regime, Status.NOT_IN_FORCE)
    heaviest = _NOTHING
    findings: list[Finding] = []
    because: list[str] = []
    for clause in regime.clauses:
        raising = None if clause.raised is None else look(clause.raised)
        finding, weight = weigh(clause, look(clause.formula), raising, is_raised(clause.name))
        if finding is None:
            continue
        findings.append(finding)
        if weight > heaviest:
            heaviest = weight
            because.clear()
        if weight and weight == heaviest:
            because.append(clause.name)
    return Outlook(regime, _STATUS[heaviest], tuple(findings), tuple(because))

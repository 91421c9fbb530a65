"""The choice among the wordings in force from the facts to the decision (CP 112-1;
docs/semantics.md, section 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.model.answer import ComparedWording, Conclusion
from engine.model.outcome import Status
from engine.reasoning.plan import Regime

_MILDEST_FIRST = {
    Status.NOT_IN_FORCE: 0,
    Status.OUT_OF_SCOPE: 1,
    Status.EXCLUDED: 2,
    Status.OPEN: 3,
    Status.ESTABLISHED: 4,
}
"""From what most favours the accused to what least does."""
_PUNISHED = (Status.ESTABLISHED, Status.OPEN)


class Ruling(NamedTuple):
    """Ruling of one regime: a conclusion, whether the facts evoke the offence (None: the regime
    does not say), and the aggravations that are established, and those that are not refuted.
    """

    regime: Regime
    conclusion: Conclusion
    evoked: bool | None
    aggravated: frozenset[str]
    perhaps_aggravated: frozenset[str]


def milder(rulings: Sequence[Ruling]) -> tuple[Ruling, tuple[ComparedWording, ...]]:
    """The ruling that governs, among that of the law of the facts (first) and the later ones up to
    the decision.

    A heavier later law never reaches back, a milder one does: what governs is the answer most
    favourable to the accused; between equal answers, the lightest penalty; between equal penalties,
    the oldest wording. A text transferred elsewhere is not a milder law. With one wording, nothing
    is compared.
    """
    first = rulings[0]
    if len(rulings) == 1:
        return first, ()
    considered = [first, *(r for r in rulings[1:] if r.regime.version.void != "transferred")]
    if len(considered) == 1:
        return first, ()
    chosen = min(considered, key=_severity)
    if (
        first.conclusion.status is Status.NOT_IN_FORCE
    ):  # not punished on the day of the facts: nothing later can reach back
        chosen = first
    return chosen, tuple(ComparedWording(r.regime.version.id, r.regime.from_, r.conclusion.status) for r in considered)


def mildest(statuses: Sequence[Status], regimes: Sequence[Regime]) -> Status:
    """The status that governs, from that of each regime."""
    if len(statuses) == 1:
        return statuses[0]
    considered = [
        status
        for number, (status, regime) in enumerate(zip(statuses, regimes, strict=True))
        if number == 0 or regime.version.void != "transferred"
    ]
    return min(considered, key=_MILDEST_FIRST.__getitem__, default=Status.NOT_IN_FORCE)


def _severity(ruling: Ruling) -> tuple[int, tuple[int, int, int]]:
    status = ruling.conclusion.status
    return (_MILDEST_FIRST[status], ruling.conclusion.penalty.weight if status in _PUNISHED else (0, 0, 0))

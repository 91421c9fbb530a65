"""One main suggestion and those beside it: speciality, exclusion, cumulation, then gravity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.model.answer import Assessment, Setting
from engine.model.law import Offence
from engine.model.outcome import Status


@dataclass(frozen=True, slots=True)
class Concurrence:
    """The main offence, the others in order, and whether an open offence would take the main one's place."""

    main: str | None
    others: tuple[Setting, ...]
    contested: bool


def concurrence(live: Sequence[Assessment], offences: Mapping[str, Offence]) -> Concurrence:
    """Among the offences that are established, or open and evoked: a special text absorbs the general one, an exclusive one its rival.

    Order: established before open; then fewer points open; then the heavier penalty; then the identifier.
    """
    absorbed: dict[str, str] = {}
    contested: set[str] = set()
    by_id = {a.offence: a for a in live}
    for assessment in live:
        for relation in offences[assessment.offence].relations:
            other = by_id.get(relation.with_)
            if other is None or relation.prevails is None or relation.kind not in ("exclusion", "speciality"):
                continue
            winner, loser = (assessment, other) if relation.prevails == "this" else (other, assessment)
            if winner.status is Status.ESTABLISHED:
                absorbed[loser.offence] = winner.offence
            elif loser.status is Status.ESTABLISHED:
                contested.add(loser.offence)
    order = sorted(live, key=_rank)
    free = [a for a in order if a.offence not in absorbed]
    main = free[0].offence if free else None
    others = [Setting(a.offence, "concurrent") for a in free[1:]]
    others += [Setting(a.offence, "absorbed", absorbed[a.offence]) for a in order if a.offence in absorbed]
    return Concurrence(main, tuple(others), main in contested)


def _rank(assessment: Assessment) -> tuple[int, int, tuple[int, int, int], str]:
    heaviest = assessment.penalty.weight
    return (
        0 if assessment.status is Status.ESTABLISHED else 1,
        len(assessment.because),
        (-heaviest[0], -heaviest[1], -heaviest[2]),
        assessment.offence,
    )

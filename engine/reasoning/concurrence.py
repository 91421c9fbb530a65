"""One main suggestion, those beside it, those to be examined besides: speciality, exclusion,
cumulation, then the ranking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.model.answer import Assessment, First, Setting
from engine.model.law import Offence
from engine.model.outcome import Status
from engine.reasoning.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Concurrence:
    """The main offence, the others in order, and whether an open offence would take the main one's
    place.

    `also` are set aside from both: each lacks what is distinctive in it.
    """

    main: Assessment | None
    others: tuple[Setting, ...]
    contested: bool
    also: tuple[Setting, ...] = ()
    first: First | None = None


def concurrence(
    live: Sequence[Assessment], every: Mapping[str, Assessment], offences: Mapping[str, Offence], ranking: Ranking
) -> Concurrence:
    """Among the offences that are established, or open and evoked: a special text absorbs the
    general one, an exclusive one its rival, unless it is presumed and the other outweighs it.

    The ranking orders the rest, says which lack what is distinctive in them, and which others of
    every offence a reader recognises.
    """
    if not live:
        return Concurrence(None, (), False)
    absorbed: dict[str, str] = {}
    contested: dict[str, list[str]] = {}
    by_id = {a.offence: a for a in live}
    for assessment in live:
        for relation in offences[assessment.offence].relations:
            other = by_id.get(relation.with_)
            if other is None or relation.prevails is None or relation.kind not in ("exclusion", "speciality"):
                continue
            winner, loser = (assessment, other) if relation.prevails == "this" else (other, assessment)
            if winner.status is Status.ESTABLISHED:
                if not ranking.outweighs(loser, winner):
                    absorbed[loser.offence] = winner.offence
            elif loser.status is Status.ESTABLISHED:
                contested.setdefault(loser.offence, []).append(winner.offence)
    ranking = ranking.under(contested)
    order = ranking.best_first(live)
    aside = {a.offence for a in order if ranking.is_aside(a)}
    free = [a for a in order if a.offence not in absorbed and a.offence not in aside]
    recognised = ranking.recognised(every, free, {a.offence for a in free} | absorbed.keys())
    free += recognised
    ranking = ranking.beside(free)
    free = ranking.best_first(free)
    aside -= {a.offence for a in recognised}
    main = free[0] if free else None
    others = [Setting(a.offence, "concurrent") for a in free[1:]]
    others += [_absorbed(a, absorbed) for a in order if a.offence in absorbed and a.offence not in aside]
    also = [
        _absorbed(a, absorbed) if a.offence in absorbed else Setting(a.offence, "concurrent")
        for a in order
        if a.offence in aside
    ]
    is_contested = main is not None and main.offence in contested
    return Concurrence(main, tuple(others), is_contested, tuple(also), ranking.first(free))


def _absorbed(assessment: Assessment, absorbed: Mapping[str, str]) -> Setting:
    return Setting(assessment.offence, "absorbed", absorbed[assessment.offence])

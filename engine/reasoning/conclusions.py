"""The conclusion on each offence: among the wordings in force, the milder; made once for equal
outcomes, and kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from engine.cache import TwoGenerationCache
from engine.model.answer import Board, ComparedWording, Conclusion, Wording
from engine.model.outcome import Status
from engine.reasoning.limitation import Step
from engine.reasoning.milder import Ruling, milder, mildest
from engine.reasoning.plan import Plan
from engine.reasoning.rulings import Ruler
from engine.reasoning.timelines import OffenceTimeline

CACHE_PER_OFFENCE = 136
"""Conclusions kept per generation for each offence of the law, wherever they fall (some megabytes
in all): as the law grows, as many are found again.
"""


class OffenceConclusion(NamedTuple):
    """Conclusion on an offence, the wordings compared, and the limitation each text gives: under
    the established circumstances, and with those still open.

    `live`: established, or open and evoked; limitation is looked for of those alone.
    """

    conclusion: Conclusion
    evoked: bool = False
    compared: tuple[ComparedWording, ...] = ()
    live: bool = False
    limited: tuple[Step, ...] = ()
    perhaps_limited: tuple[Step, ...] = ()


class Conclusions:
    """Concludes on every offence of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._limitations = plan.ruleset.limitations
        self._cache: TwoGenerationCache[OffenceConclusion] = TwoGenerationCache(CACHE_PER_OFFENCE * len(plan.regimes))

    def on(
        self, dated: OffenceTimeline, board: Board, raised: Collection[str] = ()
    ) -> tuple[OffenceConclusion, Status]:
        """What is concluded on an offence, and its status on confirmed facts alone.

        `raised` names clauses raised by hand: nothing is kept of what is concluded on their
        offences.
        """
        outcomes, confirmed, mask = board.outcomes, board.confirmed, dated.mask
        by_hand = _own(dated, raised) if raised else ()
        if by_hand:
            return self._by_hand(dated, outcomes, by_hand), self._by_hand(dated, confirmed, by_hand).conclusion.status
        key = (dated, outcomes & mask)
        concluded = self._cache[key] or self._conclude_once(key)
        unsure = (outcomes ^ confirmed) & mask
        return concluded, self._confirmed(dated, confirmed) if unsure else concluded.conclusion.status

    def on_all(self, law: Sequence[OffenceTimeline], board: Board) -> tuple[list[OffenceConclusion], list[Status]]:
        """The same of each offence of the law, in order, nothing being raised by hand."""
        outcomes, confirmed, kept = board.outcomes, board.confirmed, self._cache
        unsure = outcomes ^ confirmed
        keys = [(dated, outcomes & dated.mask) for dated in law]
        concluded = [kept[key] or self._conclude_once(key) for key in keys]
        statuses = [  # of the conclusion: a name costs twice a place
            self._confirmed(dated, confirmed) if unsure & dated.mask else one[0][1]
            for dated, one in zip(law, concluded, strict=True)
        ]
        return concluded, statuses

    def _conclude_once(self, key: tuple[OffenceTimeline, int]) -> OffenceConclusion:
        dated, state = key
        return self._cache.put(key, self._conclude(dated, [ruler.ruling(state) for ruler in dated.rulers]))

    def _confirmed(self, dated: OffenceTimeline, confirmed: int) -> Status:
        """The status of an offence on confirmed facts alone."""
        rulers = dated.rulers
        if len(rulers) == 1:
            return rulers[0].status(confirmed)
        return mildest([r.status(confirmed) for r in rulers], dated.regimes)

    def _by_hand(self, dated: OffenceTimeline, state: int, names: Collection[str]) -> OffenceConclusion:
        return self._conclude(dated, [Ruler(regime, names).ruling(state) for regime in dated.regimes])

    def _conclude(self, dated: OffenceTimeline, rulings: Sequence[Ruling]) -> OffenceConclusion:
        if not rulings:
            return OffenceConclusion(Conclusion(Wording(dated.offence.id), Status.NOT_IN_FORCE))
        chosen, compared = milder(rulings)
        evoked = bool(rulings[0].evoked if chosen.evoked is None else chosen.evoked)
        status = chosen.conclusion.status
        if not (status is Status.ESTABLISHED or (status is Status.OPEN and evoked)):
            return OffenceConclusion(chosen.conclusion, evoked, compared)
        limited, perhaps = (
            self._steps(rulings, circumstances) for circumstances in (chosen.aggravated, chosen.perhaps_aggravated)
        )
        return OffenceConclusion(chosen.conclusion, evoked, compared, True, limited, perhaps)

    def _steps(self, rulings: Sequence[Ruling], circumstances: frozenset[str]) -> tuple[Step, ...]:
        """The limitation each text gives under these circumstances."""
        steps: list[Step] = []
        for ruling in rulings:
            version = ruling.regime.version
            name = version.limitation
            for circumstance, instead in version.limitation_if.items():
                if circumstance in circumstances:
                    name = instead
            if name is not None:
                limitation = self._limitations[name]
                if not steps or steps[-1][1] is not limitation:
                    steps.append((ruling.regime.from_, limitation))
        return tuple(steps)


def _own(dated: OffenceTimeline, raised: Collection[str]) -> frozenset[str]:
    """The names of the clauses of an offence among those raised by hand."""
    prefix = f"{dated.offence.id}/"
    return frozenset([name.removeprefix(prefix) for name in raised if name.startswith(prefix)])

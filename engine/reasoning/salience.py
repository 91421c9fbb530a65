"""Signs of what may be concluded on offences, read off the outcomes on the facts of a
report. What no sign points to is known without being concluded on.

Facts evoke an offence where they establish its evoking condition. They establish it where they
establish every element that nothing presumes: one of these stands for all. They exclude it, or put
it out of its scope, where they refute an element or a scope rule, or establish a defence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from engine.model.answer import Verdict
from engine.model.outcome import Outcome
from engine.reasoning.outcomes import bit
from engine.reasoning.plan import Regime
from engine.reasoning.rulings import Ruler

_Sign = tuple[int, Outcome]
"""A formula that has an outcome."""


class Salience:
    """Places in one law of the offences on which something may be concluded."""

    def __init__(self, rulers: Mapping[str, Sequence[Ruler]], untouched: Sequence[Verdict]) -> None:
        """`rulers`: who rules on each regime, by offence, in the order of the law; `untouched`: the
        verdict of each formula when nothing is known.
        """
        self._places = {name: place for place, name in enumerate(rulers)}
        regimes = [[ruler.regime for ruler in group] for group in rulers.values()]
        self._live = _Index(regimes, _signs_of_life, untouched)
        self._exclusion = _Index(regimes, _signs_of_exclusion, untouched)

    def salient(self, outcomes: int, raised: Collection[str]) -> list[int]:
        """Those that may be live or evoked, in order, and those of which a person `raised` a
        clause.

        `outcomes`: the integer of all outcomes (engine.reasoning.outcomes).
        """
        found = set(self._live.places(outcomes))
        if raised:
            found.update([self._places[name.partition("/")[0]] for name in raised])
        return sorted(found)

    def excludable(self, confirmed: int) -> Iterator[int]:
        """Those that confirmed facts may exclude, or put out of their scope; one may come several
        times.

        `confirmed`: the integer of all outcomes on confirmed facts alone.
        """
        return self._exclusion.places(confirmed)


class _Index:
    """Places of offences by the signs that point to them."""

    def __init__(
        self,
        regimes: Iterable[Iterable[Regime]],
        signs_of: Callable[[Regime], Iterable[_Sign | None]],
        untouched: Sequence[Verdict],
    ) -> None:
        always: set[int] = set()  # what points to them is there when nothing is known, or nothing need be
        self._places: dict[int, list[int]] = {}
        for place, group in enumerate(regimes):
            for sign in {sign for regime in group for sign in signs_of(regime)}:
                if sign is None or untouched[sign[0]].outcome is sign[1]:
                    always.add(place)
                else:
                    self._places.setdefault(bit(*sign), []).append(place)
        self._always = tuple(always)
        self._any = reduce(or_, self._places, 0)

    def places(self, state: int) -> Iterator[int]:
        """The places of those that a sign among these outcomes points to; one may come several
        times.
        """
        yield from self._always
        met = state & self._any
        while met:
            one = met & -met
            yield from self._places[one]
            met ^= one


def _signs_of_life(regime: Regime) -> Iterator[_Sign | None]:
    """One is there wherever the offence is evoked or established; None where it may be established
    on nothing.
    """
    if regime.version.void is not None:
        return
    elements = regime.offence.elements
    required = [clause for clause in regime.clauses if clause.kind == "element" and not clause.presumable]
    first = min(required, key=lambda clause: not elements[clause.name].core, default=None)
    yield None if first is None else (first.formula, Outcome.ESTABLISHED)
    if regime.evoked is not None:
        yield regime.evoked, Outcome.ESTABLISHED


def _signs_of_exclusion(regime: Regime) -> Iterator[_Sign]:
    """One is there wherever the offence is excluded or out of its scope."""
    for clause in regime.clauses:
        if clause.kind in ("element", "scope"):
            yield clause.formula, Outcome.REFUTED
        elif clause.kind == "defence":
            yield clause.formula, Outcome.ESTABLISHED

"""Facts that `mean` a comparison on an integer fact, read as what they say of it, together with
what is stated of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.facts.faults import FieldFault
from engine.model.fact import FactDefinition, Means
from engine.model.knowledge import Between, Exactly, Knowledge, StatedFact
from engine.model.outcome import Standing
from textfile.text import Text

_KEEP_ONE = Text(fr="garder l'un des deux", en="keep one of the two")


@dataclass(frozen=True, slots=True)
class _Interval:
    """Integers from `low` to `high`, bounds included; None does not limit."""

    low: int | None
    high: int | None

    def and_(self, other: _Interval) -> _Interval | None:
        """The intersection of both; None when they contradict each other."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        low, high = max(lows, default=None), min(highs, default=None)
        return None if low is not None and high is not None and low > high else _Interval(low, high)

    @property
    def knowledge(self) -> Knowledge:
        return Exactly(self.low) if self.low is not None and self.low == self.high else Between(self.low, self.high)


@dataclass(frozen=True, slots=True)
class _IntegerStatement:
    """One statement on an integer fact, and the name it was made under."""

    name: str
    fact: StatedFact
    interval: _Interval


def asks_of(name: str, facts: Mapping[str, FactDefinition]) -> str:
    """The fact that conditions look at where this one is asked: the integer that it means a
    comparison on, or itself.
    """
    means = facts[name].means
    return name if means is None else means.fact


def merge_meanings(
    stated: dict[str, StatedFact], facts: Mapping[str, FactDefinition], faults: list[FieldFault]
) -> None:
    """Replaces, in `stated`, each fact that means a comparison on another by what all statements on
    that other say together.

    Confirmed statements that contradict one another are a fault, and so are presumed ones; a
    presumed statement that contradicts the confirmed ones gives way to them.
    """
    said: dict[str, list[_IntegerStatement]] = {}
    for name in [n for n in stated if facts[n].means is not None]:
        fact, means = stated.pop(name), facts[name].means
        if means is None or not isinstance(fact.knowledge, Exactly):
            continue
        meant = StatedFact(means.fact, fact.knowledge, fact.standing, fact.source, fact.span, was=fact.was)
        said.setdefault(means.fact, []).append(
            _IntegerStatement(name, meant, _meant(means, fact.knowledge.value is True, facts))
        )
    for other, statements in said.items():
        if other in stated:
            statements.insert(0, _IntegerStatement(other, stated[other], _interval(stated[other].knowledge)))
        both = _together(statements, faults)
        if both is not None:
            stated[other] = both


def _together(statements: list[_IntegerStatement], faults: list[FieldFault]) -> StatedFact | None:
    confirmed = [s for s in statements if s.fact.standing is Standing.CONFIRMED]
    sure = _all(confirmed, _Interval(None, None), faults)
    if sure is None:
        return None
    presumed = [
        s for s in statements if s.fact.standing is not Standing.CONFIRMED and sure.and_(s.interval) is not None
    ]
    whole = _all(presumed, sure, faults)
    if whole is None:
        return None
    if not presumed or (confirmed and whole == sure):
        return replace(confirmed[0].fact, knowledge=sure.knowledge)
    return replace(presumed[0].fact, knowledge=whole.knowledge, sure=sure.knowledge if confirmed else None)


def _all(statements: list[_IntegerStatement], start: _Interval, faults: list[FieldFault]) -> _Interval | None:
    """The intersection of the statements; None after having told the first that contradicts those
    before it.
    """
    together = start
    for i, said in enumerate(statements):
        narrowed = together.and_(said.interval)
        if narrowed is None:
            against = next((s.name for s in statements[:i] if s.interval.and_(said.interval) is None), said.fact.fact)
            what = Text(fr=f"contredit `{against}`", en=f"contradicts `{against}`")
            faults.append(FieldFault(f"facts.{said.name}", what, _KEEP_ONE))
            return None
        together = narrowed
    return together


def _meant(means: Means, holds: bool, facts: Mapping[str, FactDefinition]) -> _Interval:
    other = facts[means.fact]
    threshold = means.under if means.under is not None else means.from_
    assert threshold is not None  # a check of the vocabulary
    is_under = (means.under is not None) is holds
    return _Interval(other.min, threshold - 1) if is_under else _Interval(threshold, other.max)


def _interval(known: Knowledge) -> _Interval:
    match known:
        case Exactly(int() as value):
            return _Interval(value, value)
        case Between(int() | None as low, int() | None as high):
            return _Interval(low, high)
    raise TypeError(known)

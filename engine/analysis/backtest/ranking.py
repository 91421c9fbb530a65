"""What orders suggestions, of two laws: a backtest compares it to know which reports an edit of the
order cannot touch.
"""

from __future__ import annotations

from typing import NamedTuple, get_args

from engine.model.order import CriterionName, Order
from engine.model.ruleset import Ruleset

_CRITERIA: tuple[CriterionName, ...] = get_args(CriterionName)


class RankPlace(NamedTuple):
    """What places an offence in the order of suggestions, whatever the report."""

    fields: tuple[str, ...] = ()
    usual: str | None = None
    gravities: tuple[str, ...] = ()
    recipient: bool = True
    cautious: bool = False
    distinctive: frozenset[str] = frozenset()


def place_of(law: Ruleset, name: str) -> RankPlace:
    """Rank place of an offence under a law; an empty one where the law lacks it."""
    offence, order = law.offences.get(name), law.order
    if offence is None:
        return RankPlace()
    recipient = offence.routing != ("aucun",)
    core = frozenset(e for e, element in offence.elements.items() if element.core)
    if order is None:
        return RankPlace(recipient=recipient)
    return RankPlace(
        tuple(rule.id for rule in order.fields if name in rule.offences),
        next((rule.id for rule in order.fields if name in rule.usual), None),
        tuple(rule.id for rule in order.gravity if name in rule.offences),
        recipient,
        name in order.cautious,
        frozenset(order.distinctive.get(name, core)),
    )


def scales_of(order: Order | None) -> object:
    """What weighs every suggestion alike."""
    if order is None:
        return None
    thresholds = (
        order.likely,
        order.unlikely,
        order.unlikely_offence,
        order.recognised,
        order.suggested,
        order.outshone,
        order.surer,
        order.unabsorbed,
        order.places,
        order.noise,
    )
    points = [order.criteria.of(name).points for name in _CRITERIA]
    return thresholds, points


def indicated_of(order: Order | None, but: frozenset[str]) -> object:
    """What indications lead to, but for some offences, unless these are the first to look at."""
    if order is None:
        return None
    fields = [(rule.id, rule.categories, rule.usual, _without(rule.others, but)) for rule in order.fields]
    variants = [_without(group, but) for group in order.variants]
    return (
        fields,
        [(rule.id, _without(rule.offences, but)) for rule in order.gravity],
        [group for group in variants if len(group) > 1],
    )


def usual_offences(order: Order | None) -> frozenset[str]:
    """The offences that are looked at first where a field is likely, evoked or not."""
    return frozenset() if order is None else frozenset(name for rule in order.fields for name in rule.usual)


def _without(names: tuple[str, ...], but: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in but)

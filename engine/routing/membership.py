"""Membership of a country in the Union, or in the INHOPE network, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.model.outcome import Confidence
from engine.model.routing import Membership


def in_union(groups: Iterable[Membership], country: str, day: date) -> bool | None:
    """Whether a country is a State of the Union.

    The list is complete: a country that is not in it is not one.

    None before the first day that the list speaks of.
    """
    listed = tuple(groups)
    if day < min((group.start for group in listed), default=date.max):
        return None
    return any(country in group.countries and group.covers(day) for group in listed)


def in_inhope(groups: Iterable[Membership], country: str, day: date) -> bool | None:
    """Whether a country has a hotline of the network.

    Only some are known: absent, to be verified or undated then is None.

    False only once a written last day has passed.
    """
    known = [g for g in groups if country in g.countries and g.source.confidence is not Confidence.TO_VERIFY]
    if any(group.covers(day) for group in known):
        return True
    return False if known and all(group.until is not None and group.until < day for group in known) else None

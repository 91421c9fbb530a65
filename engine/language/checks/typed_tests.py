"""R202: a comparison that does not fit the type of its fact; R203: a value outside a choice; R207:
a threshold out of bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from engine.language.checks.conditions import Spot, conditions_that_can_be_read, vocabulary
from engine.language.project import Project
from engine.model.condition import IncludesAny, IsOneOf, IsTrue, Test, Within
from engine.model.countries import COUNTRIES, MISTAKEN
from engine.model.fact import FactDefinition
from textfile.diagnostics import Diagnostic
from textfile.quoting import asked_for, choices, did_you_mean, short

KINDS = {
    "boolean": "un booléen",
    "choice": "un choix",
    "country": "un pays",
    "language": "une langue",
    "set": "un ensemble",
    "integer": "un nombre",
    "date": "une date",
}
"""French name of each type of fact."""
_FITTING = {
    "boolean": (IsTrue, "{fact: …} seul, ou `is: false`"),
    "choice": (IsOneOf, "`is` ou `in`, avec une de ses valeurs"),
    "country": (IsOneOf, "`is` ou `in`, avec un code comme FR"),
    "language": (IsOneOf, "`is` ou `in`, avec un code comme fr"),
    "set": (IncludesAny, "`includes` ou `includes_any`"),
    "integer": (Within, "`from` et `under`, avec des nombres"),
    "date": (Within, "`from` et `under`, avec des dates AAAA-MM-JJ"),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")


def comparisons_fit_their_facts(project: Project) -> Iterator[Diagnostic]:
    """Checks that comparisons fit the types of their facts."""
    facts = vocabulary(project)
    for condition in conditions_that_can_be_read(project):
        for part, spot in condition.parts():
            if isinstance(part, IsTrue | IsOneOf | IncludesAny | Within) and part.fact in facts:
                yield from _fits(part, facts[part.fact], spot)


def _fits(test: Test, fact: FactDefinition, spot: Spot) -> Iterator[Diagnostic]:
    shape, how = _FITTING[fact.type]
    if not isinstance(test, shape):
        key = spot.comparison
        compared = f"is: {short(test.values[0])}" if key == "is" and isinstance(test, IsOneOf) else key
        wrong = f"`{compared}` ne convient pas" if key else f"`{{fact: {fact.id}}}` seul ne convient pas"
        message = f"`{fact.id}` est {KINDS[fact.type]} : {wrong}"
        yield Diagnostic("R202", spot.at(key or "fact"), message, f"écrire {how}")
        return
    match test:
        case IsOneOf(_, values) | IncludesAny(_, values):
            yield from _values(values, fact, spot)
        case Within(_, lower, upper):
            yield from _bounds(lower, upper, fact, spot)


def _values(values: tuple[str, ...], fact: FactDefinition, spot: Spot) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for i, value in enumerate(values):
        if value in seen:
            yield Diagnostic("R203", spot.value(i), f"`{fact.id}` : `{short(value)}` est écrit deux fois", "en ôter un")
            continue
        seen.add(value)
        hint = _refusal(value, fact)
        if hint is None:
            continue
        yield Diagnostic("R203", spot.value(i), f"`{fact.id}` ne peut pas valoir `{short(value)}`", hint)


def _refusal(value: str, fact: FactDefinition) -> str | None:
    """What to write instead of a value that the fact cannot have; None where it can."""
    match fact.type:
        case "country":
            if value in COUNTRIES:
                return None
            return asked_for(MISTAKEN[value]).fr if value in MISTAKEN else "écrire un code ISO 3166 (FR)"
        case "language":
            return None if _LANGUAGE.match(value) else "écrire un code ISO 639 (fr)"
        case _:
            return (
                None if value in fact.values else did_you_mean(value, fact.values, f"valeurs : {choices(fact.values)}")
            )


def _bounds(
    lower: int | date | None, upper: int | date | None, fact: FactDefinition, spot: Spot
) -> Iterator[Diagnostic]:
    wanted = date if fact.type == "date" else int
    bounds = [(key, bound) for key, bound in (("from", lower), ("under", upper)) if bound is not None]
    for key, bound in bounds:
        if not isinstance(bound, wanted):
            message = f"`{fact.id}` est {KINDS[fact.type]} : {bound} ne convient pas"
            yield Diagnostic(
                "R202", spot.home.value_place(*spot.path, key), message, f"écrire {_FITTING[fact.type][1]}"
            )
            return
    if lower is not None and upper is not None and lower >= upper:  # type: ignore[operator]
        yield Diagnostic(
            "R207", spot.at("under"), f"intervalle vide : de {lower} à moins de {upper}", "échanger les bornes"
        )
        return
    if fact.min is not None and fact.max is not None and fact.min >= fact.max:
        return  # R208 says so
    for key, bound in bounds:
        if isinstance(bound, int) and (
            (fact.min is not None and bound <= fact.min) or (fact.max is not None and bound > fact.max)
        ):
            what = "ôter la borne, ou corriger" if key == "from" else "corriger le seuil, ou"
            message = f"`{fact.id}` {range_of(fact)} : le seuil {bound} ne distingue rien"
            yield Diagnostic("R207", spot.at(key), message, f"{what} les limites du fait")


def range_of(fact: FactDefinition) -> str:
    """« va de 0 à 120 », « commence à 0 », « s'arrête à 120 »."""
    if fact.min is None:
        return f"s'arrête à {fact.max}"
    return f"commence à {fact.min}" if fact.max is None else f"va de {fact.min} à {fact.max}"

"""R202: a comparison that does not fit the type of its fact; R203: a value outside a choice; R207: a threshold out of bounds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date

from engine.language.checks.conditions import vocabulary, written
from engine.language.diagnostics import Diagnostic, Place
from engine.language.project import Project
from engine.model.condition import IncludesAny, IsOneOf, IsTrue, Test, Within
from engine.model.fact import FactDefinition

_FITTING = {
    "boolean": (IsTrue, "`{fact: …}` ou `is: false`"),
    "choice": (IsOneOf, "`is` ou `in`"),
    "country": (IsOneOf, "`is` ou `in`, avec un code comme FR"),
    "language": (IsOneOf, "`is` ou `in`, avec un code comme fr"),
    "set": (IncludesAny, "`includes` ou `includes_any`"),
    "integer": (Within, "`from` et `under`, avec des nombres"),
    "date": (Within, "`from` et `under`, avec des dates AAAA-MM-JJ"),
}


def check(project: Project) -> Iterator[Diagnostic]:
    """Comparisons fit their facts, and the facts are well defined."""
    facts = vocabulary(project)
    for condition in written(project):
        for part, place in condition.parts():
            if isinstance(part, IsTrue | IsOneOf | IncludesAny | Within) and part.fact in facts:
                yield from _fits(part, facts[part.fact], place)


def _fits(test: Test, fact: FactDefinition, place: Place) -> Iterator[Diagnostic]:
    shape, how = _FITTING[fact.type]
    if not isinstance(test, shape):
        yield Diagnostic("R202", place, f"`{fact.id}` est de type {fact.type}", f"écrire {how}")
        return
    match test:
        case IsOneOf(_, values) | IncludesAny(_, values):
            yield from _values(values, fact, place)
        case Within(_, lower, upper):
            yield from _bounds(lower, upper, fact, place)


def _values(values: tuple[str, ...], fact: FactDefinition, place: Place) -> Iterator[Diagnostic]:
    if len(set(values)) < len(values):
        yield Diagnostic("R203", place, f"`{fact.id}` : une valeur est écrite deux fois", "en ôter une")
    for value in values:
        if fact.type == "country":
            known = re.fullmatch(r"[A-Z]{2}", value) is not None
        elif fact.type == "language":
            known = re.fullmatch(r"[a-z]{2,3}", value) is not None
        else:
            known = value in fact.values
        if not known:
            near = difflib.get_close_matches(value, list(fact.values), n=1)
            hint = f"vouliez-vous `{near[0]}` ?" if near else f"valeurs : {', '.join(fact.values) or 'un code ISO'}"
            yield Diagnostic("R203", place, f"`{fact.id}` ne peut pas valoir `{value}`", hint)


def _bounds(
    lower: int | date | None, upper: int | date | None, fact: FactDefinition, place: Place
) -> Iterator[Diagnostic]:
    wanted = date if fact.type == "date" else int
    for bound in (lower, upper):
        if bound is not None and not isinstance(bound, wanted):
            yield Diagnostic("R202", place, f"`{fact.id}` est de type {fact.type}", f"écrire {_FITTING[fact.type][1]}")
            return
    if lower is not None and upper is not None and lower >= upper:  # type: ignore[operator]
        yield Diagnostic("R207", place, f"intervalle vide : de {lower} à moins de {upper}", "échanger les bornes")
    for bound, lowest in ((lower, False), (upper, True)):
        if isinstance(bound, int) and (
            (fact.min is not None and bound <= fact.min) or (fact.max is not None and bound > fact.max)
        ):
            yield Diagnostic(
                "R207", place, f"`{fact.id}` va de {fact.min} à {fact.max} : le seuil {bound} ne distingue rien",
                "ôter la borne, ou corriger les limites du fait" if not lowest else "corriger le seuil, ou les limites du fait",
            )  # fmt: skip

"""R208: a fact whose definition does not hold together."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.diagnostics import Diagnostic
from engine.language.project import Placed, Project
from engine.model.fact import FactDefinition

_RESERVED = frozenset({"oui", "non", "yes", "no", "inconnu", "incertain", "unknown"})


def _meant(placed: Placed[FactDefinition], facts: dict[str, FactDefinition]) -> Iterator[Diagnostic]:
    means = placed.value.means
    if means is None:
        return
    other = facts.get(means.fact)
    if (
        placed.value.type != "boolean"
        or other is None
        or other.type != "integer"
        or (means.under is None) == (means.from_ is None)
    ):
        yield Diagnostic(
            "R208", placed.place("means"), f"`{placed.value.id}` : `means` relie un booléen à un seuil d'un fait de type integer",
            "écrire `means: {fact: …, under: …}` ou `{fact: …, from: …}`",
        )  # fmt: skip


def check(project: Project) -> Iterator[Diagnostic]:
    """Choices and sets list their values, numbers their bounds, and nothing else does."""
    facts = {p.value.id: p.value for p in project.facts}
    for placed in project.facts:
        fact = placed.value
        yield from _meant(placed, facts)
        listed = fact.type in ("choice", "set")
        if listed and len(fact.values) < 2:
            yield Diagnostic(
                "R208",
                placed.place("id"),
                f"`{fact.id}` n'a pas deux valeurs",
                "les écrire sous `values`, ou en faire un booléen",
            )
        if not listed and fact.values:
            yield Diagnostic(
                "R208",
                placed.place("values"),
                f"`{fact.id}` est de type {fact.type} : pas de `values`",
                "ôter `values`, ou changer le type",
            )
        for value in fact.values:
            if value in _RESERVED:
                yield Diagnostic(
                    "R208",
                    placed.place("values", value),
                    f"valeur réservée `{value}`",
                    "en faire un booléen, ou choisir un autre mot",
                )
        if fact.type != "integer" and (fact.min is not None or fact.max is not None):
            yield Diagnostic(
                "R208", placed.place("id"), f"`{fact.id}` est de type {fact.type} : pas de `min` ni `max`", "les ôter"
            )
        if fact.min is not None and fact.max is not None and fact.min >= fact.max:
            yield Diagnostic("R208", placed.place("min"), f"`{fact.id}` : min n'est pas sous max", "les échanger")

"""R201: a fact that does not exist; R206: a notion, regime, clause or offence that does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

from engine.language.checks.conditions import conditions_of
from engine.language.project import Definition, Project
from engine.model.condition import IncludesAny, IsOneOf, IsTrue, NotionRef, Within
from engine.model.law import Offence
from engine.model.order import Order
from textfile.diagnostics import Diagnostic, Place
from textfile.quoting import did_you_mean, short

CLAUSES = {
    "elements": "élément inconnu",
    "defences": "défense inconnue",
    "scope": "condition de champ inconnue",
    "cautions": "prudence inconnue",
}


def references_exist(project: Project) -> Iterator[Diagnostic]:
    """Checks that everything named exists."""
    facts = {f.value.id for f in project.facts}
    notions = {n.value.id for n in project.notions}
    limitations = {p.value.id for p in project.limitations}
    offences = {o.value.id for o in project.offences}
    for condition in conditions_of(project):
        for part, spot in condition.parts():
            if isinstance(part, NotionRef):
                yield from _missing("R206", "notion inconnue", part.notion, notions, partial(spot.at, "notion"))
            elif isinstance(part, IsTrue | IsOneOf | IncludesAny | Within):
                yield from _missing("R201", "fait inconnu", part.fact, facts, partial(spot.at, "fact"))
    for offence in project.offences:
        yield from _versions(offence, limitations, offences)
        for i, relation in enumerate(offence.value.relations):
            at = partial(offence.place, "relations", i, "with")
            yield from _missing("R206", "infraction inconnue", relation.with_, offences, at)
    if project.order is not None:
        yield from _order(project.order, {o.value.id: o.value for o in project.offences})


def _order(order: Definition[Order], offences: Mapping[str, Offence]) -> Iterator[Diagnostic]:
    for group, key in (("fields", "usual"), ("fields", "others"), ("gravity", "offences")):
        for i, rule in enumerate(getattr(order.value, group)):
            for j, name in enumerate(getattr(rule, key)):
                yield from _missing(
                    "R206", "infraction inconnue", name, offences, partial(order.place, group, i, key, j)
                )
    for j, name in enumerate(order.value.cautious):
        yield from _missing("R206", "infraction inconnue", name, offences, partial(order.place, "cautious", j))
    for offence, elements in order.value.distinctive.items():
        yield from _missing(
            "R206", "infraction inconnue", offence, offences, partial(order.place, "distinctive", offence)
        )
        for j, name in enumerate(elements if offence in offences else ()):
            at = partial(order.place, "distinctive", offence, j)
            yield from _missing("R206", "élément inconnu", name, offences[offence].elements, at)


def _versions(
    offence: Definition[Offence], limitations: Collection[str], offences: Collection[str]
) -> Iterator[Diagnostic]:
    law = offence.value
    for i, version in enumerate(law.versions):
        at = partial(partial, offence.place, "versions", i)  # at(…)() is a place, at(…) where to look for it
        value_at = partial(partial, offence.value_place, "versions", i)
        for word, unknown in CLAUSES.items():
            for j, name in enumerate(getattr(version, word)):
                yield from _missing("R206", unknown, name, getattr(law, word), at(word, j))
        for name in version.aggravations:
            yield from _missing("R206", "circonstance inconnue", name, law.aggravations, at("aggravations", name))
        if version.limitation is not None:
            yield from _missing(
                "R206", "prescription inconnue", version.limitation, limitations, value_at("limitation")
            )
        for name, regime in version.limitation_if.items():
            unknown = "circonstance absente de cette version"
            yield from _missing("R206", unknown, name, version.aggravations, at("limitation_if", name))
            yield from _missing("R206", "prescription inconnue", regime, limitations, value_at("limitation_if", name))
        if version.continued_by is not None:
            yield from _missing("R206", "infraction inconnue", version.continued_by, offences, value_at("continued_by"))


def _missing(code: str, what: str, name: str, known: Collection[str], at: Callable[[], Place]) -> Iterator[Diagnostic]:
    """The place is looked for only when something is missing: finding that of a value reads the
    file again.
    """
    if name not in known:
        hint = did_you_mean(name, known, "corriger le nom, ou le définir")
        yield Diagnostic(code, at(), f"{what} : `{short(name)}`", hint)

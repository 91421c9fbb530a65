"""R201: a fact that does not exist; R206: a notion, regime, clause or offence that does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from engine.language.checks.conditions import conditions_that_can_be_read
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
    for condition in conditions_that_can_be_read(project):
        for part, spot in condition.parts():
            if isinstance(part, NotionRef):
                if project.is_missing(part.notion, notions):
                    yield _unknown("R206", "notion inconnue", part.notion, notions, spot.at("notion"))
            elif isinstance(part, IsTrue | IsOneOf | IncludesAny | Within) and project.is_missing(part.fact, facts):
                yield _unknown("R201", "fait inconnu", part.fact, facts, spot.at("fact"))
    named = _Named(project)
    for offence in project.offences:
        yield from named.by_versions(offence)
        for i, relation in enumerate(offence.value.relations):
            yield from named.offence(relation.with_, partial(offence.place, "relations", i, "with"))
    if project.order is not None:
        yield from named.by_order(project.order)


class _Named:
    """What offences and their order name beside conditions.

    A place is looked for only when something is missing: finding that of a value reads the file
    again.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._limitations = {p.value.id for p in project.limitations}
        self._offences = {o.value.id: o.value for o in project.offences}

    def offence(self, name: str, at: Callable[[], Place]) -> Iterator[Diagnostic]:
        """An offence."""
        if self._project.is_missing(name, self._offences):
            yield _unknown("R206", "infraction inconnue", name, self._offences, at())

    def _limitation(self, name: str, at: Callable[[], Place]) -> Iterator[Diagnostic]:
        if self._project.is_missing(name, self._limitations):
            yield _unknown("R206", "prescription inconnue", name, self._limitations, at())

    def by_order(self, order: Definition[Order]) -> Iterator[Diagnostic]:
        """What the order names."""
        for group, key in (("fields", "usual"), ("fields", "others"), ("gravity", "offences")):
            for i, rule in enumerate(getattr(order.value, group)):
                for j, name in enumerate(getattr(rule, key)):
                    yield from self.offence(name, partial(order.place, group, i, key, j))
        for j, name in enumerate(order.value.cautious):
            yield from self.offence(name, partial(order.place, "cautious", j))
        for i, variants in enumerate(order.value.variants):
            for j, name in enumerate(variants):
                yield from self.offence(name, partial(order.place, "variants", i, j))
        for offence, elements in order.value.distinctive.items():
            yield from self.offence(offence, partial(order.place, "distinctive", offence))
            for j, name in enumerate(elements if offence in self._offences else ()):
                at = partial(order.place, "distinctive", offence, j)
                yield from _missing("élément inconnu", name, self._offences[offence].elements, at)

    def by_versions(self, offence: Definition[Offence]) -> Iterator[Diagnostic]:
        """What the versions of an offence name."""
        law = offence.value
        for i, version in enumerate(law.versions):
            at = partial(partial, offence.place, "versions", i)  # at(…)() is a place, at(…) where to look for it
            value_at = partial(partial, offence.value_place, "versions", i)
            for word, unknown in CLAUSES.items():
                for j, name in enumerate(getattr(version, word)):
                    yield from _missing(unknown, name, getattr(law, word), at(word, j))
            for name in version.aggravations:
                yield from _missing("circonstance inconnue", name, law.aggravations, at("aggravations", name))
            if version.limitation is not None:
                yield from self._limitation(version.limitation, value_at("limitation"))
            for name, regime in version.limitation_if.items():
                unknown = "circonstance absente de cette version"
                yield from _missing(unknown, name, version.aggravations, at("limitation_if", name))
                yield from self._limitation(regime, value_at("limitation_if", name))
            if version.continued_by is not None:
                yield from self.offence(version.continued_by, value_at("continued_by"))


def _missing(what: str, name: str, known: Collection[str], at: Callable[[], Place]) -> Iterator[Diagnostic]:
    if name not in known:
        yield _unknown("R206", what, name, known, at())


def _unknown(code: str, what: str, name: str, known: Collection[str], at: Place) -> Diagnostic:
    return Diagnostic(
        code, at, f"{what} : `{short(name)}`", did_you_mean(name, known, "corriger le nom, ou le définir")
    )

"""Checks of routing rules, beyond the language: D101 families, D102 names, D103 order, D104
vocabulary, D105 members.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, get_args

from engine.language.project import Definition
from engine.model.fact import FactDefinition
from engine.model.routing import Membership, Recipient, RoutingRule
from engine.routing.project import RoutingProject
from engine.routing.vocabulary import EARLIER_RECIPIENTS, FAMILY
from textfile.diagnostics import Diagnostic
from textfile.quoting import did_you_mean, short

RECIPIENTS: tuple[str, ...] = get_args(Recipient)


def check(project: RoutingProject) -> Iterator[Diagnostic]:
    """Every fault of the routing files that can be told without the law."""
    facts = {p.value.id: p for p in project.shared.facts}
    yield from _vocabulary_fits_the_router(project, facts)
    yield from _offences_are_in_one_family(project, facts)
    yield from _names_exist(project)
    yield from _orders_are_distinct(project)
    yield from _ids_are_unique(project.contacts, "id")
    yield from _memberships_do_not_overlap(project.union)
    yield from _memberships_do_not_overlap(project.members)


def _vocabulary_fits_the_router(
    project: RoutingProject, facts: dict[str, Definition[FactDefinition]]
) -> Iterator[Diagnostic]:
    """The router itself reads two facts: they must be of the right type, and hold what it looks
    for.
    """
    for name, kind in ((FAMILY, "choice"), (EARLIER_RECIPIENTS, "set")):
        if name not in facts:
            if not project.shared.is_missing(name, facts) or not project.shared.routes:
                continue
            place = project.shared.routes[0].place("id")
            yield Diagnostic("D104", place, f"le fait `{name}` manque au vocabulaire du routage", "le définir")
        elif facts[name].value.type != kind:
            yield Diagnostic("D104", facts[name].place("type"), f"`{name}` doit être de type `{kind}`", "le corriger")
    if EARLIER_RECIPIENTS in facts and set(facts[EARLIER_RECIPIENTS].value.values) != set(RECIPIENTS):
        place = facts[EARLIER_RECIPIENTS].place("values")
        yield Diagnostic(
            "D104",
            place,
            f"`{EARLIER_RECIPIENTS}` ne liste pas les destinataires",
            f"valeurs : {', '.join(RECIPIENTS)}",
        )


def _offences_are_in_one_family(
    project: RoutingProject, facts: dict[str, Definition[FactDefinition]]
) -> Iterator[Diagnostic]:
    yield from _ids_are_unique(project.families, "id")
    if FAMILY not in facts:
        return
    known, written = facts[FAMILY].value.values, {f.value.id for f in project.families}
    for family in project.families:
        if family.value.id not in known:
            yield Diagnostic(
                "D101", family.place("id"), f"famille inconnue : `{short(family.value.id)}`",
                did_you_mean(family.value.id, known, f"l'ajouter aux valeurs du fait `{FAMILY}`"),
            )  # fmt: skip
    for name in known:
        if project.shared.is_missing(name, written | project.shared.words):
            place = facts[FAMILY].place("values", name)
            yield Diagnostic("D101", place, f"aucune infraction n'est de la famille `{name}`", "l'écrire, ou l'ôter")
    first: dict[str, Definition[Any]] = {}
    for family in project.families:
        for i, offence in enumerate(family.value.offences):
            if offence in first:
                yield Diagnostic(
                    "D101", family.place("offences", i), f"`{offence}` est dans deux familles", "garder l'une des deux",
                    ((first[offence].place("id"), "première famille"),),
                )  # fmt: skip
            first.setdefault(offence, family)


def _names_exist(project: RoutingProject) -> Iterator[Diagnostic]:
    rules = {p.value.id: p.value for p in project.shared.routes}
    contacts = {p.value.id for p in project.contacts}
    for placed in project.shared.routes:
        for i, name in enumerate(placed.value.yields_to):
            if name in rules or project.shared.is_missing(name, rules):
                yield from _yields_to_an_earlier_rule(placed, i, name, rules)
        for i, version in enumerate(placed.value.versions):
            for j, contact in enumerate(version.contacts):
                if project.shared.is_missing(contact, contacts):
                    hint = did_you_mean(contact, contacts, "l'ajouter à `contacts.yaml`")
                    place = placed.place("versions", i, "contacts", j)
                    yield Diagnostic("D102", place, f"contact inconnu : `{short(contact)}`", hint)
            if version.deadline is not None and (version.deadline.hours is None) is (version.deadline.days is None):
                place = placed.place("versions", i, "deadline")
                yield Diagnostic("D102", place, "un délai est en heures ou en jours", "écrire `hours` ou `days`")


def _yields_to_an_earlier_rule(
    placed: Definition[RoutingRule], i: int, name: str, rules: dict[str, RoutingRule]
) -> Iterator[Diagnostic]:
    place, rule = placed.place("yields_to", i), placed.value
    if name not in rules:
        yield Diagnostic("D102", place, f"règle inconnue : `{short(name)}`", did_you_mean(name, rules, "la nommer"))
    elif rules[name].recipient != rule.recipient or rules[name].order >= rule.order:
        message = f"`{rule.id}` ne peut céder à `{name}` : autre destinataire, ou ordre plus grand"
        yield Diagnostic("D102", place, message, "ne céder qu'à une règle du même destinataire, lue avant")


def _orders_are_distinct(project: RoutingProject) -> Iterator[Diagnostic]:
    first: dict[int, Definition[RoutingRule]] = {}
    for placed in project.shared.routes:
        before = first.setdefault(placed.value.order, placed)
        if before is not placed:
            yield Diagnostic(
                "D103", placed.value_place("order"), f"l'ordre {placed.value.order} est déjà pris", "en choisir un autre",
                ((before.value_place("order"), f"`{before.value.id}`"),),
            )  # fmt: skip


def _memberships_do_not_overlap(groups: Collection[Definition[Membership]]) -> Iterator[Diagnostic]:
    seen: dict[str, list[Definition[Membership]]] = {}
    for placed in groups:
        group = placed.value
        if group.until is not None and group.until < group.start:
            message = f"{group.until} précède {group.start}"
            yield Diagnostic("D105", placed.value_place("until"), message, "corriger les dates")
        for i, country in enumerate(group.countries):
            before = next((o for o in seen.setdefault(country, []) if _overlap(o.value, group)), None)
            if before is not None:
                yield Diagnostic(
                    "D105", placed.place("countries", i), f"{country} est écrit deux fois pour un même jour",
                    "en ôter un, ou dater", ((before.place("countries"), "première fois"),),
                )  # fmt: skip
            seen[country].append(placed)


def _overlap(one: Membership, other: Membership) -> bool:
    early, late = sorted((one, other), key=lambda group: group.start)
    return early.until is None or late.start <= early.until


def _ids_are_unique(group: Collection[Definition[Any]], key: str) -> Iterator[Diagnostic]:
    first: dict[str, Definition[Any]] = {}
    for placed in group:
        name = getattr(placed.value, key)
        if name in first:
            yield Diagnostic(
                "R204", placed.place(key), f"identifiant `{short(name)}` défini deux fois", "renommer l'un des deux",
                ((first[name].place(key), "première définition"),),
            )  # fmt: skip
        first.setdefault(name, placed)

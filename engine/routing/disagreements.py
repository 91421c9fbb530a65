"""R206, D101, D106: the families against the law's offences, and the recipients of rules against
those that offences name.

An offence names its recipients under `routing` (docs/guides/encoder-une-infraction.md). For each,
some rule must be able to tell them of that offence; and a rule that looks at the family of the
offence must not tell anybody else. Rules that do not look at it (danger, reply to the reporter)
concern every offence alike: they are held against none, and count for those that name emergency
services.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.names import LawNames
from engine.model.condition import All, Condition, IsOneOf, walk
from engine.model.routing import RoutingRules
from engine.reasoning.diagram import can_hold, expand
from engine.reasoning.in_force import wordings
from engine.routing.project import RoutingProject
from engine.routing.vocabulary import FAMILY
from textfile.diagnostics import Diagnostic
from textfile.quoting import did_you_mean, nearest

NAMED_BY_OFFENCES = {"plateforme": "hebergeur"}
"""Recipients that offences call otherwise."""


def check(project: RoutingProject, rules: RoutingRules | None, law: LawNames) -> Iterator[Diagnostic]:
    """Every offence in one family, and, where the rules hold together, told to those it names."""
    for placed in project.families:
        for i, name in enumerate(placed.value.offences):
            if law.is_missing(name, law.offences):
                hint = did_you_mean(name, law.offences, "voir `qualif rules show`")
                yield Diagnostic("R206", placed.place("offences", i), f"infraction inconnue : `{name}`", hint)
    if not project.families:
        return
    placed_all = {name for placed in project.families for name in placed.value.offences}
    misspelt = {nearest(name, law.offences) or name for name in placed_all if law.is_missing(name, law.offences)}
    for name in sorted(law.offences.keys() - law.doubtful):
        if project.shared.is_missing(name, placed_all | misspelt | project.shared.words):
            place = project.families[0].place("id")
            yield Diagnostic("D101", place, f"`{name}` n'est dans aucune famille", "l'écrire dans l'une d'elles")
    if rules is not None:
        yield from _recipients(project, rules, law)


def _recipients(project: RoutingProject, rules: RoutingRules, law: LawNames) -> Iterator[Diagnostic]:
    reached = _reached(rules)
    of_all = {recipient for recipient, families in reached.items() if None in families}
    for placed in project.families:
        for i, name in enumerate(placed.value.offences):
            if name not in law.offences:
                continue
            place, offence = placed.place("offences", i), law.offences[name]
            named = {NAMED_BY_OFFENCES.get(route, route) for route in offence.routing}
            told = {recipient for recipient, families in reached.items() if placed.value.id in families}
            hint = "accorder la règle, la famille, ou `routing` de l'infraction"
            in_danger = of_all if "secours" in named else set()
            for recipient in sorted(named - told - in_danger):
                message = f"`{name}` désigne `{recipient}`, qu'aucune règle n'avise pour la famille `{placed.value.id}`"
                yield Diagnostic("D106", place, message, hint)
            for recipient in sorted(told - named):
                message = f"la famille `{placed.value.id}` avise `{recipient}`, que `{name}` ne désigne pas"
                yield Diagnostic("D106", place, message, hint)


def _reached(rules: RoutingRules) -> Mapping[str, set[str | None]]:
    """For each recipient, the families for which a rule can tell them; None: whatever the
    family.
    """
    found: dict[str, set[str | None]] = {}
    for rule in rules.rules:
        families = found.setdefault(rule.recipient, set())
        for version in rule.versions:
            for from_, until, notions in wordings(version.condition, rules.notions):
                if (version.until is not None and from_ > version.until) or (
                    until is not None and until < version.from_
                ):
                    continue
                expanded = expand(version.condition, notions)
                if not any(getattr(part, "fact", None) == FAMILY for part in walk(expanded)):
                    families.add(None)
                    continue
                families |= {f for f in rules.families if can_hold(_for_family(expanded, f), {}, rules.facts)}
    return found


def _for_family(condition: Condition, family: str) -> Condition:
    return All((condition, IsOneOf(FAMILY, (family,))))

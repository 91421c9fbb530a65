"""Questions of danger: what urgent routes wait for, asked before any recipient is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.db.action import RegisterRow
from api.http.services import Services
from api.pages.shell.say import Say
from api.reports.routing_facts import routing_facts
from engine.model.condition import All, AnyOf, AtLeast, Condition, Not, NotionRef, walk
from engine.routing.router import Route, Routing


@dataclass(frozen=True, slots=True)
class DangerQuestion:
    """A question of danger; `value` is `oui`, `non`, or empty while nobody answered here."""

    name: str
    label: str
    hint: str
    value: str


def urgent_rules(services: Services) -> frozenset[str]:
    """The rules of routing that nothing unknown delays."""
    return frozenset(rule.id for rule in services.rules.router.rules.rules if rule.urgent)


def awaits_danger(route: Route, urgent: frozenset[str]) -> bool:
    """True for an urgent route that is open: its question is asked in place of its card."""
    return route.rule in urgent and route.status == "open"


def danger_questions(
    services: Services, routing: Routing, entry: RegisterRow | None, say: Say
) -> tuple[DangerQuestion, ...]:
    """The questions that open urgent routes wait for, and those that somebody answered here."""
    urgent = urgent_rules(services)
    stated = routing_facts(services, entry.routing if entry is not None else None)
    open_ = {name for route in routing.routes if awaits_danger(route, urgent) for name in route.missing}
    facts = services.rules.router.rules.facts
    asked = [name for name in _read_by(services, routing, urgent) if facts[name].type == "boolean"]
    return tuple(
        DangerQuestion(name, say.text(fact.question), say.text(fact.where), _answer(stated.get(name)))
        for name in asked
        if (name in open_ or name in stated) and (fact := facts[name])
    )


def _read_by(services: Services, routing: Routing, urgent: frozenset[str]) -> list[str]:
    """The facts that urgent rules read that day, each once, in the order of the rules."""
    rules = services.rules.router.rules
    found: dict[str, None] = {}
    for rule in rules.rules:
        version = rule.at(routing.day) if rule.id in urgent else None
        if version is not None:
            found.update(dict.fromkeys(_facts(services, routing, version.condition)))
    return list(found)


def _facts(services: Services, routing: Routing, condition: Condition) -> Iterator[str]:
    for part in walk(condition):
        if isinstance(part, NotionRef):
            version = services.rules.router.rules.notions[part.notion].at(routing.day)
            yield from _facts(services, routing, version.condition) if version is not None else ()
        elif not isinstance(part, All | AnyOf | AtLeast | Not):
            yield part.fact


def _answer(value: object) -> str:
    return "oui" if value is True else "non" if value is False else ""

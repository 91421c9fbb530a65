"""A routing answer as plain data: what is shown, kept and exchanged."""

from __future__ import annotations

from typing import Any

from engine.model.routing import Deadline, RoutingRules
from engine.routing.router import Route, Routing


def document(routing: Routing, rules: RoutingRules) -> dict[str, Any]:
    """The answer, both languages in it, with the question of each missing fact."""
    return {
        "day": routing.day.isoformat(),
        "rules_digest": routing.digest,
        "routes": [_route(route, rules) for route in routing.routes],
    }


def _route(route: Route, rules: RoutingRules) -> dict[str, Any]:
    return {
        "rule": route.rule,
        "recipient": route.recipient,
        "status": route.status,
        "order": route.order,
        "title": route.title.model_dump(),
        "reason": route.reason.model_dump(),
        "deadline": None if route.deadline is None else _deadline(route.deadline),
        "notice": route.notice,
        "two_persons": route.two_persons,
        "contacts": [{"number": c.number, "label": c.label.model_dump()} for c in route.contacts],
        "missing": [{"fact": name, "question": rules.facts[name].question.model_dump()} for name in route.missing],
        "because": [text.model_dump() for text in route.because],
        "presumed": route.presumed,
        "confidence": route.confidence.value,
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "hours": deadline.hours,
        "days": deadline.days,
        "binding": deadline.binding,
        "source": deadline.source.reference,
        "confidence": deadline.source.confidence.value,
    }

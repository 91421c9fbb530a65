"""The facts of routing that somebody stated of a content, as the rules of today read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.http.services import Services
from engine.facts.earlier import readable


def routing_facts(services: Services, stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """Facts of `register_entries.routing`, without what the rules no longer take. Nothing else
    reads it to reason from it.
    """
    return readable(stored or {}, services.rules.router.rules.facts)

"""Reports in danger, as they come in and as they are answered."""

from __future__ import annotations

from typing import Any

from tests.api.service.world import World

TEXT = "Je n'ai plus envie de vivre, ce soir j'en finis, adieu à tous."
SAID = {"value": True, "standing": "presumed", "source": "indice textuel (essai)", "span": [29, 47]}
NUMBERS = {
    "personne": ["17", "112", "3114"],
    "suicide_imminent": ["15", "17", "112", "3114"],
    "suicide": ["3114", "15", "17", "112"],
    "enfant": ["17", "112", "119"],
    "attaque": ["17", "112"],
}


def submit_danger(world: World, **changes: Any) -> dict[str, Any]:
    """A report of somebody who says that they will die tonight, as it was answered."""
    body = {"text": TEXT, "date_of_facts": "2024-06-01", "facts": {"danger_immediat": SAID}}
    return world.report(**{**body, **changes})


def kinds(answer: dict[str, Any]) -> tuple[list[str], str] | None:
    """Which dangers an answer names, and how they stand."""
    danger = answer["danger"]
    return None if danger is None else ([kind["id"] for kind in danger["kinds"]], danger["standing"])

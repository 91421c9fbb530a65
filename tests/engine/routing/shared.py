"""What the tests of routing share: the shipped rules compiled once, random situations, and copies of the folder to break."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from engine.language.names import names_in
from engine.model.fact import FactDefinition
from engine.routing.loader import check_routing, load_routing
from engine.routing.router import Route, Router, Routing
from tests.shared import RULESETS, shipped
from textfile.diagnostics import Diagnostic

DAY = date(2026, 11, 24)
QUIET: dict[str, Any] = {
    "decision": "qualifie",
    "famille": "images_abus",
    "manifeste": False,
    "gravite": False,
    "origine": "public",
    "deja_transmis": [],
    "danger_immediat": False,
    "annonce_suicide": False,
    "enfant_en_danger": False,
    "victime_joignable": False,
    "signalant_joignable": False,
    "en_ligne": True,
    "archive_authentifiee": False,
    "hebergement": "france",
    "pays_membre_inhope": True,
    "acces_reseau": "ordinaire",
    "derriere_cdn": False,
    "hebergeur_identifie": True,
    "etablissement_ue": True,
    "editeur_ue_hors_france": False,
    "editeur_designe": False,
    "pornographique": False,
}
"""A situation of which everything is known, and in which nobody is in danger."""


@cache
def router() -> Router:
    """The router on the shipped rules."""
    return Router(load_routing(RULESETS))


def decide(unset: tuple[str, ...] = (), day: date = DAY, **said: Any) -> Routing:
    """The answer on the quiet situation with some facts changed, and others unknown."""
    return router().decide({k: v for k, v in {**QUIET, **said}.items() if k not in unset}, day)


def due(routing: Routing) -> list[str]:
    """The rules that are due, in order."""
    return [route.rule for route in routing.having("due")]


def route(routing: Routing, rule: str) -> Route:
    """The route of one rule."""
    (found,) = [r for r in routing.routes if r.rule == rule]
    return found


def random_situation(random: Random, share: float) -> dict[str, Any]:
    """A situation of which about a share of the facts is known, some of them in part, some presumed."""
    facts = router().rules.facts
    return {name: _stated(random, fact) for name, fact in facts.items() if random.random() < share}


def _stated(random: Random, fact: FactDefinition) -> Any:
    values = list(fact.values)
    match fact.type:
        case "boolean":
            value: Any = random.random() < 0.5
        case "set":
            chosen = [v for v in values if random.random() < 0.3]
            if random.random() < 0.2:
                return {"includes": chosen, "excludes": [v for v in values if v not in chosen][:2]}
            value = chosen
        case _:
            if random.random() < 0.1:
                return {"one_of": random.sample(values, 2)}
            value = random.choice(values)
    return {"value": value, "standing": "presumed"} if random.random() < 0.15 else value


def copied(folder: Path) -> Path:
    """A copy of the shipped routing and its parameters, to be changed."""
    root = folder / "rulesets"
    shutil.copytree(RULESETS / "routing", root / "routing")
    (root / "parameters").mkdir()
    shutil.copy(RULESETS / "parameters/inhope.yaml", root / "parameters")
    return root


def change(root: Path, file: str, old: str, new: str) -> None:
    """Changes the first place of a file where `old` stands; fails when there is none."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(root: Path) -> list[Diagnostic]:
    """What the whole check says of a folder, against the shipped law."""
    return check_routing(root, names_in(shipped().ruleset), DAY)[1]

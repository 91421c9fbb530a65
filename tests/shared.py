"""What several tests share: the shipped ruleset, compiled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine

ROOT = Path(__file__).parent.parent
RULESETS = ROOT / "rulesets"


@cache
def shipped() -> Engine:
    """The engine on the shipped rulesets."""
    return Engine(load_folder(RULESETS))

"""The law from its folder."""

from __future__ import annotations

from pathlib import Path

import rulesets
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine


def shipped_law() -> Path:
    """The rulesets shipped with the code."""
    return Path(next(iter(rulesets.__path__)))


def open_law(folder: Path | None) -> Engine:
    """The engine on a folder of rules, or on the shipped ones.

    Raises:
        RulesetError: something is wrong in the folder.
    """
    return Engine(load_folder(folder or shipped_law()))

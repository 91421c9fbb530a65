"""What several tests share: the shipped ruleset, compiled once."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from engine.analysis.case_files import Run, offence_runs
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine

ROOT = Path(__file__).parent.parent
RULESETS = ROOT / "rulesets"
TODAY = date(2026, 12, 2)
"""The day on which the shipped law was last verified: on an earlier one, its sources would be read in the future."""


@cache
def shipped() -> Engine:
    """The engine on the shipped rulesets."""
    return Engine(load_folder(RULESETS))


@cache
def shipped_runs() -> tuple[Run, ...]:
    """The runs of every case of one offence of the shipped rulesets: eight thousand, read in a second."""
    return tuple(offence_runs(RULESETS, shipped().ruleset)[0])

"""Proofs made false on purpose: one lie each, of a kind that the checker's own description says it sees.

A lie is consistent where a liar would make it so: who hides an open element also changes the status that follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from engine.model.ruleset import Ruleset
from tests.generators.folding import Proof
from tests.generators.liar import Liar, NothingToPlant
from tests.generators.lies_on_answers import LiesOnAnswers
from tests.generators.lies_on_conditions import LiesOnConditions
from tests.generators.lies_on_reasons import LiesOnReasons

LIES: Mapping[str, type[Liar]] = {
    name: theme
    for theme in (LiesOnReasons, LiesOnAnswers, LiesOnConditions)
    for name, value in vars(theme).items()
    if callable(value) and not name.startswith("_")
}
"""Every kind of lie, by name, and the theme that holds it."""


@dataclass(frozen=True)
class Lie:
    """A false proof, and what is false in it."""

    kind: str
    proof: Proof
    where: str


def lies(proof: Mapping[str, Any], ruleset: Ruleset, random: Random) -> Iterator[Lie]:
    """One lie of every kind that the proof has a place for."""
    for kind in LIES:
        lie = plant(kind, proof, ruleset, random)
        if lie is not None:
            yield lie


def plant(kind: str, proof: Mapping[str, Any], ruleset: Ruleset, random: Random) -> Lie | None:
    """A lie of one kind, or None when the proof has no place for it."""
    liar = LIES[kind](proof, ruleset, random)
    try:
        getattr(liar, kind)()
    except NothingToPlant:
        return None
    false = liar.to_proof()
    return Lie(kind, false, liar.where) if false != proof else None

"""A few random laws, compiled once for all the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from engine.model.ruleset import Ruleset
from engine.reasoning.forward import PlainForward
from engine.reasoning.plan import Plan, compile_plan
from engine.reasoning.qualify import Engine
from tests.generators.law import random_law
from tests.generators.plain_law import PlainLaw
from tests.generators.vocabulary import Vocabulary

SEEDS = range(10)


@dataclass(frozen=True)
class Sample:
    """One random law: as data, read plainly, compiled, and behind the engine (in plain Python)."""

    seed: int
    ruleset: Ruleset
    vocabulary: Vocabulary
    plain: PlainLaw
    plan: Plan
    engine: Engine

    def random(self, purpose: str) -> Random:
        """A source of chance of its own for each test."""
        return Random(f"{purpose} {self.seed}")


@cache
def sample(seed: int) -> Sample:
    """The law of a seed."""
    ruleset, vocabulary = random_law(seed)
    plan = compile_plan(ruleset)
    return Sample(
        seed,
        ruleset,
        vocabulary,
        PlainLaw(ruleset, vocabulary),
        plan,
        Engine(ruleset, PlainForward(plan.partitions), plan),
    )

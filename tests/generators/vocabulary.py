"""Random vocabularies, small enough that every value of every fact can be tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from random import Random

from engine.model.fact import FactDefinition, FactType, Value
from textfile.text import Text

COUNTRIES = ("BE", "CH", "DE", "FR")
"""The countries that conditions may name; a fact may also be of one they never name."""
LANGUAGES = ("de", "en", "fr")
FIRST_DAY = date(2020, 3, 1)
DAYS = 7
"""Date facts lie in the week that begins on FIRST_DAY; conditions cut it strictly inside, so both ends are reached."""
NUMBERS = (0, 9)
"""Integer facts lie between these, bounds included, whether or not the definition says so; conditions cut strictly inside."""

KINDS: tuple[FactType, ...] = (
    "boolean",
    "boolean",
    "choice",
    "choice",
    "set",
    "integer",
    "date",
    "country",
    "language",
)


def text(said: str) -> Text:
    """The same words in both languages."""
    return Text(fr=said, en=said)


@dataclass(frozen=True)
class Vocabulary:
    """Facts by name, and every value each can take."""

    facts: Mapping[str, FactDefinition]
    domains: Mapping[str, tuple[Value, ...]]


def define(
    name: str,
    kind: FactType,
    values: Sequence[str] = (),
    low: int | None = None,
    high: int | None = None,
    cost: int = 1,
) -> FactDefinition:
    """A fact with every obligatory text filled in."""
    return FactDefinition(
        id=name,
        type=kind,
        label=text(name),
        question=text(f"{name} ?"),
        where=text("le contenu"),
        values={v: text(v) for v in values},
        min=low,
        max=high,
        cost=cost,
        exposure="none",
        sources=("analyst",),
    )


def random_vocabulary(random: Random, count: int = 8) -> Vocabulary:
    """`count` facts of mixed types; the first two are a boolean and a choice."""
    kinds: list[FactType] = ["boolean", "choice", *(random.choice(KINDS) for _ in range(count - 2))]
    facts = {f"f{i}": _random_fact(random, f"f{i}", kind) for i, kind in enumerate(kinds)}
    return Vocabulary(facts, {name: domain(fact) for name, fact in facts.items()})


def _random_fact(random: Random, name: str, kind: FactType) -> FactDefinition:
    cost = random.randint(1, 5)
    if kind in ("choice", "set"):
        return define(name, kind, [f"v{i}" for i in range(random.randint(2, 5 if kind == "choice" else 4))], cost=cost)
    if kind == "integer":
        low, high = NUMBERS
        return define(name, kind, low=random.choice((low, None)), high=random.choice((high, None)), cost=cost)
    return define(name, kind, cost=cost)


def domain(fact: FactDefinition) -> tuple[Value, ...]:
    """Every value of a fact; for those without end, one more than conditions can name on each side."""
    match fact.type:
        case "boolean":
            return (False, True)
        case "choice":
            return tuple(fact.values)
        case "set":
            return tuple(
                frozenset(chosen) for size in range(len(fact.values) + 1) for chosen in combinations(fact.values, size)
            )
        case "integer":
            return tuple(range(NUMBERS[0], NUMBERS[1] + 1))
        case "date":
            return tuple(FIRST_DAY + timedelta(days=i) for i in range(DAYS))
        case "country":
            return (*COUNTRIES, "ZZ")
        case "language":
            return (*LANGUAGES, "zz")

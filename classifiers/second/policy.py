"""What policy staff decide of the second reader: of which facts it may speak, from what probability, and what it may put in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_KEYS = ("about", "presume", "doubt", "facts", "never_doubt")


class BadPolicy(Exception):
    """The parameters of the second reader cannot be used: which entry, why, what to do."""


class Policy(NamedTuple):
    """`presume`: the least probability that makes a value presumed; `facts`: those of which it speaks, each with a least
    probability of its own or None; `doubt`: the probability under which what the first reader found is no longer presumed, but
    for the facts of `never_doubt`; `digest_of`: the file."""

    presume: float
    doubt: float
    facts: Mapping[str, float | None]
    never_doubt: frozenset[str]
    digest_of: bytes

    def least(self, fact: str) -> float:
        """The probability from which a value of a fact is presumed; more than 1 for a fact of which nothing is said."""
        return (self.facts[fact] or self.presume) if fact in self.facts else 2.0


def read_policy(path: Path) -> Policy:
    """The policy from its YAML file.

    Raises:
        BadPolicy: unreadable, a missing or unknown key, a probability that is none.
    """
    raw = path.read_bytes()
    try:
        data: Any = yaml.safe_load(raw)
        facts = {str(fact): None if least is True else float(least) for fact, least in data["facts"].items()}
        policy = Policy(
            float(data["presume"]), float(data["doubt"]), facts, frozenset(map(str, data["never_doubt"])), raw
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadPolicy(f"{path.name} : {error!r} ; clés attendues : {', '.join(_KEYS)}") from error
    if unknown := sorted(set(data).difference(_KEYS)):
        raise BadPolicy(f"{path.name} : clé inconnue {unknown[0]!r} ; clés attendues : {', '.join(_KEYS)}")
    probabilities = [policy.presume, *(least for least in facts.values() if least is not None)]
    if not all(0 < one <= 1 for one in probabilities) or not 0 <= policy.doubt < min(probabilities):
        raise BadPolicy(f"{path.name} : une probabilité va de 0 à 1, et `doubt` est sous toutes les autres")
    return policy

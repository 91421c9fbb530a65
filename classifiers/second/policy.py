"""Policy of the second reader, decided by policy staff: of which facts it may speak, from what
probability, and what it may put in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from textfile.fields import Probability, true_for_all
from textfile.text import Frozen


class PolicyFile(Frozen):
    """The file: `presume`, the least probability that makes a value presumed; `facts`, those of
    which it speaks, each with a least probability of its own, or None; `doubt`, the probability
    under which what the first reader found is no longer presumed, but for the facts of
    `never_doubt`.
    """

    about: str = ""
    presume: Probability
    facts: Mapping[str, Annotated[Probability | None, true_for_all("float_type")]]
    doubt: Annotated[float, Field(ge=0, strict=False, allow_inf_nan=False)]
    never_doubt: tuple[str, ...]

    @field_validator("doubt")
    @classmethod
    def _under_all_others(cls, doubt: float, others: ValidationInfo) -> float:
        probabilities = [others.data.get("presume"), *others.data.get("facts", {}).values()]
        least = min((one for one in probabilities if one is not None), default=1.0)
        if doubt >= least:
            raise PydanticKnownError("less_than", {"lt": least})
        return doubt


class Policy(NamedTuple):
    """Policy that the file says; `digest_of`: its bytes."""

    presume: float
    doubt: float
    facts: Mapping[str, float | None]
    never_doubt: frozenset[str]
    digest_of: bytes

    def least(self, fact: str) -> float:
        """The probability from which a value of a fact is presumed; more than 1 for a fact of which
        nothing is said.
        """
        return (self.facts[fact] or self.presume) if fact in self.facts else 2.0


def policy_of(file: PolicyFile, raw: bytes) -> Policy:
    """The policy that a file says, whose bytes are given."""
    return Policy(file.presume, file.doubt, file.facts, frozenset(file.never_doubt), raw)

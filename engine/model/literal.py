"""Literals: a boolean question on one fact (an atom), and its truth value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["true", "is", "has", "from"]


@dataclass(frozen=True, slots=True)
class Atom:
    """A boolean question on one fact: it is true, is one of these values, has one of these members,
    or is at least this.
    """

    fact: str
    kind: Kind
    keys: tuple[str, ...] = ()
    threshold: int | date | None = None

    @property
    def name(self) -> str:
        """A readable, unique name."""
        match self.kind:
            case "true":
                return self.fact
            case "is":
                return f"{self.fact}={'|'.join(self.keys)}"
            case "has":
                return f"{self.fact}∋{'|'.join(self.keys)}"
            case _:
                return f"{self.fact}≥{self.threshold}"

    @property
    def order(self) -> tuple[str, str, int, tuple[str, ...]]:
        """Sort key: atoms of one fact stay together, thresholds ascend."""
        ordinal = self.threshold.toordinal() if isinstance(self.threshold, date) else (self.threshold or 0)
        return (self.fact, self.kind, ordinal, self.keys)


@dataclass(frozen=True, slots=True)
class FactLiteral:
    """An atom known to hold, or known not to."""

    atom: Atom
    holds: bool

"""ULID identifiers with a prefix, which sort by time of making: `rep_` and 26 characters."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from ulid import ULIDGenerator

LENGTH = 26
_RANDOM_BYTES = 10


def pattern(prefix: str) -> str:
    """The regular expression of the identifiers with a prefix."""
    return rf"^{prefix}_[0-9a-hjkmnp-tv-z]{{{LENGTH}}}$"


class _RandomStep:
    """A monotonicity policy of random steps.

    Those of one millisecond follow each other, and none gives the next away, as a step of 1 would.
    """

    def __init__(self) -> None:
        self._timestamp, self._randomness = -1, 0

    def resolve_randomness(self, timestamp: int, randomness_source: Callable[[int], bytes]) -> bytes:
        """The random part of the next identifier; the generator lets one thread in at a time."""
        if timestamp == self._timestamp:
            self._randomness += 1 + secrets.randbits(40)
        else:  # half of the range is left for the steps
            self._randomness = int.from_bytes(randomness_source(timestamp), "big") >> 1
        self._timestamp = timestamp
        return self._randomness.to_bytes(_RANDOM_BYTES, "big")


_GENERATOR = ULIDGenerator(policy=_RandomStep())


def new_id(prefix: str, moment: datetime) -> str:
    """A new identifier. In one process, the order of making is the order of names."""
    return f"{prefix}_{_GENERATOR.generate(moment)}".lower()

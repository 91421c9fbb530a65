"""Forward chaining behind one port: which rules fire on the known atoms.

Two implementations that must agree: `durable_rules` through its C extension, and plain Python,
which serves where the extension is missing (and says so).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.reasoning.partitions import Partition


class ForwardChainer(Protocol):
    """Fires rules. Not thread-safe unless an implementation says so."""

    name: str

    def fire(self, known: Mapping[int, bool], partitions: Sequence[int]) -> list[int]:
        """Numbers of the rules whose literals are all known, among the partitions asked for; each
        once, in any order.
        """
        ...


class PlainForward:
    """Counts, for each rule, how many of its literals are known."""

    name = "python"

    def __init__(self, partitions: Sequence[Partition]) -> None:
        self._waiting: list[dict[tuple[int, bool], list[int]]] = []
        self._sizes: dict[int, int] = {}
        for part in partitions:
            index: dict[tuple[int, bool], list[int]] = {}
            for rule in part.rules:
                self._sizes[rule.number] = len(rule.when)
                for literal in rule.when:
                    index.setdefault(literal, []).append(rule.number)
            self._waiting.append(index)

    def fire(self, known: Mapping[int, bool], partitions: Sequence[int]) -> list[int]:
        """See Forward."""
        fired: list[int] = []
        sizes = self._sizes
        for number in partitions:
            index = self._waiting[number]
            counts: dict[int, int] = {}
            for literal in known.items():
                for rule in index.get(literal, ()):
                    seen = counts.get(rule, 0) + 1
                    counts[rule] = seen
                    if seen == sizes[rule]:
                        fired.append(rule)
        return fired

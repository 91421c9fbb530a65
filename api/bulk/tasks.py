"""Task on the words of a shard: what such tasks share, whatever they answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Self

from api.bulk.lines import LineShard
from api.bulk.runners import OPENING_LINES


@dataclass(frozen=True)
class TextTask(ABC):
    """Task on a shard whose words must be read: it travels as it is. `repeats`: for each report
    whose content is compared, 1 where it came before.
    """

    shard: LineShard
    repeats: bytes

    @property
    def first(self) -> int:
        """The number of its first line."""
        return self.shard.first

    def opening(self) -> Self:
        """The task on its first lines alone."""
        return replace(self, shard=self.shard._replace(lines=self.shard.lines[:OPENING_LINES]))

    def portable(self) -> Self:
        """The task itself: who reads words needs them."""
        return self

    @abstractmethod
    def answer(self) -> bytes:
        """What the lines give, after their counts."""

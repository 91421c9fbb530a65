"""Drafts of the rules that can be tried, and the port on where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from api.rules.tree import RulesTree


@dataclass(frozen=True, slots=True)
class DraftName:
    """A draft that somebody may try: its identifier, and its name for a person."""

    id: str
    label: str


class DraftSource(Protocol):
    """Port on the drafts of the rules."""

    def names(self) -> tuple[DraftName, ...]:
        """Every draft, the latest first."""
        ...

    def tree_digest(self, draft: str) -> str | None:
        """The digest of a draft as it stands; None when there is none of that identifier."""
        ...

    def tree(self, digest: str) -> RulesTree:
        """The files of a draft, by their digest.

        Raises:
            Problem: they are not stored, or damaged.
        """
        ...

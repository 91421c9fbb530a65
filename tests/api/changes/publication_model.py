"""Model of publication, which shares no code with the service: requests, and who must sign them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations

from api.kit.permissions import Role

LOOSE, STRICT = 1, 2
"""Approvers that each of the two policies asks for; the second wants a reviewer too where meaning changes."""


def policy_text(number: int) -> str:
    """A policy file that asks for so many approvers, and reviewers where there are two."""
    reviewer = ", reviewer: 1" if number == STRICT else ""
    return (
        'rules:\n  - fields: ["*"]\n    classes: [editorial, wording, time, consequences, stricter, wider, both]\n'
        f"    signed_by: {{policy_approver: {number}{reviewer}}}\n"
        "emergency:\n  published_by: [policy_approver]\n  ratified_by: {reviewer: 1}\n  within_hours: 1\n"
    )


def seats_asked(number: int) -> dict[Role, int]:
    """What that policy asks for."""
    return {Role.POLICY_APPROVER: number} | ({Role.REVIEWER: 1} if number == STRICT else {})


def filled(seats: dict[Role, int], people: list[set[Role]]) -> bool:
    """Whether these people fill all seats, one each: every way of seating them is tried."""
    places = [role for role, number in seats.items() for _ in range(number)]
    if len(people) < len(places):
        return False
    return any(
        all(role in person for role, person in zip(places, seated, strict=True))
        for seated in permutations(people, len(places))
    )


@dataclass
class Draft:
    """What the model knows of a request."""

    text: str
    policy: int
    base: tuple[str, int]
    effect: datetime | None = None
    writers: set[str] = field(default_factory=set)
    signed: dict[str, set[Role]] = field(default_factory=dict)
    state: str = "draft"
    evidence: set[tuple[str, int, tuple[str, int]]] = field(default_factory=set)

    @property
    def content(self) -> tuple[str, int]:
        """The text, and the policy."""
        return self.text, self.policy

    def edit(self) -> None:
        """Becomes a draft again, which nobody has signed."""
        self.state, self.signed = "draft", {}

    def seats(self) -> dict[Role, int]:
        """Who must sign, of each role: what both policies ask for, and two approvers where the policy changes."""
        asked = seats_asked(self.base[1])
        if self.policy == self.base[1]:
            return asked
        other = seats_asked(self.policy)
        both = {role: max(asked.get(role, 0), other.get(role, 0)) for role in Role}
        both[Role.POLICY_APPROVER] += max(0, 2 - sum(both.values()))
        return {role: number for role, number in both.items() if number}

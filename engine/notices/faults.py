"""Why a notice is refused: everything at once, each with what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that stands against a notice.

    `code` is one of: `missing`, `unconfirmed`, `not_established`, `not_confirmed`, `not_applicable`, `unknown_code`, `mixed`, `one_only`,
    `too_long`, `expired`, `unfilled`, `shape`. `place` is where, in the case file or in the wordings; `what` and `remedy` are in French.
    """

    code: str
    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place} : {self.what} — {self.remedy}"


class NoticeRefused(Exception):
    """A notice that is not written. Carries every fault found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(map(str, self.faults)))

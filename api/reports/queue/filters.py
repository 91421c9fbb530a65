"""Filters and order of the queue: what a page of it, a search and a saved view have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo

Sort: TypeAlias = Literal["rank", "oldest", "newest"]
SORTS: tuple[Sort, ...] = get_args(Sort)
Relation: TypeAlias = Literal["content", "account", "host", "words"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
"""How two reports belong together: one content, one account, one host, the same words or nearly so
at another address.
"""
EVERY_STATE = "all"
DAYS = frozenset({"received_from", "received_until", "decided_from", "decided_until"})
"""Filters that are days."""


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """Filters of the queue, all of which a report passes, and its order.

    An empty state: what waits for somebody. `reason` names the rule of the rank; `words` are part
    of a reference, of a note or of an identifier; `key` is the digest of an address, a domain or an
    account (`api.reports.search_keys`); `related_to` names a report, to which those of the list are
    related as `relation` says; `mine`: what the reader holds or decided; `decided_*`: the days of
    the decision that stands; `sort` is empty for the order that the state has by itself.
    """

    state: str = ""
    channel: str = ""
    category: str = ""
    offence: str = ""
    reason: str = ""
    words: str = ""
    key: str = ""
    received_from: date | None = None
    received_until: date | None = None
    decided_from: date | None = None
    decided_until: date | None = None
    mine: bool = False
    related_to: str = ""
    relation: str = ""
    sort: str = ""

    def with_(self, **changes: Any) -> QueueFilters:
        """The same filters but for some."""
        return replace(self, **changes)

    def with_its_state(self) -> QueueFilters:
        """The same, in every state where it is the day of a decision that is asked for: what waits
        for one has none.
        """
        decided = self.decided_from is not None or self.decided_until is not None
        return self.with_(state=EVERY_STATE) if decided and not self.state else self

    def as_data(self) -> dict[str, Any]:
        """What differs from no filter at all, as JSON holds it."""
        plain = QueueFilters()
        told = {name: value for name, value in asdict(self).items() if value != getattr(plain, name)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> QueueFilters:
        """Filters that were saved; what this version no longer knows counts for nothing."""
        known = {field.name for field in fields(cls)} & data.keys()
        told: dict[str, Any] = {n: date.fromisoformat(data[n]) if n in DAYS else data[n] for n in known}
        return cls(**told)


@dataclass(frozen=True, slots=True)
class QueueReader:
    """Who reads the queue, when, and in which time zone their days begin."""

    account: str
    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a page of a list begins: after a report, or before one; at the start when neither is
    named.
    """

    after: str = ""
    before: str = ""

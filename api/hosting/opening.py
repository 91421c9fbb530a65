"""Choice of the hosting source, from the settings: the operator's database, the registries'
delegations, both in that order, or none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from api.hosting.delegations import DelegationSource
from api.hosting.mmdb import MmdbSource
from api.hosting.sources import HostingSource, HostLocation, Method, NoSource


class CombinedSource:
    """The database, completed by delegations for a country that it does not give."""

    def __init__(self, first: HostingSource, second: HostingSource) -> None:
        self._first, self._second = first, second
        self.method: Method = first.method
        self.file_date: date | None = first.file_date

    def locate(self, ip: str) -> HostLocation | None:
        """See Source."""
        found = self._first.locate(ip)
        if found is not None and found.country is not None:
            return found
        other = self._second.locate(ip)
        if other is None or found is None:
            return other or found
        return replace(other, asn=found.asn, organisation=found.organisation)


def open_source(database: Path | None, delegations: Path | None) -> HostingSource:
    """The source that the settings name; none by default.

    Raises:
        UnusableSource: a file that cannot be used, and why.
    """
    found: list[HostingSource] = []
    if database is not None:
        found.append(MmdbSource(database))
    if delegations is not None:
        found.append(DelegationSource(delegations))
    match found:
        case [first, second]:
            return CombinedSource(first, second)
        case [only]:
            return only
        case _:
            return NoSource()

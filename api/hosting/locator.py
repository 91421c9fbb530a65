"""The hosting port as the service holds it: the operator's source and the tables, opened once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.hosting.locating import locate
from api.hosting.result import HostingResult
from api.hosting.sources import HostingSource
from api.kit.host_names import read_address
from api.rules.delivery_networks import HostingTables


@dataclass(frozen=True)
class Locator:
    """Looks an address up, offline."""

    source: HostingSource
    tables: HostingTables

    def look(
        self, url: str | None, ip: str | None, moment: datetime, resolver: str | None = None
    ) -> HostingResult | None:
        """The hosting of an address at a moment; None when there is no address to look up.

        Raises:
            ValueError: `ip` is none.
            UnusableSource: the operator's file is damaged.
        """
        return locate(url, moment, self.source, self.tables, ip=ip, resolver=resolver) if url else None


def domains_of(url: str | None) -> tuple[str, ...]:
    """The host of an address and the domains above it, down to the one that somebody registered:
    the most precise first.

    Where the suffix list does not know the last label, the last two are taken for it.
    """
    address = read_address(url) if url else None
    if address is None or address.ip is not None or not address.host:
        return ()
    labels = address.host.split(".")
    fewest = address.registrable.count(".") + 1 if address.registrable is not None else 2
    return tuple(".".join(labels[n:]) for n in range(max(1, len(labels) - fewest + 1)))

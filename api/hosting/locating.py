"""An address and an IP in, a dated hosting result out. Nothing is resolved nor fetched."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from api.hosting.notes import Note
from api.hosting.result import HostingResult
from api.hosting.sources import Confidence, HostingSource, HostLocation
from api.kit.host_names import HostAddress, read_address
from api.rules.delivery_networks import HostingTables, Platform

_SURE: dict[str, Confidence] = {"T": "high", "S": "high", "M": "medium", "AV": "low"}
"""How sure a table is, by the mark of its source."""
_HIDDEN = ("onion", "i2p", "pair_a_pair")


def locate(
    url: str,
    moment: datetime,
    source: HostingSource,
    tables: HostingTables,
    *,
    ip: str | None = None,
    resolver: str | None = None,
) -> HostingResult | None:
    """The hosting of an address; None when it is no address. `ip` is that which somebody
    (`resolver`) found, at `moment`.

    An IP that the address itself holds prevails. A hidden network, a shortener and a delivery
    network say no country: the first has none, the second is not where the content is, the third
    hides it.

    Raises:
        ValueError: `moment` without its zone, or `ip` that is none.
        UnusableSource: the operator's file is damaged.
    """
    if moment.tzinfo is None:
        raise ValueError("moment needs its time zone")
    found_ip = str(ipaddress.ip_address(ip)) if ip is not None else None
    address = read_address(url)
    if address is None:
        return None
    known = address.ip or found_ip
    located = source.locate(known) if known is not None and _is_public(known) else None
    found: dict[str, Any] = {
        "ip": known,
        "asn": located.asn if located is not None else None,
        "organisation": located.organisation if located is not None else None,
        "moment": moment.astimezone(UTC),
        "resolver": None if known is None else "url" if address.ip is not None else resolver,
        "network": address.network,
        "registrable": address.registrable,
        "tld": address.tld,
        "service": _service(address),
    }
    if address.network in _HIDDEN:
        return HostingResult(**found, untraceable=True, notes=("hidden_network",))
    if tables.shortens(address):
        return HostingResult(**{**found, "service": "redirector"}, shortener=True, notes=("shortener",))
    platform = tables.platform(address)
    if platform is not None:
        return HostingResult(**{**found, **_platform(platform)})
    notes = tuple(_notes(address, located, found, source, tables))
    network = tables.delivery_network(address, found["asn"])
    if network is not None:
        found["organisation"] = found["organisation"] or network.name
        if located is not None:
            found |= {"method": located.method, "source_date": located.file_date}
        sure = _SURE[network.source.confidence.value]
        notes = ("delivery_network", *notes)
        return HostingResult(**found, delivery_network=True, untraceable=True, confidence=sure, notes=notes)
    return HostingResult(**{**found, **_country(located)}, notes=notes)


def _country(located: HostLocation | None) -> dict[str, Any]:
    if located is None:
        return {}
    sure: Confidence = "medium" if located.method == "mmdb" else "low"
    return {
        "country": located.country,
        "method": located.method,
        "source_date": located.file_date,
        "confidence": sure if located.country is not None else "unknown",
        "delivery_network": False if located.asn is not None else None,
    }


def _platform(platform: Platform) -> dict[str, Any]:
    """A platform is where its publisher is: the seat, and the establishment in the Union."""
    notes: tuple[Note, ...] = ("platform",) if platform.country is not None else ("platform", "seat_unknown")
    return {
        "organisation": platform.name,
        "platform": platform.name,
        "country": platform.country,
        "method": "platform",
        "source_date": platform.source.verified_on,
        "confidence": _SURE[platform.source.confidence.value],
        "service": platform.service,
        "eu_establishment": platform.eu_establishment,
        "notes": notes,
    }


def _notes(
    address: HostAddress,
    located: HostLocation | None,
    fields: dict[str, Any],
    source: HostingSource,
    tables: HostingTables,
) -> Iterator[Note]:
    if fields["ip"] is None:
        yield "no_ip"
    elif not _is_public(fields["ip"]):
        yield "private_ip"
    elif source.method == "none":
        yield "no_source"
    else:
        yield from _reservations(address, located, fields["moment"], source, tables)


def _reservations(
    address: HostAddress, located: HostLocation | None, moment: datetime, source: HostingSource, tables: HostingTables
) -> Iterator[Note]:
    if located is None:
        yield "not_in_source"
    elif located.method == "delegations":
        yield "registered"
    if address.network == "ftp":
        yield "ftp"
    if address.ip is None:
        yield "shared_ip"
    dated = located.file_date if located is not None else source.file_date
    if dated is None:
        yield "undated_source"
    elif (moment.date() - dated).days > tables.stale_after_days:
        yield "old_source"


def _service(address: HostAddress) -> str | None:
    """The register's code of the service, where the address says it."""
    if address.network in ("onion", "ftp"):
        return address.network
    return "p2p" if address.network == "pair_a_pair" else None


def _is_public(ip: str) -> bool:
    return ipaddress.ip_address(ip).is_global

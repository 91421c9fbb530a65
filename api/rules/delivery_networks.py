"""Domains and networks whose IP address says little: delivery networks, shorteners, platforms.
Data, in `rulesets/parameters`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from api.kit.host_names import HostAddress
from api.rules.name_checks import NameChecks
from api.rules.parameter_files import read_for_check, read_rules_file
from engine.language.names import LawNames
from engine.model.law import Source
from engine.model.routing import Country
from textfile.diagnostics import Diagnostic
from textfile.reader import Document
from textfile.text import Frozen

HOSTING, PLATFORMS = Path("parameters/hebergement.yaml"), Path("parameters/plateformes.yaml")


class DeliveryNetwork(Frozen):
    """A network that stands before the machine that holds the content."""

    name: str
    asns: tuple[int, ...] = ()
    domains: tuple[str, ...] = ()
    source: Source


class Shorteners(Frozen):
    """Domains that only lead elsewhere."""

    name: str
    domains: tuple[str, ...] = Field(min_length=1)
    source: Source


class Platform(Frozen):
    """A platform: the country of its seat, the State of its establishment in the Union. None is not
    known.
    """

    name: str
    domains: tuple[str, ...] = Field(min_length=1)
    service: str
    country: Country | None
    eu_establishment: Country | None
    source: Source


class HostingFile(Frozen):
    """`parameters/hebergement.yaml`."""

    stale_after_days: int = Field(ge=1, le=3_650)
    delivery_networks: tuple[DeliveryNetwork, ...] = ()
    shorteners: tuple[Shorteners, ...] = ()


class PlatformsFile(Frozen):
    """`parameters/plateformes.yaml`."""

    platforms: tuple[Platform, ...] = ()


@dataclass(frozen=True, slots=True)
class HostingTables:
    """The three tables, and the age in days from which an operator's file is said to be old."""

    delivery_networks: tuple[DeliveryNetwork, ...]
    shorteners: tuple[Shorteners, ...]
    platforms: tuple[Platform, ...]
    stale_after_days: int

    def delivery_network(self, address: HostAddress, asn: int | None) -> DeliveryNetwork | None:
        """The delivery network that an address or an autonomous system belongs to."""
        return next(
            (n for n in self.delivery_networks if (asn is not None and asn in n.asns) or _within(address, n.domains)),
            None,
        )

    def shortens(self, address: HostAddress) -> bool:
        """Whether the address only leads elsewhere."""
        return any(_within(address, group.domains) for group in self.shorteners)

    def platform(self, address: HostAddress) -> Platform | None:
        """The platform that the address is on."""
        return next((p for p in self.platforms if _within(address, p.domains)), None)


def open_tables(rulesets: Path | None) -> HostingTables:
    """The tables of a folder of rules, or the shipped ones for each file that it lacks.

    Raises:
        RulesetError: with what is wrong in a file, and where.
    """
    hosting = read_rules_file(HostingFile, HOSTING, rulesets)
    platforms = read_rules_file(PlatformsFile, PLATFORMS, rulesets)
    return HostingTables(hosting.delivery_networks, hosting.shorteners, platforms.platforms, hosting.stale_after_days)


def _within(address: HostAddress, domains: Iterable[str]) -> bool:
    return any(address.within(domain) for domain in domains)


def check_tables(root: Path, law: LawNames, services: Collection[str] | None) -> list[Diagnostic]:
    """What is wrong in the tables of a folder, whose register has these types of service."""

    def hosting(file: HostingFile, document: Document) -> Iterator[Diagnostic]:
        for key in ("delivery_networks", "shorteners"):
            yield from NameChecks(document, law).unique((one.name for one in getattr(file, key)), "name", key)

    def platforms(file: PlatformsFile, document: Document) -> Iterator[Diagnostic]:
        named = NameChecks(document, law)
        yield from named.unique((one.name for one in file.platforms), "name", "platforms")
        for i, platform in enumerate(file.platforms):
            if services is not None and platform.service not in services:
                at = document.value_place(("platforms", i, "service"))
                yield named.unknown("type de service inconnu du registre", platform.service, services, at, "R206")

    return [
        *read_for_check(HostingFile, HOSTING, root).with_names(hosting),
        *read_for_check(PlatformsFile, PLATFORMS, root).with_names(platforms),
    ]

"""What the tests of hosting share: tables of the shipped rules, small files written on the spot, a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from api.rules.delivery_networks import HostingTables, open_tables
from tests.api.hosting.databases import write_mmdb

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
BUILT = int(datetime(2026, 11, 3, tzinfo=UTC).timestamp())
DELEGATIONS = Path(__file__).parent / "delegations.txt"


@cache
def tables() -> HostingTables:
    """The shipped tables."""
    return open_tables(None)


def database(folder: Path, built: int = BUILT) -> Path:
    """A database whose records are written in the three ways that publishers use."""
    return write_mmdb(
        folder / "essai.mmdb",
        {
            "25.10.8.0/24": {
                "country": {"iso_code": "FR"},
                "autonomous_system_number": 64500,
                "autonomous_system_organization": "Hébergeur Exemple",
            },
            "25.10.9.0/24": {"country_code": "nl", "asn": "AS64501", "as_name": "Voorbeeld"},
            "25.10.10.0/24": {"country": "Allemagne", "asn": "pas un numéro"},
            "25.10.11.0/24": {"country": "US", "asn": "AS13335", "as_name": "Réseau de diffusion"},
        },
        built,
    )

"""MaxMind DB files for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

from mmdb_writer import MMDBWriter
from netaddr import IPSet


def write_mmdb(
    path: Path, records: Mapping[str, Mapping[str, Any]], build_epoch: int, version: Literal[4, 6] = 4
) -> Path:
    """A file that says a record of each network (`192.0.2.0/24`), networks not overlapping."""
    writer = MMDBWriter(ip_version=version, database_type="Essai", description={"fr": "essai"})
    for network, record in records.items():
        writer.insert_network(IPSet([network]), dict(record))
    with patch("mmdb_writer.time.time", lambda: build_epoch):  # it dates files by the clock alone
        writer.to_db_file(str(path))
    return path

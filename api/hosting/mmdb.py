"""Networks and countries from a MaxMind DB file (.mmdb) that the operator provides, whoever
publishes it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import maxminddb

from api.hosting.sources import HostLocation, Method, ordinary, unusable
from textfile.quoting import printable
from textfile.reasons import system_reason

_ASN = ("autonomous_system_number", "asn")
_HOLDER = ("autonomous_system_organization", "as_name", "organization", "as_organization")
_COUNTRY = ("country", "country_code")


class MmdbSource:
    """A file kept open in memory. Safe to share between threads."""

    method: Method = "mmdb"

    def __init__(self, path: Path) -> None:
        """Opens the file.

        Raises:
            UnusableSource: H001 absent or forbidden, H002 not a database, or damaged.
        """
        self._name = printable(path.name)
        try:
            ordinary(path)
            self._reader = maxminddb.open_database(path, maxminddb.MODE_MEMORY)
        except OSError as error:
            raise unusable(
                "H001",
                self._name,
                f"base d'adresses illisible : {system_reason(error).fr}",
                "vérifier le chemin et les droits",
            ) from error
        except (maxminddb.InvalidDatabaseError, ValueError) as error:
            raise unusable(
                "H002", self._name, "ce n'est pas une base MaxMind DB, ou elle est abîmée", "la télécharger à nouveau"
            ) from error
        built = self._reader.metadata().build_epoch
        self.file_date: date | None = datetime.fromtimestamp(built, UTC).date() if built else None

    def locate(self, ip: str) -> HostLocation | None:
        """See Source.

        Raises:
            UnusableSource: H002, the record of the address cannot be read.
        """
        address = ipaddress.ip_address(ip)
        if address.version == 6 and self._reader.metadata().ip_version == 4:
            return None
        try:
            record: Any = self._reader.get(address)
        except maxminddb.InvalidDatabaseError as error:
            raise unusable("H002", self._name, "la base d'adresses est abîmée", "la télécharger à nouveau") from error
        if not isinstance(record, Mapping):
            return None
        return HostLocation(self.method, self.file_date, _country(record), _asn(record), _text(record, _HOLDER))


def _country(record: Mapping[str, Any]) -> str | None:
    """Publishers write `country: {iso_code: FR}`, `country: FR` or `country_code: FR`; a name is
    not a code.
    """
    for key in _COUNTRY:
        given = record.get(key)
        code = given.get("iso_code") if isinstance(given, Mapping) else given
        if isinstance(code, str) and len(code) == 2 and code.isascii() and code.isalpha():
            return code.upper()
    return None


def _asn(record: Mapping[str, Any]) -> int | None:
    for key in _ASN:
        given = record.get(key)
        if isinstance(given, int) and not isinstance(given, bool):
            return given
        if isinstance(given, str) and given.upper().removeprefix("AS").isdecimal():
            return int(given.upper().removeprefix("AS"))
    return None


def _text(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    found = (record.get(key) for key in keys)
    return next((printable(given)[:200] for given in found if isinstance(given, str) and given), None)

"""Countries from the delegation statistics that internet registries publish: who holds which
addresses, by country.

One line a block: `registry|country|type|start|value|date|status`. For IPv4, `value` is a number of
addresses; for IPv6, a prefix length. The country is that of the holder's registration, so that the
answer is a weak one, and says so.
"""

from __future__ import annotations

import ipaddress
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from api.hosting.sources import HostLocation, Method, ordinary, unusable
from textfile.quoting import printable, short
from textfile.reasons import system_reason

MAX_BYTES = 200_000_000
"""The file of all registries together is under a fifth of this."""
_ASSIGNED_STATUSES = frozenset({"allocated", "assigned"})
_NOT_COUNTRIES = frozenset({"", "ZZ", "EU", "AP"})
"""What registries write where they give no country, or a region."""


class DelegationSource:
    """Blocks of one file, sorted, in a few megabytes. Safe to share between threads."""

    method: Method = "delegations"

    def __init__(self, path: Path) -> None:
        """Reads the file.

        Raises:
            UnusableSource: H001 unreadable, H003 not such a file or a wrong line, H004 no block in
                it.
        """
        name = printable(path.name)
        try:
            ordinary(path)
            if path.stat().st_size > MAX_BYTES:
                raise unusable(
                    "H003", name, f"fichier de plus de {MAX_BYTES // 1_000_000} Mo", "donner celui du registre"
                )
            with path.open(encoding="ascii", errors="replace") as lines:
                self._read(lines, name)
        except OSError as error:
            raise unusable(
                "H001", name, f"délégations illisibles : {system_reason(error).fr}", "vérifier le chemin et les droits"
            ) from error

    def locate(self, ip: str) -> HostLocation | None:
        """See Source."""
        address = ipaddress.ip_address(ip)
        number = int(address)
        code = self._v4.country(number) if address.version == 4 else self._v6.country(number >> _HALF)
        return None if code is None else HostLocation(self.method, self.file_date, code)

    def _read(self, lines: Iterable[str], name: str) -> None:
        self.file_date: date | None = None
        v4: list[tuple[int, int, str]] = []
        v6: list[tuple[int, int, str]] = []
        header = False
        for number, line in enumerate(lines, 1):
            fields = line.strip().split("|")
            if fields == [""] or fields[0].startswith("#"):
                continue
            if not header:
                self.file_date, header = _header(fields, name, number), True
            elif fields[-1] != "summary" and fields[2:3] != ["asn"]:
                _block(fields, v4, v6, name, number)
        if not v4 and not v6:
            raise unusable(
                "H004", name, "aucun bloc d'adresses attribué", "donner le fichier `delegated-…` d'un registre"
            )
        self._v4, self._v6 = _Blocks(v4), _Blocks(v6)


_HALF = 64
"""Registries hold IPv6 by blocks of /64 or more: the upper half of an address is enough, and fits
an array.
"""


class _Blocks:
    def __init__(self, blocks: list[tuple[int, int, str]]) -> None:
        blocks.sort()
        self._starts = array("Q", (start for start, _, _ in blocks))
        self._ends = array("Q", (end for _, end, _ in blocks))
        self._codes = [code for _, _, code in blocks]

    def country(self, address: int) -> str | None:
        place = bisect_right(self._starts, address) - 1
        if place < 0 or address > self._ends[place]:
            return None
        return self._codes[place]


def _header(fields: list[str], name: str, number: int) -> date:
    """`2|registry|serial|records|startdate|enddate|offset`; the end date, or the serial, dates the
    file.
    """
    if len(fields) >= 6 and fields[0] in ("2", "2.3"):
        for given in (fields[5], fields[2]):
            try:
                return date(int(given[:4]), int(given[4:6]), int(given[6:8]))
            except ValueError:
                continue
    message = "ce n'est pas un fichier de délégations : première ligne inattendue"
    raise unusable("H003", name, message, "donner le fichier `delegated-…` d'un registre", number)


def _block(
    fields: list[str], v4: list[tuple[int, int, str]], v6: list[tuple[int, int, str]], name: str, number: int
) -> None:
    try:
        _, country, kind, start, value, _, status = fields[:7]
        if kind == "ipv4":
            first = int(ipaddress.IPv4Address(start))
            span = (first, first + int(value) - 1)
        elif kind == "ipv6":
            length = int(value)
            first = int(ipaddress.IPv6Address(start)) >> _HALF
            if not 0 < length <= _HALF:
                raise ValueError(value)
            span = (first, first + (1 << _HALF - length) - 1)
        else:
            raise ValueError(kind)
    except ValueError as error:
        raise unusable(
            "H003", name, f"ligne incomprise : {short('|'.join(fields))}", "reprendre le fichier", number
        ) from error
    if status in _ASSIGNED_STATUSES and country not in _NOT_COUNTRIES:
        (v4 if kind == "ipv4" else v6).append((*span, country.upper()))

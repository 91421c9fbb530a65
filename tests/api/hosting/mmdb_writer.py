"""Writes small MaxMind DB files for tests, by the format's public specification (version 2.0): 24-bit records, IPv4 or IPv6."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_MARKER = b"\xab\xcd\xefMaxMind.com"
_SEPARATOR = bytes(16)


def write_mmdb(path: Path, records: Mapping[str, Mapping[str, Any]], build_epoch: int, version: int = 4) -> Path:
    """Writes a file that says a record of each network (`192.0.2.0/24`), networks not overlapping."""
    width = 32 if version == 4 else 128
    data, offsets = b"", []
    for record in records.values():
        offsets.append(len(data))
        data += _encoded(record)
    nodes: list[list[int | None]] = [[None, None]]
    leaves: dict[tuple[int, int], int] = {}
    for place, network in enumerate(records):
        parsed = ipaddress.ip_network(network)
        bits = f"{int(parsed.network_address):0{width}b}"[: parsed.prefixlen]
        node = 0
        for bit in map(int, bits[:-1]):
            following = nodes[node][bit]
            if following is None:
                nodes.append([None, None])
                following = nodes[node][bit] = len(nodes) - 1
            node = following
        leaves[node, int(bits[-1])] = offsets[place]
    count = len(nodes)
    tree = b""
    for number, pair in enumerate(nodes):
        for side, following in enumerate(pair):
            if (number, side) in leaves:
                value = count + len(_SEPARATOR) + leaves[number, side]
            else:
                value = count if following is None else following
            tree += value.to_bytes(3, "big")
    metadata = {
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": build_epoch,
        "database_type": "Essai",
        "description": {"fr": "essai"},
        "ip_version": version,
        "languages": [],
        "node_count": count,
        "record_size": 24,
    }
    path.write_bytes(tree + _SEPARATOR + data + _MARKER + _encoded(metadata))
    return path


def _encoded(value: Any) -> bytes:
    if isinstance(value, Mapping):
        return _control(7, len(value)) + b"".join(_encoded(k) + _encoded(v) for k, v in value.items())
    if isinstance(value, list):
        return bytes([len(value), 11 - 7]) + b"".join(map(_encoded, value))
    if isinstance(value, int):
        raw = value.to_bytes(8, "big").lstrip(b"\0")
        if len(raw) <= 4:
            return _control(6, len(raw)) + raw
        return bytes([len(raw), 9 - 7]) + raw
    raw = value.encode()
    return _control(2, len(raw)) + raw


def _control(kind: int, size: int) -> bytes:
    if size < 29:
        return bytes([kind << 5 | size])
    return bytes([kind << 5 | 29, size - 29])

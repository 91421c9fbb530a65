"""URL parsing: network, host, registrable domain, IP literal. Nothing is resolved nor fetched."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ada_url

from api.kit.report_caches import report_cache
from api.kit.urls import absolute
from engine.routing.situation import Network

_HIDDEN: dict[str, Network] = {"onion": "onion", "i2p": "i2p"}
_PEERS = frozenset({"magnet:", "ed2k:", "ipfs:"})
_ORDINARY = frozenset({"http:", "https:", "ws:", "wss:"})
LAST_READ = 64
"""Addresses remembered as they were read: each part of a report asks about the same one."""
_FTP = frozenset({"ftp:", "ftps:", "sftp:"})


@dataclass(frozen=True, slots=True)
class HostAddress:
    """An address taken apart.

    `host` is in ASCII (punycode), `display` as people read it. `registrable` is the domain somebody
    registered (`exemple.co.uk`), `tld` the last label; both None for an IP literal. `ip` is the
    literal that the host is. `network` is None for a scheme that says nothing of one.
    """

    scheme: str
    host: str
    display: str
    network: Network | None
    registrable: str | None = None
    tld: str | None = None
    ip: str | None = None

    def within(self, domain: str) -> bool:
        """Whether the host is a domain or one of its subdomains."""
        return self.host == domain or self.host.endswith(f".{domain}")


@report_cache(LAST_READ)
def read_address(url: str) -> HostAddress | None:
    """The address that a reporter wrote, defanged or not; None when it is none."""
    href = absolute(url)
    if href is None:
        return None
    parsed = ada_url.URL(href)
    scheme = parsed.protocol.removesuffix(":")
    host = parsed.hostname.rstrip(".").casefold()
    if parsed.protocol in _PEERS:
        return HostAddress(scheme, "", "", "pair_a_pair")
    if not host:
        return None
    ip = _literal(host)
    if ip is not None:
        return HostAddress(scheme, host, host, _network(parsed.protocol, ""), ip=ip)
    tld = host.rpartition(".")[2]
    network = _network(parsed.protocol, tld)
    registrable = None if network in ("onion", "i2p") else _registrable(host)
    return HostAddress(scheme, host, _unicode_host(host), network, registrable, tld if "." in host else None)


def _network(protocol: str, tld: str) -> Network | None:
    if tld in _HIDDEN:
        return _HIDDEN[tld]
    if protocol in _FTP:
        return "ftp"
    return "ordinaire" if protocol in _ORDINARY else None


def _literal(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None


def _unicode_host(host: str) -> str:
    """The host in Unicode; as it is when a label is no valid punycode."""
    try:
        return ".".join(label.encode("ascii").decode("idna") for label in host.split("."))
    except UnicodeError:
        return host


def _registrable(host: str) -> str | None:
    found = _suffixes()(host)
    return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else None


@lru_cache(maxsize=1)
def _suffixes() -> Callable[[str], Any]:
    """The public suffix list that tldextract carries: never fetched, never written to disk."""
    from tldextract import TLDExtract  # imports requests, 0.15 s: not before an address is asked about

    return TLDExtract(suffix_list_urls=(), cache_dir=None)

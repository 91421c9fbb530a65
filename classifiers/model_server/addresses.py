"""Policy of the one address that is called: loopback and private networks, or a host named in
full.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

import httpcore2

from classifiers.model_server.faults import ServerFault

SCHEMES = ("http", "https")
IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


class ServerAddress(NamedTuple):
    """Address of a model server: the base of its paths, and its host; `anywhere`: the operator
    named this host in full, and it may be public.
    """

    base: str
    host: str
    anywhere: bool


def server_address(url: str, named_host: str | None = None) -> ServerAddress:
    """The address that a setting gives. `/v1` is added where there is no path.

    `named_host`: the host that may be public, written in full; it is then spoken to over TLS alone.

    Raises:
        ServerFault: no address, or one that the policy refuses.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ServerFault("address") from error
    if parts.scheme not in SCHEMES or not host or parts.username or parts.password or parts.query or parts.fragment:
        raise ServerFault("address")
    anywhere = named_host is not None and named_host.strip().lower().rstrip(".") == host.lower().rstrip(".")
    if anywhere and parts.scheme != "https":
        raise ServerFault("not-tls")
    literal = _literal(host)
    if literal is not None and not anywhere and not is_near(literal):
        raise ServerFault("public-address")
    shown = f"[{host}]" if ":" in host else host
    path = parts.path.rstrip("/") or "/v1"
    return ServerAddress(f"{parts.scheme}://{shown}{f':{port}' if port else ''}{path}", host, anywhere)


def is_near(address: IpAddress) -> bool:
    """Whether an address is of this machine or of a private network (RFC 1918, RFC 4193)."""
    mapped = getattr(address, "ipv4_mapped", None)
    one: IpAddress = mapped if mapped is not None else address
    return one.is_loopback or any(one in network for network in PRIVATE if network.version == one.version)


class NearBackend(httpcore2.AsyncNetworkBackend):
    """Network backend that resolves a name itself, and connects to the very address it has checked:
    a name cannot lead elsewhere between the two.
    """

    def __init__(self, inner: httpcore2.AsyncNetworkBackend, anywhere: str | None) -> None:
        self._inner, self._anywhere, self._resolving = inner, anywhere, asyncio.Lock()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to the first address of the host that the policy lets through."""
        if host != self._anywhere:
            host = str(await self._near_address(host, port))
        return await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)

    async def _near_address(self, host: str, port: int) -> IpAddress:
        literal = _literal(host)
        if literal is not None:
            addresses = [literal]
        else:
            async with self._resolving:  # each resolution under way is a thread
                addresses = await _resolved(host, port)
        if not addresses or not all(is_near(address) for address in addresses):
            raise ServerFault("public-address")
        return addresses[0]

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.AsyncNetworkStream:
        """Refused: a server is spoken to over TCP.

        Raises:
            ServerFault: always.
        """
        raise ServerFault("address")

    async def sleep(self, seconds: float) -> None:
        """A pause between two tries."""
        await self._inner.sleep(seconds)


async def _resolved(host: str, port: int) -> list[IpAddress]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore2.ConnectError("name not resolved") from error
    return [ipaddress.ip_address(info[4][0]) for info in found]


def _literal(host: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None

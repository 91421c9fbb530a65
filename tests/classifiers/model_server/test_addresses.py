"""The one address that is called: near, or named in full and over TLS."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import Any

import httpcore2
import pytest

from classifiers.model_server.addresses import NearBackend, is_near, server_address
from classifiers.model_server.faults import ServerFault


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1"),
        ("http://[::1]:8080/v1/", "http://[::1]:8080/v1"),
        ("https://modele.interne/openai/v1", "https://modele.interne/openai/v1"),
        ("http://10.0.0.7", "http://10.0.0.7/v1"),
    ],
)
def test_an_address_is_the_base_of_the_paths(url: str, base: str) -> None:
    assert server_address(url).base == base


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "address"),
        ("127.0.0.1:8080", "address"),
        ("ftp://127.0.0.1", "address"),
        ("http://", "address"),
        ("http://127.0.0.1:99999", "address"),
        ("http://[::1", "address"),
        ("http://cle@127.0.0.1", "address"),
        ("http://127.0.0.1?x=1", "address"),
        ("https://203.0.113.7", "public-address"),
        ("https://[2001:db8:1::1]", "public-address"),
        ("http://169.254.169.254", "public-address"),
        ("http://0.0.0.0:8080", "public-address"),
    ],
)
def test_other_addresses_are_refused(url: str, code: str) -> None:
    with pytest.raises(ServerFault) as refused:
        server_address(url)
    assert refused.value.code == code


def test_a_public_host_is_named_in_full_and_spoken_to_over_tls() -> None:
    assert server_address("https://modele.exemple/v1", "Modele.exemple.").anywhere
    assert not server_address("https://modele.exemple/v1", "exemple").anywhere
    with pytest.raises(ServerFault) as refused:
        server_address("http://modele.exemple/v1", "modele.exemple")
    assert refused.value.code == "not-tls"


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.8.9.10", "::1", "10.1.2.3", "192.168.0.4", "172.16.3.4", "fd00::7", "::ffff:10.0.0.1"]
)
def test_near(address: str) -> None:
    assert is_near(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "203.0.113.7",
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "::ffff:8.8.8.8",
        "2606:4700::1",
        "255.255.255.255",
    ],
)
def test_far(address: str) -> None:
    assert not is_near(ipaddress.ip_address(address))


class Inner(httpcore2.AsyncNetworkBackend):
    """Notes where it is asked to connect."""

    def __init__(self) -> None:
        self.hosts: list[str] = []

    async def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> httpcore2.AsyncNetworkStream:
        self.hosts.append(host)
        return httpcore2.AsyncMockStream([])


def _resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    async def getaddrinfo(self: Any, host: str, port: int, **more: Any) -> list[Any]:
        return [(None, None, None, "", (address, port)) for address in addresses]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)


def test_a_name_is_connected_to_by_the_very_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolving(monkeypatch, "10.0.0.7", "10.0.0.8")
    inner = Inner()
    asyncio.run(NearBackend(inner, None).connect_tcp("modele.interne", 443))
    assert inner.hosts == ["10.0.0.7"]


@pytest.mark.parametrize("addresses", [("203.0.113.7",), ("10.0.0.7", "203.0.113.7"), ()])
def test_a_name_that_leads_outside_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    _resolving(monkeypatch, *addresses)
    inner = Inner()
    with pytest.raises(ServerFault) as refused:
        asyncio.run(NearBackend(inner, None).connect_tcp("modele.interne", 443))
    assert (refused.value.code, inner.hosts) == ("public-address", [])


def test_the_host_named_in_full_is_connected_to_by_name() -> None:
    inner = Inner()
    asyncio.run(NearBackend(inner, "modele.exemple").connect_tcp("modele.exemple", 443))
    assert inner.hosts == ["modele.exemple"]

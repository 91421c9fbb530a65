"""Addresses taken apart: nothing resolved, defanged ones read as meant."""

from __future__ import annotations

import socket

import pytest

from api.kit.host_names import read_address


@pytest.mark.parametrize(
    ("url", "host", "network", "registrable", "tld"),
    [
        ("https://forum.exemple.co.uk/fil", "forum.exemple.co.uk", "ordinaire", "exemple.co.uk", "uk"),
        ("hxxps://forum[.]exemple[.]fr/a", "forum.exemple.fr", "ordinaire", "exemple.fr", "fr"),
        ("Exemple.FR.", "exemple.fr", "ordinaire", "exemple.fr", "fr"),
        ("ftp://fichiers.exemple.fr/x", "fichiers.exemple.fr", "ftp", "exemple.fr", "fr"),
        ("sftp://fichiers.exemple.fr/x", "fichiers.exemple.fr", "ftp", "exemple.fr", "fr"),
        ("http://abcdef.onion/page", "abcdef.onion", "onion", None, "onion"),
        ("http://sous.abcdef.onion/", "sous.abcdef.onion", "onion", None, "onion"),
        ("http://exemple.i2p", "exemple.i2p", "i2p", None, "i2p"),
        ("https://exemple.invalid/", "exemple.invalid", "ordinaire", None, "invalid"),
        ("https://localhost/", "localhost", "ordinaire", None, None),
        ("https://co.uk/", "co.uk", "ordinaire", None, "uk"),
        ("https://u:p@exemple.fr:8443/", "exemple.fr", "ordinaire", "exemple.fr", "fr"),
    ],
)
def test_an_address_says_its_network_and_domain(
    url: str, host: str, network: str, registrable: str | None, tld: str | None
) -> None:
    found = read_address(url)
    assert found is not None
    assert (found.host, found.network, found.registrable, found.tld, found.ip) == (
        host,
        network,
        registrable,
        tld,
        None,
    )


@pytest.mark.parametrize(
    ("url", "host", "shown"),
    [
        ("https://exemplé.fr/", "xn--exempl-gva.fr", "exemplé.fr"),
        ("https://XN--EXEMPL-GVA.fr/", "xn--exempl-gva.fr", "exemplé.fr"),
    ],
)
def test_a_host_in_unicode_or_punycode_is_one(url: str, host: str, shown: str) -> None:
    found = read_address(url)
    assert found is not None
    assert (found.host, found.display) == (host, shown)


@pytest.mark.parametrize(
    ("url", "ip"),
    [
        ("http://192.0.2.7/x", "192.0.2.7"),
        ("http://192[.]0[.]2[.]7/x", "192.0.2.7"),
        ("http://0xC0000207/", "192.0.2.7"),
        ("ftp://[2001:DB8::1]:2121/", "2001:db8::1"),
    ],
)
def test_an_ip_literal_is_an_ip_and_no_domain(url: str, ip: str) -> None:
    found = read_address(url)
    assert found is not None
    assert (found.ip, found.registrable, found.tld) == (ip, None, None)


def test_peer_to_peer_has_no_host() -> None:
    found = read_address("magnet:?xt=urn:btih:0123")
    assert found is not None
    assert (found.network, found.host) == ("pair_a_pair", "")


@pytest.mark.parametrize("url", ["", "   ", "http://", "https://[::", "https://a b/"])
def test_what_is_no_address_is_none(url: str) -> None:
    assert read_address(url) is None


def test_a_scheme_that_says_nothing_of_a_network_leaves_it_unknown() -> None:
    found = read_address("xmpp://exemple.fr/salon")
    assert found is not None
    assert found.network is None


def test_subdomains_are_within_a_domain_and_lookalikes_are_not() -> None:
    found = read_address("https://m.exemple.fr/")
    assert found is not None
    assert (found.within("exemple.fr"), found.within("xemple.fr"), found.within("fr")) == (True, False, True)


def test_nothing_is_resolved_nor_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert read_address("https://forum.exemple.co.uk/") is not None

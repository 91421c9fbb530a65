"""The operator's files: read, dated, and refused with a reason when they cannot be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.hosting.delegations import DelegationSource
from api.hosting.mmdb import MmdbSource
from api.hosting.opening import open_source
from api.hosting.sources import HostLocation, UnusableSource
from tests.api.hosting.databases import write_mmdb
from tests.api.hosting.shared import BUILT, DELEGATIONS, database

NOV_3, NOV_1 = date(2026, 11, 3), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("ip", "country", "asn", "organisation"),
    [
        ("25.10.8.8", "FR", 64500, "Hébergeur Exemple"),
        ("25.10.9.200", "NL", 64501, "Voorbeeld"),
        ("25.10.10.1", None, None, None),
    ],
)
def test_a_database_is_read_however_its_publisher_writes(
    tmp_path: Path, ip: str, country: str | None, asn: int | None, organisation: str | None
) -> None:
    source = MmdbSource(database(tmp_path))
    assert source.locate(ip) == HostLocation("mmdb", NOV_3, country, asn, organisation)


def test_an_address_that_the_database_does_not_hold_is_unknown(tmp_path: Path) -> None:
    source = MmdbSource(database(tmp_path))
    assert source.locate("25.99.9.9") is None
    assert source.locate("2d00:100::1") is None


def test_a_database_of_ipv6_answers_ipv6(tmp_path: Path) -> None:
    path = write_mmdb(tmp_path / "six.mmdb", {"2d00:100::/32": {"country_code": "DE"}}, BUILT, version=6)
    assert MmdbSource(path).locate("2d00:100::1") == HostLocation("mmdb", NOV_3, "DE")


@pytest.mark.parametrize(
    ("ip", "country"),
    [
        ("25.10.8.0", "FR"),
        ("25.10.8.255", "FR"),
        ("25.10.9.127", "NL"),
        ("25.10.9.128", None),
        ("25.10.10.1", None),
        ("25.10.11.1", None),
        ("25.10.7.255", None),
        ("2d00:100:ffff:ffff:ffff::1", "DE"),
        ("2d00:101::1", None),
        ("::1", None),
    ],
)
def test_delegations_give_the_country_of_registration(ip: str, country: str | None) -> None:
    found = DelegationSource(DELEGATIONS).locate(ip)
    assert found == (None if country is None else HostLocation("delegations", NOV_1, country))


def test_delegations_complete_a_database_that_gives_no_country(tmp_path: Path) -> None:
    both = open_source(database(tmp_path), DELEGATIONS)
    assert both.locate("25.10.8.8") == HostLocation("mmdb", NOV_3, "FR", 64500, "Hébergeur Exemple")
    assert both.locate("2d00:100::1") == HostLocation("delegations", NOV_1, "DE")
    assert both.locate("25.10.10.1") == HostLocation("mmdb", NOV_3)
    assert both.locate("25.99.9.9") is None


def test_without_a_file_nothing_is_known() -> None:
    source = open_source(None, None)
    assert (source.method, source.file_date, source.locate("25.10.8.8")) == ("none", None, None)


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "H001"), (b"", "H002"), (b"pas une base", "H002"), (bytes(4_000), "H002")],
    ids=["absent", "vide", "texte", "zéros"],
)
def test_a_database_that_cannot_be_used_says_why(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "base.mmdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnusableSource) as caught:
        open_source(path, None)
    assert (caught.value.diagnostic.code, caught.value.diagnostic.place.file) == (code, "base.mmdb")
    assert caught.value.diagnostic.hint


def test_a_truncated_database_says_so_when_opened_or_asked(tmp_path: Path) -> None:
    path = database(tmp_path)
    whole = path.read_bytes()
    at = whole.index(b"country")
    path.write_bytes(whole[: at - 6] + b"\xff" * 40 + whole[at + 34 :])
    with pytest.raises(UnusableSource) as caught:
        MmdbSource(path).locate("25.10.8.8")
    assert caught.value.diagnostic.code == "H002"


HEADER = "2|essai|20261101|1|20100101|20261101|+0000\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (None, "H001", 1),
        ("", "H004", 1),
        ("bonjour\n", "H003", 1),
        (HEADER, "H004", 1),
        (HEADER + "essai|FR|ipv4|25.10.8|256|20200101|allocated\n", "H003", 2),
        (HEADER + "essai|FR|ipv4|25.10.8.0|beaucoup|20200101|allocated\n", "H003", 2),
        (HEADER + "essai|FR|ipv6|2d00::|129|20200101|allocated\n", "H003", 2),
        (HEADER + "essai|FR|ipv4\n", "H003", 2),
        (HEADER + "essai|FR|mac|25.10.8.0|1|20200101|allocated\n", "H003", 2),
        (HEADER + "essai|FR|ipv4|25.10.8.0|256|20200101|reserved\n", "H004", 1),
    ],
)
def test_delegations_that_cannot_be_used_say_why_and_where(
    tmp_path: Path, text: str | None, code: str, line: int
) -> None:
    path = tmp_path / "delegated"
    if text is not None:
        path.write_text(text, encoding="ascii")
    with pytest.raises(UnusableSource) as caught:
        open_source(None, path)
    diagnostic = caught.value.diagnostic
    assert (diagnostic.code, diagnostic.place.file, diagnostic.place.line) == (code, "delegated", line)
    assert diagnostic.hint

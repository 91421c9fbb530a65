"""Hosting results: dated, with how they are known, how sure, and what to beware of."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from api.hosting.delegations import DelegationSource
from api.hosting.locating import locate
from api.hosting.mmdb import MmdbSource
from api.hosting.notes import NOTES
from api.hosting.result import HostingResult
from api.hosting.sources import HostingSource, NoSource
from tests.api.hosting.shared import DELEGATIONS, MOMENT, database, tables


@pytest.fixture
def source(tmp_path: Path) -> MmdbSource:
    return MmdbSource(database(tmp_path))


def locate_content(
    url: str,
    source: HostingSource | None = None,
    ip: str | None = None,
    moment: datetime = MOMENT,
    resolver: str | None = None,
) -> HostingResult:
    hosting = locate(url, moment, source or NoSource(), tables(), ip=ip, resolver=resolver)
    assert hosting is not None
    return hosting


def test_an_ip_given_with_the_address(source: MmdbSource) -> None:
    said = locate_content("https://forum.exemple.fr/fil", source, ip="25.10.8.8", resolver="analyst")
    assert (said.ip, said.asn, said.organisation, said.country) == ("25.10.8.8", 64500, "Hébergeur Exemple", "FR")
    assert (said.method, said.source_date, said.confidence) == ("mmdb", date(2026, 11, 3), "medium")
    assert (said.moment, said.resolver, said.notes) == (MOMENT, "analyst", ("shared_ip",))
    assert (said.network, said.delivery_network, said.registrable, said.tld) == (
        "ordinaire", False, "exemple.fr", "fr",
    )  # fmt: skip


def test_an_ip_in_the_address_prevails(source: MmdbSource) -> None:
    said = locate_content("http://25.10.9.1/x", source, ip="25.10.8.8")
    assert (said.ip, said.country, said.resolver, said.notes) == ("25.10.9.1", "NL", "url", ())


def test_a_server_of_files_is_where_its_ip_is(source: MmdbSource) -> None:
    said = locate_content("ftp://25.10.8.8/x", source)
    assert (said.network, said.service, said.country, said.notes) == ("ftp", "ftp", "FR", ("ftp",))


def test_without_an_ip_the_country_was_not_looked_for(source: MmdbSource) -> None:
    said = locate_content("https://exemple.fr/", source)
    assert (said.country, said.confidence, said.untraceable, said.notes) == (None, "unknown", False, ("no_ip",))
    assert said.delivery_network is None


def test_without_a_file_the_country_was_not_looked_for() -> None:
    assert locate_content("https://exemple.fr/", ip="25.10.8.8").notes == ("no_source",)


@pytest.mark.parametrize("ip", ["10.0.0.1", "192.0.2.1", "127.0.0.1", "fe80::1"])
def test_a_private_ip_says_no_country(source: MmdbSource, ip: str) -> None:
    said = locate_content("https://exemple.fr/", source, ip=ip)
    assert (said.country, said.notes) == (None, ("private_ip",))


def test_an_ip_that_the_file_does_not_hold(source: MmdbSource) -> None:
    said = locate_content("https://exemple.fr/", source, ip="25.99.9.9")
    assert (said.country, said.method, said.notes) == (None, "none", ("not_in_source", "shared_ip"))


def test_a_registration_is_a_weak_answer() -> None:
    said = locate_content("http://25.10.9.1/", DelegationSource(DELEGATIONS))
    assert (said.country, said.confidence, said.method, said.notes) == ("NL", "low", "delegations", ("registered",))


def test_an_old_file_is_said_to_be_old(source: MmdbSource) -> None:
    late = datetime(2026, 11, 3, tzinfo=UTC) + timedelta(days=tables().stale_after_days)
    assert locate_content("http://25.10.8.8/", source, moment=late).notes == ()
    assert locate_content("http://25.10.8.8/", source, moment=late + timedelta(days=1)).notes == ("old_source",)


def test_a_file_without_a_date_is_said_so(tmp_path: Path) -> None:
    assert locate_content("http://25.10.8.8/", MmdbSource(database(tmp_path, built=0))).notes == ("undated_source",)


def test_behind_a_delivery_network_the_country_cannot_be_told(source: MmdbSource) -> None:
    said = locate_content("https://exemple.fr/", source, ip="25.10.11.1")
    assert (said.delivery_network, said.untraceable, said.country, said.asn) == (True, True, None, 13335)
    assert said.notes[0] == "delivery_network"
    assert (said.method, said.source_date) == ("mmdb", date(2026, 11, 3))


def test_a_delivery_network_is_known_by_its_domain_too() -> None:
    said = locate_content("https://abc.cloudfront.net/x")
    assert (said.delivery_network, said.organisation, said.confidence) == (True, "Amazon CloudFront", "medium")


@pytest.mark.parametrize(
    ("url", "network", "service"),
    [
        ("http://abcdef.onion/", "onion", "onion"),
        ("http://exemple.i2p/", "i2p", None),
        ("magnet:?xt=urn:btih:0123", "pair_a_pair", "p2p"),
    ],
)
def test_a_hidden_network_has_no_country(source: MmdbSource, url: str, network: str, service: str | None) -> None:
    said = locate_content(url, source)
    assert (said.network, said.service, said.untraceable, said.country) == (network, service, True, None)
    assert said.notes == ("hidden_network",)


def test_a_shortener_is_not_where_the_content_is(source: MmdbSource) -> None:
    said = locate_content("https://bit.ly/abc", source, ip="25.10.8.8")
    assert (said.shortener, said.service, said.country, said.untraceable) == (True, "redirector", None, False)
    assert said.notes == ("shortener",)


def test_a_platform_is_where_its_publisher_is(source: MmdbSource) -> None:
    said = locate_content("https://www.youtube.com/watch?v=abc", source, ip="25.10.8.8")
    assert (said.platform, said.country, said.eu_establishment, said.service) == (
        "YouTube",
        "US",
        "IE",
        "video_platform",
    )
    assert (said.method, said.confidence, said.notes) == ("platform", "medium", ("platform",))


def test_a_platform_whose_seat_is_not_sure_has_no_country() -> None:
    said = locate_content("https://t.me/salon")
    assert (said.country, said.confidence, said.notes) == (None, "low", ("platform", "seat_unknown"))


def test_a_moment_is_kept_in_utc_and_needs_its_zone() -> None:
    paris = timezone(timedelta(hours=1))
    said = locate_content("https://exemple.fr/", moment=datetime(2026, 11, 24, 10, 30, tzinfo=paris))
    assert said.moment == MOMENT
    assert said.moment.utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="time zone"):
        locate_content("https://exemple.fr/", moment=datetime(2026, 11, 24))


def test_an_ip_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"25\.10\.8"):
        locate_content("https://exemple.fr/", ip="25.10.8")


def test_what_is_no_address_has_no_hosting() -> None:
    assert locate("https://", MOMENT, NoSource(), tables()) is None


def test_a_result_comes_back_from_its_plain_data(source: MmdbSource) -> None:
    said = locate_content("https://exemple.fr/", source, ip="25.10.8.8")
    assert HostingResult.model_validate_json(json.dumps(said.as_data())) == said


def test_what_routing_needs_of_a_result(source: MmdbSource) -> None:
    here = locate_content("https://exemple.fr/", source, ip="25.10.8.8").where()
    assert (here.country, here.network, here.delivery_network, here.host_known, here.eu) == (
        "FR", "ordinaire", False, None, None,
    )  # fmt: skip
    platform = locate_content("https://www.youtube.com/").where()
    assert (platform.host_known, platform.eu) == (True, True)
    assert locate_content("http://abcdef.onion/").where().untraceable is True


def test_every_reservation_has_its_words(source: MmdbSource) -> None:
    assert [text.fr for text in locate_content("ftp://25.10.8.8/", source).reservation_texts()] == [NOTES["ftp"].fr]

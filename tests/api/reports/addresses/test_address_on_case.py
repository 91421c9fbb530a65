"""The address of a content on its case: said when there is none, stated, corrected, withdrawn, and refused with what was written kept."""

from __future__ import annotations

import pytest

from api.db.reports import ReportRow
from api.kit.permissions import Role
from tests.api.pages.case.test_case import analyst, other, post, sent, version
from tests.api.reports.addresses.test_content_addresses import EXACT, MOVED, state
from tests.api.reports.test_reports import read
from tests.api.service.world import World
from tests.api.transmissions.notices.test_transmissions import decided, prepare

DEFANGED = "hxxps://forum[.]exemple/fil/7?page=2"


def part(page: str) -> str:
    """What the page shows of the address."""
    shown = page.partition('<div class="case__address"')[2].partition('id="texte-signale"')[0]
    assert shown
    return shown


def test_a_case_without_an_address_says_so_and_takes_one(world: World) -> None:
    client, report = analyst(world), sent(world, url=None)
    page = part(client.get(f"/signalements/{report}").text)
    assert "Sans adresse" in page
    assert "case__exact" in page
    assert 'case__exact" data-by-hand open' not in page
    told = post(client, report, "adresse", url=EXACT)
    assert told.status_code == 200, told.text  # where it leads
    page = part(told.text)
    assert "Sans adresse" not in page
    assert DEFANGED in page
    assert "adresse exacte donnée par" in page
    assert "Retirer cette adresse" in page


def test_what_the_reporter_wrote_is_shown_beside(world: World) -> None:
    client, report = analyst(world), sent(world)
    page = part(post(client, report, "adresse", url=EXACT).text)
    assert DEFANGED in page
    assert "Écrite par le signalant" in page
    assert "hxxps://forum[.]exemple/fil/1" in page
    page = part(post(client, report, "adresse/retrait").text)
    assert "donnée par" not in page
    assert "hxxps://forum[.]exemple/fil/1" in page


def test_the_field_is_open_where_a_link_asks_for_it(world: World) -> None:
    client, report = analyst(world), sent(world, url=None)
    page = part(client.get(f"/signalements/{report}?suite=adresse").text)
    assert 'case__exact" data-by-hand open' in page
    assert "data-focus" in page


def test_what_is_no_address_is_refused_beside_its_field_and_given_back(world: World) -> None:
    client, report = analyst(world), sent(world, url=None)
    for written in ("vu sur un forum", "https://forum.exemple/a\tb", '"><script>alert(1)</script>', ""):
        told = post(client, report, "adresse", url=written)
        assert told.status_code == 422, written
        page = part(told.text)
        assert "Une adresse entière est attendue" in page
        assert 'id="adresse-exacte"' in page
        assert "<script>" not in page
        assert 'case__exact" data-by-hand open' in page
    assert read(client, report)[0]["addresses"] == []
    assert 'value="vu sur un forum"' in part(post(client, report, "adresse", url="vu sur un forum").text)


def test_a_page_that_is_stale_keeps_what_was_being_written(world: World) -> None:
    client, report = analyst(world), sent(world, url=None)
    held = version(client.get(f"/signalements/{report}").text)
    state(world.signed_in(Role.ANALYST), report)
    told = client.post(f"/signalements/{report}/adresse", data={"version": held, "url": MOVED})
    assert told.status_code == 412
    assert "a changé pendant que vous le lisiez" in told.text.replace("’", "'")
    assert f'value="{MOVED}"' in part(told.text)
    told = client.post(f"/signalements/{report}/adresse/retrait", data={"version": held})
    assert told.status_code == 412


def test_who_acts_holds_the_case_and_nobody_else_may(world: World) -> None:
    client, colleague, report = analyst(world), analyst(world), sent(world, url=None)
    post(client, report, "adresse", url=EXACT)
    with world.database.read() as session:
        assert session.get_one(ReportRow, report).held_by == client.get("/v1/me").json()["account"]
    page = part(colleague.get(f"/signalements/{report}").text)
    assert "case__exact" not in page
    told = colleague.post(
        f"/signalements/{report}/adresse", data={"version": read(client, report)[0]["version"], "url": MOVED}
    )
    assert told.status_code == 409
    assert read(client, report)[0]["addresses"][0]["url"] == EXACT


def test_other_reports_of_the_same_address_are_proposed_and_left_alone(world: World) -> None:
    client, report = analyst(world), sent(world, url=None)
    other(world, 3)
    page = part(post(client, report, "adresse", url="https://a.exemple/3").text)
    assert "1 autre signalement du même contenu" in page
    assert f"/file?etat=all&amp;proche={report}&amp;lien=content" in page
    assert read(client, report)[0]["same"] is None


def test_a_refused_notice_leads_straight_to_the_field(office: World) -> None:
    client = office.signed_in(Role.ANALYST)
    report = decided(office, client, url=None)
    client.headers.update({"accept": "text/html"})
    page = client.get(f"/signalements/{report}/suites").text
    assert (
        page.count(f'href="/signalements/{report}?suite=adresse#adresse-exacte"') >= 2
    )  # at its head, and in the refusal
    told = client.post(f"/signalements/{report}/suites/notification", data={"recipient": "hebergeur"})
    assert told.status_code == 422
    assert f'href="/signalements/{report}?suite=adresse#adresse-exacte"' in told.text
    assert post(client, report, "adresse", url="https://videos.hebergeur.exemple/v/12").status_code == 200
    assert "suite=adresse" not in client.get(f"/signalements/{report}/suites").text
    assert prepare(client, report).status_code == 201
    told = post(client, report, "adresse/retrait")
    assert told.status_code == 409
    assert "Une notification porte cette adresse" in told.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_said_in_both_languages(world: World, language: str) -> None:
    client, report = analyst(world), sent(world, url=None)
    client.headers["accept-language"] = language
    page = part(client.get(f"/signalements/{report}").text)
    assert ("Sans adresse" in page) is (language == "fr")
    assert ("No address" in page) is (language == "en")


def test_the_history_of_the_case_says_it(world: World) -> None:
    client, report = analyst(world), sent(world, url=None)
    post(client, report, "adresse", url=EXACT)
    steps = client.get(f"/signalements/{report}/echanges").text
    assert "Adresse exacte donnée" in steps

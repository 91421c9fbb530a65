"""What somebody new reads on pages: a title that says what is listed, one name for a report, one form for a moment, no word of machines."""

from __future__ import annotations

import re
from html import unescape

import pytest

from api.kit.permissions import Role
from tests.api.pages.case.test_case import analyst, other, post, sent
from tests.api.service.world import World


def words(page: str) -> str:
    """A page with plain spaces."""
    return re.sub("[\u202f\u00a0]", " ", unescape(page))


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/file", 'File <span class="muted">2 à traiter</span>'),
        ("/file?etat=decided", 'File : décidé <span class="muted">1 signalement</span>'),
        ("/file?etat=all", 'File : tous <span class="muted">3 signalements</span>'),
        ("/file?etat=zzz", 'File <span class="muted">0 signalement</span>'),
    ],
)
def test_the_title_of_the_queue_says_what_is_listed(sqlite_world: World, address: str, title: str) -> None:
    client = analyst(sqlite_world)
    first = [sent(sqlite_world), other(sqlite_world, 1), other(sqlite_world, 2)][0]
    post(client, first, "decision", kind="none_applies")
    assert f"<h1>{title}</h1>" in words(client.get(address).text)


def test_a_report_has_one_name_everywhere(sqlite_world: World) -> None:
    client = analyst(sqlite_world)
    report = sent(sqlite_world, reference="dossier-7")
    answer = client.get(f"/v1/reports/{report}").json()["qualification"]["id"]
    page = client.get(f"/qualifications/{answer}").text
    assert f'<a href="/signalements/{report}">dossier-7</a>' in page
    assert post(client, report, "decision", kind="accept").status_code == 200
    assert f'<a href="/signalements/{report}">dossier-7</a>' in client.get("/loi/menace").text


def test_a_moment_has_one_form_everywhere(sqlite_world: World) -> None:
    client = analyst(sqlite_world)
    report = sent(sqlite_world)
    assert "3 juin 2024, 12 h 00" in words(client.get(f"/signalements/{report}").text)
    assert "3 juin 2024, 12 h 00" in words(client.get("/file").text)
    client.headers["accept-language"] = "en"
    assert "3 June 2024, 12:00" in words(client.get("/file").text)


@pytest.mark.parametrize(
    ("address", "word"), [("/file", "set_aside"), ("/file", "rank"), ("/suivi", "due"), ("/statistiques", "kappa")]
)
def test_words_of_a_page_are_explained_in_place(sqlite_world: World, address: str, word: str) -> None:
    page = sqlite_world.signed_in(Role.ANALYST).get(address).text
    assert f'popovertarget="mot-{word}-page"' in page
    assert f'href="/aide#terme-{word.replace("_", "-")}"' in page

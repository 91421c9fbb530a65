"""A report entered by hand, and the contact of who reported: on pages, for who may."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.db.audit import AuditRow
from api.db.reports import ContactRow, ReportRow
from api.kit.permissions import Role
from tests.api.pages.case.test_case import PAGE, analyst, sent, told
from tests.api.service.world import TEXT, World

CONTACT = {"name": "Camille Dupont", "email": "camille@exemple.fr", "phone": "01 02 03 04 05"}


def reviewer(world: World) -> TestClient:
    """A reviewer in a browser."""
    client = world.signed_in(Role.REVIEWER)
    client.headers.update(PAGE)
    return client


def entered(client: TestClient, **form: str) -> Any:
    """The form, sent as its page gives it."""
    key = re.search(r'name="key" value="([^"]+)"', client.get("/signalements/nouveau").text)
    assert key is not None
    return client.post("/signalements/nouveau", data={"key": key[1], "channel": "phone", **form})


def journalled(world: World, action: str, report: str) -> list[str]:
    """Who did this on a report."""
    with world.database.read() as session:
        return [row.who for row in session.query(AuditRow).filter_by(action=action, subject=report)]


def test_the_contact_is_shown_to_who_may_and_the_journal_keeps_it(world: World) -> None:
    report = sent(world, contact=CONTACT)
    client, other = reviewer(world), analyst(world)
    assert f'href="/signalements/{report}/coordonnees"' in client.get(f"/signalements/{report}").text
    assert journalled(world, "contact.seen", report) == []
    page = client.get(f"/signalements/{report}/coordonnees")
    assert page.status_code == 200
    assert all(value in page.text for value in CONTACT.values())
    assert journalled(world, "contact.seen", report) == [client.headers["x-test-account"]]
    held = other.get(f"/signalements/{report}").text
    assert "/coordonnees" not in held
    assert "a laissé ses coordonnées" in held
    assert other.get(f"/signalements/{report}/coordonnees").status_code == 403


def test_without_a_contact_nothing_is_offered(sqlite_world: World) -> None:
    report, client = sent(sqlite_world), reviewer(sqlite_world)
    assert "oordonnées" not in client.get(f"/signalements/{report}").text
    assert client.get(f"/signalements/{report}/coordonnees").status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.REVIEWER])
def test_a_call_is_entered_by_hand_and_opens_as_a_case(role: Role, world: World) -> None:
    client = world.signed_in(role)
    client.headers.update(PAGE)
    assert 'href="/signalements/nouveau"' in client.get("/file").text
    after = entered(
        client,
        url="https://forum.exemple/fil/9",
        text=TEXT.replace(", ", ",\r\n"),
        category="autre",
        day="2024-06-01",
        reporter=CONTACT["name"],
        email=CONTACT["email"],
        phone=CONTACT["phone"],
    )
    assert after.status_code == 200
    report = after.url.path.removeprefix("/signalements/")
    body = told(world, client, report)
    assert (body["channel"], body["url"], body["reported_category"], body["date_of_facts"]) == (
        "phone",
        "https://forum.exemple/fil/9",
        "autre",
        "2024-06-01",
    )
    assert body["text"] == TEXT.replace(", ", ",\n")
    assert body["source"] == client.headers["x-test-account"]
    with world.database.read() as session:
        row = session.get(ContactRow, report)
        assert row is not None
        assert world.services.sealer.open(row.sealed) == CONTACT
    assert journalled(world, "report.received", report) == [client.headers["x-test-account"]]


def test_the_form_keeps_the_content_and_what_the_reporter_says_apart(world: World) -> None:
    client = analyst(world)
    page = html.unescape(client.get("/signalements/nouveau").text)
    assert "Le contenu signalé" in page
    assert "Ce que dit le signalant" in page
    after = entered(client, text="Le contenu.", comment="Vu hier,\r\nchez lui.")
    body = told(world, client, after.url.path.removeprefix("/signalements/"))
    assert (body["text"], body["comment"]) == ("Le contenu.", "Vu hier,\nchez lui.")
    alone = entered(client, comment="Page raciste.")
    body = told(world, client, alone.url.path.removeprefix("/signalements/"))
    assert (body["text"], body["comment"]) == (None, "Page raciste.")


def test_the_form_sent_twice_stores_one_report(world: World) -> None:
    client = analyst(world)
    form = {"key": "saisie-1", "channel": "email", "text": TEXT}
    first, again = (client.post("/signalements/nouveau", data=form).url.path for _ in range(2))
    assert first == again
    with world.database.read() as session:
        assert session.query(ReportRow).count() == 1


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ({"url": " ", "text": ""}, "text"),
        ({"text": "x", "day": "hier"}, "day"),
        ({"text": "x", "day": "2024-13-01"}, "day"),
        ({"text": "x", "channel": "pigeon"}, "channel"),
        ({"text": "x", "category": "c" * 300}, "category"),
        ({"url": "h" * 20_000}, "url"),
        ({"text": "x", "email": "e" * 400}, "email"),
        ({"text": "x", "phone": "0" * 60}, "phone"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field_and_given_back(
    form: dict[str, str], place: str, sqlite_world: World
) -> None:
    client = analyst(sqlite_world)
    answer = entered(client, **{"reporter": "Camille", **form})
    assert answer.status_code == 422
    assert f'href="#{place}"' in answer.text
    assert 'value="Camille"' in answer.text
    with sqlite_world.database.read() as session:
        assert session.query(ReportRow).count() == 0


def test_who_may_not_create_reports_has_no_form(sqlite_world: World) -> None:
    editor = sqlite_world.signed_in(Role.POLICY_EDITOR)
    editor.headers.update(PAGE)
    assert "/signalements/nouveau" not in editor.get("/loi").text
    assert editor.get("/signalements/nouveau").status_code == 403


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Cette date est dans l’avenir : la corriger."),
        ("en", "This date is in the future: correct it."),
    ],
)
def test_a_day_to_come_is_refused_for_what_it_is(sqlite_world: World, language: str, said: str) -> None:
    client = analyst(sqlite_world)
    client.headers["accept-language"] = language
    page = entered(client, text="x", day="2199-01-01")
    assert page.status_code == 422
    assert said in html.unescape(page.text).replace("\u202f", " ")

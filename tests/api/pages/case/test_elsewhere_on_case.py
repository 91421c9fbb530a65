"""A case names every other address of the same words, and says which ones its decision decides."""

from __future__ import annotations

from html import unescape

from api.db.reports import ReportRow
from tests.api.pages.case.test_case import analyst, sent
from tests.api.service.world import TEXT, World


def test_the_other_addresses_of_the_same_words_are_named_on_the_case(world: World) -> None:
    report = sent(world, url="https://n5.exemple/a")
    far = sent(world, url="http://nc5.exemple/b")
    near = sent(world, url="http://nd5.exemple/c?suite=1", text=TEXT + " Fin.")
    page = unescape(analyst(world).get(f"/signalements/{report}").text)
    for name, url in ((far, "hxxp://nc5[.]exemple/b"), (near, "hxxp://nd5[.]exemple/c?suite=1")):
        assert url in page
        assert f'href="/signalements/{name}"' in page
    assert "même texte" in page
    assert "http://nc5" not in page
    assert "à lire à part" in page
    assert "décidé avec ce dossier" not in page


def test_an_address_decided_with_the_case_is_said_to_be(world: World) -> None:
    report = sent(world, url="https://n5.exemple/a")
    far = sent(world, url="http://nc5.exemple/b")
    with world.database.write() as session:
        row = session.get(ReportRow, far)
        assert row is not None
        row.state, row.same_as, row.same_by = "duplicate", report, "text"
    page = unescape(analyst(world).get(f"/signalements/{report}").text)
    assert "décidé avec ce dossier" in page


def test_a_case_alone_names_nothing(sqlite_world: World) -> None:
    report = sent(sqlite_world)
    sent(sqlite_world)
    assert "autres-adresses" not in analyst(sqlite_world).get(f"/signalements/{report}").text

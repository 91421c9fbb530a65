"""The queue as a screen to triage on: what a row says, what a search leaves in an address, views, what belongs together."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

from starlette.testclient import TestClient

from api.db.reports import ReportRow
from api.kit.permissions import Role
from tests.api.reports.queue.test_search import PAGES, filled
from tests.api.reports.test_reports import decide, send
from tests.api.service.world import World


def shown(page: str) -> list[str]:
    """The names of the rows."""
    return re.findall(r"data-row>([^<]+)</a>", page)


def searched(client: TestClient, words: str, **fields: str) -> str:
    """Where a search leads."""
    answer = client.post("/file/recherche", data={"q": words, **fields}, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_a_search_by_address_leaves_nothing_of_it_in_the_address_of_the_page(world: World) -> None:
    filled(world)
    client = world.signed_in(Role.ANALYST)
    for words, names in (
        ("https://forum.exemple.fr/sujet/12", {"un"}),
        ("forum.exemple.fr", {"un", "deux"}),
        ("https://x.com/merle_noir", {"quatre", "cinq"}),
    ):
        where = searched(client, words, tri="oldest")
        told = parse_qs(urlsplit(where).query)
        assert told.keys() == {"cle", "etat", "tri"}
        assert re.fullmatch("[0-9a-f]{64}", told["cle"][0])
        page = client.get(where).text
        assert set(shown(page)) == names
        assert "Recherche d’une adresse, d’un domaine ou d’un compte" in unescape(page)
        assert 'href="/file?etat=all&amp;tri=oldest"' in page  # the way to be rid of it


def test_words_that_a_reference_holds_are_that_reference(world: World) -> None:
    send(world.machine(), reference="lot.fr-7", text="Une page.", url=None)
    client = world.signed_in(Role.ANALYST)
    assert searched(client, "lot.fr") == "/file?etat=all&q=lot.fr"
    assert searched(client, "lot", etat="noise") == "/file?etat=noise&q=lot"
    assert searched(client, "  ", tri="newest") == "/file?tri=newest"
    assert shown(client.get("/file?q=LOT.&etat=all").text) == ["lot.fr-7"]


def test_a_row_says_rank_host_age_times_seen_and_holder_and_no_score(world: World) -> None:
    filled(world)
    send(world.machine(), reference="encore", url=PAGES["deux"], text=None)
    with world.database.write() as session:
        for row in session.query(ReportRow):
            row.noise_score, row.noise_decision, row.noise_reason = 0.02, "keep", "score"
    world.clock.moment += timedelta(hours=3)
    client, other = world.signed_in(Role.ANALYST), world.signed_in(Role.ANALYST)
    holds = client.post("/v1/queue/next", json={}).json()["report"]["reference"]
    page = unescape(client.get("/file").text).replace("\u00a0", " ").replace("\u202f", " ")
    rows = {shown(row)[0]: row for row in page.split("<tr>")[2:]}
    assert "forum[.]exemple[.]fr" in rows["deux"]
    assert "vu 2 fois" in rows["deux"]
    assert "même compte : 1 autre" in rows["quatre"]
    assert "pris par vous" in rows[holds]
    assert all("il y a 3 heures" in row and "3 juin 2024, 12 h 00" in row for row in rows.values())
    assert "score" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "tenu par" in other.get("/file").text
    assert "https://forum" not in page


def test_lists_by_reason_by_person_and_by_what_belongs_together(world: World) -> None:
    ids = filled(world)
    send(world.machine(), reference="menace", text="Je vais te tuer demain.", url=None)
    client = world.signed_in(Role.ANALYST)
    page = client.get("/file").text
    assert re.search(r'href="/file\?motif=menaces">[^<]+ <span class="counts__number">1</span>', page)
    assert shown(client.get("/file?motif=menaces").text) == ["menace"]
    assert decide(client, ids["trois"], kind="noise").status_code == 200
    assert shown(client.get("/file?miens=1&etat=all").text) == ["trois"]
    page = client.get(f"/file?etat=all&proche={ids['quatre']}&lien=account").text
    assert set(shown(page)) == {"quatre", "cinq"}
    assert "Liés à quatre" in page
    for hostile in (
        "proche=rep_x&lien=account",
        f"proche={ids['un']}&lien=zz",
        "du=hier&au=demain",
        "cle=zz",
        "apres=zz",
    ):
        assert client.get(f"/file?{hostile}").status_code == 200


def test_a_view_is_saved_from_the_list_counted_shown_as_such_and_deleted(world: World) -> None:
    filled(world)
    client = world.signed_in(Role.ANALYST)
    where = searched(client, "forum.exemple.fr")
    fields = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
    saved = client.post("/file/vues", data={**fields, "nom": "Le forum"})
    assert saved.status_code == 200
    assert re.search(r'aria-current="true">Le forum <span class="counts__number">2</span>', saved.text)
    delete = re.search(r'action="(/file/vues/vue_\w+/suppression)"', saved.text)
    assert delete is not None
    stranger = world.signed_in(Role.ANALYST)
    assert "Le forum" not in stranger.get("/file").text
    assert stranger.post(delete[1], headers={"accept": "text/html"}).status_code == 404
    assert "Le forum" not in client.post(delete[1]).text
    assert client.post("/file/vues", data={"nom": "  "}).status_code == 200  # nothing is saved without a name
    assert client.get("/v1/queue/views").json()["items"] == []


def test_several_reports_are_chosen_looked_at_decided_and_undone(world: World) -> None:
    filled(world)
    client = world.signed_in(Role.ANALYST)
    page = client.get("/file?tri=oldest").text
    chosen = re.findall(r'name="choix" value="([^"]+)"', page)
    assert len(chosen) == 5
    with world.database.write() as session:
        session.get_one(ReportRow, chosen[4].partition(":")[0]).danger = {"kinds": [], "standing": "presumed"}
    form = {"acte": "noise", "choix": [*chosen[:2], chosen[4]], "tri": "oldest"}
    looked = client.post("/file/lot", data=form).text
    assert "Classer 2 signalements en bruit" in unescape(looked).replace("\u00a0", " ")
    assert "cinq" in looked.partition("laisses")[2]
    assert len(shown(client.get("/file").text)) == 5
    kept = re.findall(r'name="choix" value="([^"]+)"', looked)
    done = client.post("/file/lot/decision", data={**form, "choix": kept}, follow_redirects=False)
    assert re.fullmatch(r"/file\?tri=oldest&lot=lot_\w+", done.headers["location"])
    after = client.get(done.headers["location"]).text
    assert shown(after) == ["trois", "quatre", "cinq"]
    undo = re.search(r'action="(/file/lot/lot_\w+/annulation)"', after)
    assert undo is not None
    back = client.post(undo[1]).text
    assert len(shown(back)) == 5
    assert "2 signalements rendus" in unescape(back).replace("\u00a0", " ")
    again = client.post("/file/lot/decision", data={**form, "choix": kept})
    assert again.status_code == 409  # they changed since
    assert client.post("/file/lot", data={"acte": "noise", "choix": ["x", "rep_1:zz", "rep_1:1"]}).status_code == 200
    assert client.post("/file/lot", data={"acte": "zz"}, headers={"accept": "text/html"}).status_code == 422

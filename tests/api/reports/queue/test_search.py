"""The queue is searched by reference, address, domain, account, day; its views are saved; what belongs together is found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import delete, select

from api.db.reports import ReportRow
from api.db.search import SearchKeyRow
from api.kit.permissions import Permission, Role
from api.kit.platform_accounts import account_of
from api.reports.queue.filters import QueueFilters
from api.reports.search_keys import fill_keys, key_to_search, search_keys_of
from api.retention.service import purge
from tests.api.jobs.shared import steps_of
from tests.api.reports.test_reports import decide, send
from tests.api.service.world import World, problem

PAGES = {
    "un": "https://forum.exemple.fr/sujet/12?utm_source=x",
    "deux": "https://forum.exemple.fr/sujet/13",
    "trois": "https://www.exemple.fr/",
    "quatre": "https://x.com/Merle_noir/status/1",
    "cinq": "https://twitter.com/merle_noir/status/2",
}
TEXT = "Un texte qui revient tel quel à plusieurs adresses, assez long pour que ses mots suffisent à le reconnaître partout."


def filled(world: World) -> dict[str, str]:
    """Reports by reference."""
    machine = world.machine()
    return {
        name: send(machine, reference=name, url=url, text=f"Page {name}.", facts={"acces": "ouvert"})["id"]
        for name, url in PAGES.items()
    }


def references(client: Any, **body: Any) -> list[str]:
    """The references that a search gives, in its order."""
    response = client.post("/v1/queue/search", json=body)
    assert response.status_code == 200, response.text
    return [entry["reference"] for entry in response.json()["items"]]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://forum.exemple.fr/sujet/12", {"un"}),
        ("hxxps://forum[.]exemple[.]fr/sujet/12", {"un"}),
        ("forum.exemple.fr/sujet/99", set()),
        ("forum.exemple.fr", {"un", "deux"}),
        ("exemple.fr", {"un", "deux", "trois"}),
        ("FORUM.EXEMPLE.FR", {"un", "deux"}),
        ("exemple.com", set()),
        ("https://x.com/merle_noir", {"quatre", "cinq"}),
        ("https://x.com/Merle_noir/status/1", {"quatre"}),
    ],
)
def test_an_address_a_domain_an_account_are_found_by_their_digest(
    address: str, expected: set[str], world: World
) -> None:
    filled(world)
    assert set(references(world.signed_in(Role.ANALYST), address=address)) == expected


def test_what_is_searched_by_is_stored_as_digests_that_go_with_the_traces(world: World) -> None:
    filled(world)
    with world.database.read() as session:
        rows = session.execute(select(SearchKeyRow.kind, SearchKeyRow.key)).all()
    assert {kind for kind, _ in rows} == {"host", "domain", "account"}
    assert all(len(key) == 64 and int(key, 16) for _, key in rows)
    world.clock.moment += timedelta(days=world.settings.keep_trace_days + 1)
    purge(world.services)
    with world.database.read() as session:
        assert session.execute(select(SearchKeyRow.key)).all() == []


def test_what_is_no_address_is_refused(sqlite_world: World) -> None:
    analyst = sqlite_world.signed_in(Role.ANALYST)
    for words in ("lettre-12", "deux mots.fr", "2024.12"):
        told = problem(analyst.post("/v1/queue/search", json={"address": words}), "invalid-request")
        assert [error["pointer"] for error in told["errors"]] == ["/address"]


def test_a_machine_searches_nothing(sqlite_world: World) -> None:
    problem(sqlite_world.machine(*_scopes()).post("/v1/queue/search", json={}), "not-allowed")


def _scopes() -> tuple[Permission, ...]:
    return (Permission.REPORTS_CREATE, Permission.REPORTS_READ)


def test_words_states_days_and_orders_narrow_a_search(world: World) -> None:
    ids = filled(world)
    world.clock.moment += timedelta(days=2)
    late = send(world.machine(), reference="100%_sûr", text="Je vais te tuer demain.", url=None)["id"]
    analyst = world.signed_in(Role.ANALYST)
    assert references(analyst, words="QUATR") == ["quatre"]
    assert references(analyst, words="%_") == ["100%_sûr"]
    assert references(analyst, words="0%%") == []
    assert references(analyst, words=ids["un"][-6:]) == ["un"]
    note = analyst.post(f"/v1/reports/{ids['deux']}/notes", json={"body": "Voir le salon d'Émile, hier."})
    assert note.status_code == 201
    assert references(analyst, words="SALON d'émile") == references(analyst, words="ÉMILE") == ["deux"]
    assert references(analyst, words="SÛR") == ["100%_sûr"]
    assert references(analyst)[0] == "100%_sûr"
    assert references(analyst, sort="oldest") == [*PAGES, "100%_sûr"]
    assert references(analyst, sort="newest") == ["100%_sûr", *reversed(PAGES)]
    assert references(analyst, received_from="2024-06-05") == ["100%_sûr"]
    assert set(references(analyst, received_until="2024-06-03")) == set(PAGES)
    assert references(analyst, reason="menaces") == ["100%_sûr"]
    assert decide(analyst, late, kind="noise").status_code == 200
    assert references(analyst, words="sûr") == []
    assert references(analyst, words="sûr", state="all") == references(analyst, state="noise") == ["100%_sûr"]


def test_mine_is_what_somebody_holds_and_decided(world: World) -> None:
    ids = filled(world)
    one, other = world.signed_in(Role.ANALYST), world.signed_in(Role.ANALYST)
    assert decide(one, ids["un"], kind="noise").status_code == 200
    assert one.put(f"/v1/queue/{ids['deux']}/hold", json={}).status_code == 200
    assert decide(other, ids["trois"], kind="noise").status_code == 200
    assert references(one, mine=True, state="all") == ["deux", "un"]
    assert references(other, mine=True, state="all") == ["trois"]
    world.clock.moment += timedelta(minutes=30)
    assert references(one, mine=True, state="all") == ["un"]


@pytest.mark.parametrize("sort", ["rank", "oldest", "newest"])
def test_pages_follow_each_other_while_the_queue_moves(sort: str, world: World) -> None:
    machine = world.machine()
    texts = ["Page.", "Je vais te tuer demain.", "Elle dit qu'elle veut en finir avec la vie."]
    for number in range(9):
        send(machine, reference=f"r{number}", text=texts[number % 3], url=f"https://p{number}.exemple.org/")
    analyst = world.signed_in(Role.ANALYST)
    whole = references(analyst, sort=sort)
    assert len(whole) == 9
    seen, cursor = [], None
    while True:
        told = analyst.post("/v1/queue/search", json={"sort": sort, "limit": 2, "cursor": cursor}).json()
        seen += [entry["reference"] for entry in told["items"]]
        cursor = told["next_cursor"]
        if cursor is None:
            break
        assert decide(analyst, told["items"][0]["id"], kind="noise").status_code == 200  # it leaves the list
    assert seen == whole


def test_an_entry_says_its_host_how_often_it_was_seen_and_what_its_account_has(world: World) -> None:
    ids = filled(world)
    send(world.machine(), reference="encore", url=PAGES["deux"], text=None)
    entries = world.signed_in(Role.ANALYST).post("/v1/queue/search", json={}).json()["items"]
    told = {entry["reference"]: (entry["host"], entry["seen"], entry["same_account"]) for entry in entries}
    assert told["deux"] == ("forum.exemple.fr", 2, 0)
    assert told["quatre"] == ("x.com", 1, 1)
    assert set(told) == set(ids)


def test_what_belongs_with_a_report_is_counted_and_listed(world: World) -> None:
    machine, ids = world.machine(), filled(world)
    same = {
        name: send(machine, reference=name, url=f"https://{name}.exemple.org/p", text=TEXT)["id"]
        for name in ("a1", "a2")
    }
    send(machine, reference="encore", url=PAGES["un"], text=None)
    analyst = world.signed_in(Role.ANALYST)

    def counts(name: str) -> dict[str, int]:
        response = analyst.get(f"/v1/queue/{name}/related")
        assert response.status_code == 200, response.text
        told: dict[str, int] = response.json()
        return told

    assert counts(ids["un"]) == {"content": 1, "account": 0, "host": 2, "words": 0}
    assert counts(ids["quatre"]) == {"content": 0, "account": 1, "host": 0, "words": 0}
    assert counts(same["a1"])["words"] == 1
    related = {"state": "all", "related_to": ids["quatre"], "relation": "account"}
    assert set(references(analyst, **related)) == {"quatre", "cinq"}
    assert references(analyst, state="all", related_to=f"rep_{'0' * 26}", relation="account") == []
    problem(analyst.get(f"/v1/queue/rep_{'0' * 26}/related"), "not-found")


def test_every_campaign_and_group_of_a_report_is_counted_listed_and_led_to(world: World) -> None:
    machine, other_words = world.machine(), TEXT.replace("texte", "message").replace("adresses", "endroits")
    digest = {"algorithm": "sha256", "value": "ab" * 32}
    for number in range(60):  # more than a page of a case shows
        send(machine, reference=f"t{number}", url=f"https://t{number}.exemple.org/", text=TEXT)
    for number in range(3):
        send(machine, reference=f"h{number}", url=f"https://h{number}.exemple.net/", text=None, hashes=[digest])
    both = send(machine, reference="les deux", url="https://deux.exemple.com/", text=TEXT, hashes=[digest])["id"]
    send(machine, reference="autres mots", url="https://deux.exemple.com/", text=other_words)
    analyst = world.signed_in(Role.ANALYST)
    assert analyst.get(f"/v1/queue/{both}/related").json() == {"content": 4, "account": 0, "host": 1, "words": 63}
    campaign = references(analyst, state="all", related_to=both, relation="words", limit=200)
    assert set(campaign) == {"les deux", *(f"t{n}" for n in range(60)), *(f"h{n}" for n in range(3))}
    assert set(references(analyst, state="all", related_to=both, relation="content")) == {
        "les deux",
        "autres mots",
        "h0",
        "h1",
        "h2",
    }
    (entry,) = analyst.post("/v1/queue/search", json={"words": "les deux", "state": "all"}).json()["items"]
    assert (entry["seen"], entry["same_words"]) == (5, 63)
    page = unescape(analyst.get("/file?q=les+deux&etat=all").text).replace("\u00a0", " ").replace("\u202f", " ")
    assert "vu 5 fois" in page
    assert "mêmes mots ailleurs : 63" in page
    related = f"/file?etat=all&proche={both}&lien="
    assert f'href="{related}content"' in page
    page = unescape(analyst.get(f"{related}content").text)
    for relation, count in (("content", 4), ("words", 63), ("host", 1)):
        assert re.search(
            rf'href="{re.escape(related + relation)}"[^>]*>[^<]+ <span class="counts__number">{count}<', page
        )


def test_a_report_without_an_address_belongs_to_each_content_of_its_words(world: World) -> None:
    machine = world.machine()
    first = send(machine, reference="p1", url="https://p1.exemple.org/", text=TEXT)["id"]
    send(machine, reference="p1 encore", url="https://p1.exemple.org/", text=TEXT)
    send(machine, reference="p2", url="https://p2.exemple.org/", text=TEXT)
    alone = send(machine, reference="seul", url=None, text=TEXT)["id"]
    analyst = world.signed_in(Role.ANALYST)
    assert set(references(analyst, state="all", related_to=alone, relation="words")) == {
        "p1",
        "p1 encore",
        "p2",
        "seul",
    }
    followers = {"p1", "p1 encore", *({"seul"} if _lead(world, alone) == first else set())}
    assert set(references(analyst, state="all", related_to=first, relation="content")) == followers


def _lead(world: World, report: str) -> str | None:
    with world.database.read() as session:
        return session.get_one(ReportRow, report).same_as


def test_views_are_saved_counted_replaced_and_deleted_each_person_its_own(world: World) -> None:
    filled(world)
    one, other = world.signed_in(Role.ANALYST), world.signed_in(Role.ANALYST)
    address = {"address": "https://forum.exemple.fr", "received_from": "2024-06-01"}
    saved = one.post("/v1/queue/views", json={"name": "  Le   forum ", "criteria": address})
    assert (saved.status_code, saved.json()["name"], saved.json()["reports"]) == (201, "Le forum", 2)
    assert "forum" not in str(saved.json()["filters"])
    again = one.post("/v1/queue/views", json={"name": "Le forum", "criteria": {"sort": "oldest"}}).json()
    assert (again["id"], again["reports"], again["filters"]) == (saved.json()["id"], 5, {"sort": "oldest"})
    assert [view["name"] for view in one.get("/v1/queue/views").json()["items"]] == ["Le forum"]
    assert other.get("/v1/queue/views").json()["items"] == []
    problem(other.delete(f"/v1/queue/views/{again['id']}"), "not-found")
    assert one.delete(f"/v1/queue/views/{again['id']}").status_code == 204
    assert one.get("/v1/queue/views").json()["items"] == []
    problem(one.post("/v1/queue/views", json={"name": " ", "criteria": {}}), "invalid-request")


def test_nobody_saves_more_views_than_can_be_counted(sqlite_world: World) -> None:
    analyst = sqlite_world.signed_in(Role.ANALYST)
    for number in range(20):
        assert analyst.post("/v1/queue/views", json={"name": f"v{number}", "criteria": {}}).status_code == 201
    problem(analyst.post("/v1/queue/views", json={"name": "de trop", "criteria": {}}), "invalid-request")
    assert analyst.post("/v1/queue/views", json={"name": "v3", "criteria": {"mine": True}}).status_code == 201


def test_filters_come_back_from_what_was_saved_and_ignore_what_is_no_longer_known() -> None:
    filters = QueueFilters(state="all", received_from=None, mine=True, sort="oldest")
    assert QueueFilters.from_data({**filters.as_data(), "disparu": 1}) == filters
    assert replace(filters, mine=False).as_data() == {"state": "all", "sort": "oldest"}


def test_reports_of_an_earlier_version_get_their_keys(world: World) -> None:
    filled(world)
    with world.database.read() as session:
        before = {*map(tuple, session.execute(select(SearchKeyRow.report, SearchKeyRow.kind, SearchKeyRow.key)))}
    with world.database.write() as session:
        session.execute(delete(SearchKeyRow))
    assert len(list(steps_of(world.live, fill_keys))) == 1
    with world.database.read() as session:
        after = {*map(tuple, session.execute(select(SearchKeyRow.report, SearchKeyRow.kind, SearchKeyRow.key)))}
    assert after == before


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://www.instagram.com/merle/", "instagram.com/merle"),
        ("https://www.instagram.com/p/Cabc123/", None),
        ("https://www.tiktok.com/@Merle.noir/video/7", "tiktok.com/merle.noir"),
        ("https://www.youtube.com/watch?v=abc", None),
        ("https://www.youtube.com/channel/UCabc", "youtube.com/ucabc"),
        ("https://t.me/s/merle/12", "t.me/merle"),
        ("https://old.reddit.com/user/merle/comments", "reddit.com/merle"),
        ("https://reseau.exemple/@merle/109", "reseau.exemple/merle"),
        ("https://reseau.exemple/users/@merle", "reseau.exemple/merle"),
        ("https://x.com/search?q=merle", None),
        ("https://forum.exemple/sujet/12", None),
        ("mailto:merle@exemple.fr", None),
        ("http://[::1]/@a", "[::1]/a"),
        ("rien", None),
    ],
)
def test_the_account_that_an_address_names(url: str, account: str | None) -> None:
    assert account_of(url) == account


def test_an_address_without_a_domain_is_searched_by_its_number(sqlite_world: World) -> None:
    sealer = sqlite_world.services.sealer
    (key,) = search_keys_of("http://192.0.2.7/page", sealer)
    searched = key_to_search("http://192.0.2.7", sealer)
    assert searched is not None
    assert searched.key == key.key
    assert search_keys_of("magnet:?xt=urn:btih:abc", sealer) == search_keys_of(None, sealer) == []

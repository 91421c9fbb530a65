"""The directory of hosts: stated by a person, with where it was read; nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.responses import HTMLResponse
from sqlalchemy import text

from api.kit.permissions import Role
from api.pages.shell import visit
from tests.api.service.world import World, problem

HOST: dict[str, Any] = {
    "name": "Hébergement d'essai",
    "domains": ["hebergeur.exemple"],
    "country": "FR",
    "notice_email": "notifications@hebergeur.exemple",
    "read_at": "mentions légales du site",
    "verified_on": "2024-06-01",
}


def test_a_host_is_added_read_and_said_anew(world: World) -> None:
    reviewer, analyst = world.signed_in(Role.REVIEWER), world.signed_in(Role.ANALYST)
    added = reviewer.post("/v1/hosts", json=HOST)
    assert added.status_code == 201, added.text
    name = added.json()["id"]
    assert analyst.get(f"/v1/hosts/{name}").json()["notice_email"] == "notifications@hebergeur.exemple"
    changed = reviewer.put(f"/v1/hosts/{name}", json={**HOST, "notice_email": None})
    assert changed.json()["notice_email"] is None
    assert [h["id"] for h in analyst.get("/v1/hosts").json()["items"]] == [name]


def test_a_host_is_found_by_its_name_or_a_domain(world: World) -> None:
    reviewer = world.signed_in(Role.REVIEWER)
    for name, domain in (("Étoile du Nord", "etoile.example"), ("Grand Réseau", "cent_pour_cent.example")):
        assert reviewer.post("/v1/hosts", json={**HOST, "name": name, "domains": [domain.replace("_", "-")]}).is_success

    def search_hosts(words: str) -> list[str]:
        return [host["name"] for host in reviewer.get("/v1/hosts", params={"q": words}).json()["items"]]

    assert search_hosts("GRAND") == search_hosts(" réseau ") == search_hosts("pour-cent") == ["Grand Réseau"]
    assert search_hosts("étoile") == search_hosts("ÉTOILE") == search_hosts("Étoile") == ["Étoile du Nord"]
    assert set(search_hosts("example")) == {"Grand Réseau", "Étoile du Nord"}
    assert search_hosts("%") == search_hosts("_") == []
    page = reviewer.get("/hebergeurs?q=grand", headers={"accept": "text/html"}).text
    assert "Grand Réseau" in page
    assert "Étoile du Nord" not in page
    assert "Aucun hébergeur de ce nom" in reviewer.get("/hebergeurs?q=zzz", headers={"accept": "text/html"}).text


def test_who_keeps_the_directory_reads_it(sqlite_world: World) -> None:
    keeper = sqlite_world.signed_in(Role.ADMINISTRATOR)
    name = keeper.post("/v1/hosts", json=HOST).json()["id"]
    assert [h["id"] for h in keeper.get("/v1/hosts").json()["items"]] == [name]
    assert keeper.get(f"/v1/hosts/{name}").status_code == 200
    page = keeper.get("/hebergeurs")
    assert HOST["notice_email"] in page.text
    assert 'href="/hebergeurs"' in page.text
    problem(keeper.get("/v1/transmissions"), "not-allowed")  # not what was sent to it


def test_a_host_is_told_in_french_where_nobody_said_otherwise(sqlite_world: World) -> None:
    keeper = sqlite_world.signed_in(Role.REVIEWER)
    new = keeper.get("/hebergeurs").text
    assert '<option value="fr" selected>' in new
    assert '<option value="en">' in new
    assert keeper.post("/v1/hosts", json=HOST).json()["language"] == "fr"
    abroad = keeper.post("/v1/hosts", json={**HOST, "name": "Abroad", "language": "en"}).json()
    assert abroad["language"] == "en"
    assert '<option value="en" selected>' in keeper.get(f"/hebergeurs?fiche={abroad['id']}").text


def test_two_hosts_never_share_a_name(world: World) -> None:
    reviewer = world.signed_in(Role.REVIEWER)
    one = reviewer.post("/v1/hosts", json=HOST).json()["id"]
    problem(reviewer.post("/v1/hosts", json=HOST), "invalid-request")
    other = reviewer.post("/v1/hosts", json={**HOST, "name": "Autre"}).json()["id"]
    problem(reviewer.put(f"/v1/hosts/{other}", json=HOST), "invalid-request")
    assert reviewer.put(f"/v1/hosts/{one}", json=HOST).status_code == 200
    problem(reviewer.put(f"/v1/hosts/hst_{'0' * 26}", json={**HOST, "name": "Troisième"}), "not-found")


def test_a_refused_host_is_shown_again_and_keeps_no_other_writer_waiting(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    keeper = world.signed_in(Role.REVIEWER)
    assert keeper.post("/v1/hosts", json=HOST).status_code == 201
    other = keeper.post("/v1/hosts", json={**HOST, "name": "Autre"}).json()["id"]
    form = {"name": HOST["name"], "kind": "host", "domains": "ailleurs.exemple", "read_at": "essai", "language": "fr"}
    render = visit.render

    def shown(*arguments: Any) -> HTMLResponse:
        with world.database.write(patience=0.2) as session:
            session.execute(text("UPDATE hosts SET name = name"))
        return render(*arguments)

    monkeypatch.setattr(visit, "render", shown)
    for address in ("/hebergeurs", f"/hebergeurs/{other}"):
        refused = keeper.post(address, data=form)
        assert refused.status_code == 422, refused.text
        assert "déjà pris par un autre hébergeur" in refused.text
        assert 'value="ailleurs.exemple"' in refused.text
    told = {host["name"]: host["domains"] for host in keeper.get("/v1/hosts").json()["items"]}
    assert told == {HOST["name"]: HOST["domains"], "Autre": HOST["domains"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"notice_email": "a@b.exemple\nBcc: x@y.exemple"},
        {"notice_email": "Nom <a@b.exemple>"},
        {"notice_email": "a@b.exemple, c@d.exemple"},
        {"notice_page": "javascript:alert(1)"},
        {"country": "France"},
        {"verified_on": "2030-01-01"},
        {"domains": ["https://hebergeur.exemple/"]},
        {"inconnu": 1},
    ],
)
def test_what_could_not_be_used_is_refused(world: World, wrong: dict[str, Any]) -> None:
    reviewer = world.signed_in(Role.REVIEWER)
    problem(reviewer.post("/v1/hosts", json={**HOST, **wrong}), "invalid-request")
    assert reviewer.get("/v1/hosts").json()["items"] == []


def test_the_directory_is_paged_by_name(world: World) -> None:
    reviewer = world.signed_in(Role.REVIEWER)
    for name in ("Cèdre", "Acacia", "Bouleau"):
        reviewer.post("/v1/hosts", json={**HOST, "name": name})
    first = reviewer.get("/v1/hosts?limit=2").json()
    rest = reviewer.get("/v1/hosts", params={"cursor": first["next_cursor"]}).json()
    assert [h["name"] for h in (*first["items"], *rest["items"])] == ["Acacia", "Bouleau", "Cèdre"]
    assert rest["next_cursor"] is None

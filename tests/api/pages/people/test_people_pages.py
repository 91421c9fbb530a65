"""The pages about people: one's own, and their administration; the door says what was refused."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.kit.permissions import Permission, Role
from api.pages.shell.catalogue import MESSAGES
from tests.api.pages.case.test_case import PAGE, analyst, other, sent
from tests.api.service.world import World


def admin(world: World) -> TestClient:
    """An administrator, in a browser."""
    client = world.signed_in(Role.ADMINISTRATOR)
    client.headers.update(PAGE)
    return client


def secret_of(page: str) -> str:
    """The link or the key that a page shows once."""
    found = re.search(r'<code class="secret" id="secret">([^<]+)</code>', page)
    assert found is not None
    return found[1]


def test_a_person_is_created_enters_by_link_and_chooses_a_password(world: World) -> None:
    page = admin(world).post("/administration", data={"login": "camille", "roles": ["analyst", "reviewer"]}).text
    link = secret_of(page)
    person = world.anonymous(**PAGE, **{"sec-fetch-site": "same-origin"})
    door = person.get("/sign-in/" + link.rpartition("/")[2])
    assert "Ce lien ouvre une session" in door.text
    entered = person.post("/sign-in", data={"link": link.rpartition("/")[2]})
    assert entered.url.path == "/moi/mot-de-passe"
    assert "Choisir un mot de passe" in entered.text
    assert person.post("/moi/mot-de-passe", data={"new": "court"}).status_code == 422
    assert "Mot de passe changé" in person.post("/moi/mot-de-passe", data={"new": "une phrase assez longue"}).text
    wrong = person.post("/moi/mot-de-passe", data={"current": "autre chose", "new": "une phrase assez longue bis"})
    assert wrong.status_code == 422
    back = world.anonymous(**PAGE, **{"sec-fetch-site": "same-origin"})
    refused = back.post("/sign-in", data={"login": "camille", "password": "non", "next": "/bruit"})
    assert refused.status_code == 401
    assert 'value="camille"' in refused.text
    assert 'name="next" value="/bruit"' in refused.text
    good: Any = back.post(
        "/sign-in", data={"login": "camille", "password": "une phrase assez longue", "next": "/bruit"}
    )
    assert good.url.path == "/bruit"


def test_a_wrong_account_is_told_and_its_name_given_back(sqlite_world: World) -> None:
    client = admin(sqlite_world)
    answer = client.post("/administration", data={"login": "Élodie !", "roles": ["analyst"]})
    assert answer.status_code == 422
    assert "Élodie !" in answer.text
    assert client.post("/administration", data={"login": "sans-role"}).status_code == 422
    client.post("/administration", data={"login": "deux", "roles": ["analyst"]})
    assert client.post("/administration", data={"login": "deux", "roles": ["analyst"]}).status_code == 422


def test_roles_change_access_is_suspended_and_the_last_administrator_stays(world: World) -> None:
    client = admin(world)
    me = client.headers["x-test-account"]
    person = world.account(Role.ANALYST)
    client.post(f"/administration/{person}", data={"roles": ["reviewer"]})
    client.post(f"/administration/{person}", data={"disabled": "true"})
    held = next(a for a in client.get("/v1/accounts").json()["items"] if a["id"] == person)
    assert (held["roles"], held["disabled_at"] is None) == (["reviewer"], False)
    assert client.post(f"/administration/{person}/lien").status_code == 404
    client.post(f"/administration/{person}")
    assert "/sign-in/" in secret_of(client.post(f"/administration/{person}/lien").text)
    assert client.post(f"/administration/{me}", data={"disabled": "true"}).status_code == 422


def test_a_machine_gets_a_key_with_chosen_scopes_shown_once_and_revoked(world: World) -> None:
    client = admin(world)
    machine = world.account(Role.INTEGRATOR)
    form = {"label": "import", "scopes": ["reports:read"], "days": "30"}
    secret = secret_of(client.post(f"/administration/{machine}/cles", data=form).text)
    caller = world.anonymous(authorization=f"Bearer {secret}")
    assert caller.get("/v1/reports").status_code == 200
    assert caller.post("/v1/reports", json={}).status_code == 403
    page = client.get(f"/administration/{machine}").text
    assert secret not in page
    assert "fin : 3 juillet 2024" in page.replace("\u202f", " ").replace("\u00a0", " ")
    key = re.search(r"/administration/cles/(key_\w+)/revocation", page)
    assert key is not None
    assert "révoquée" in client.post(f"/administration/cles/{key[1]}/revocation").text
    assert caller.get("/v1/reports").status_code == 401
    assert client.post(f"/administration/cles/{key[1]}/rotation").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": " "}, "Dire à quoi sert"),
        ({"scopes": []}, "au moins une portée"),
        ({"scopes": ["accounts:manage"]}, "hors du rôle"),
        ({"scopes": ["tout"]}, "au moins une portée"),
        ({"days": "un mois"}, "Un nombre de jours"),
    ],
)
def test_a_key_refused_says_why_and_gives_back_what_was_chosen(
    wrong: dict[str, Any], said: str, sqlite_world: World
) -> None:
    client = admin(sqlite_world)
    machine = sqlite_world.account(Role.INTEGRATOR)
    form = {"label": "import", "scopes": ["reports:read"], "days": "30", **wrong}
    answer = client.post(f"/administration/{machine}/cles", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert ('value="reports:read" checked' in answer.text) is (form["scopes"] == ["reports:read"])
    assert client.get(f"/v1/accounts/{machine}/keys").json() == []


def test_a_key_is_replaced_and_the_old_one_works_as_long_as_was_chosen(world: World) -> None:
    client = admin(world)
    machine = world.account(Role.INTEGRATOR)
    form = {"label": "import", "scopes": ["reports:read"]}
    old = secret_of(client.post(f"/administration/{machine}/cles", data=form).text)
    key = old.partition(".")[0]
    new = secret_of(client.post(f"/administration/cles/{key}/rotation", data={"grace": "72"}).text)
    world.clock.moment += timedelta(hours=71)
    for secret in (old, new):
        assert world.anonymous(authorization=f"Bearer {secret}").get("/v1/reports").status_code == 200
    world.clock.moment += timedelta(hours=2)
    assert world.anonymous(authorization=f"Bearer {old}").get("/v1/reports").status_code == 401
    assert world.anonymous(authorization=f"Bearer {new}").get("/v1/reports").status_code == 200
    page = admin(world).get(f"/administration/{machine}").text
    assert "expirée" in page
    assert "en remplace une autre" in page


def test_accounts_beyond_one_page_are_reached_by_pages_and_by_search(world: World) -> None:
    client = admin(world)
    for _ in range(60):
        world.account(Role.ANALYST)
    first, second = client.get("/administration").text, client.get("/administration?page=2").text
    assert "1 à 50 sur 61" in first.replace("\u00a0", " ")
    logins = [re.findall(r"data-row>([^<]+)</a>", page) for page in (first, second)]
    assert (len(logins[0]), len(logins[1])) == (50, 11)
    assert len({*logins[0], *logins[1]}) == 61
    wanted = logins[1][-1]
    assert re.findall(r"data-row>([^<]+)</a>", client.get(f"/administration?q={wanted.upper()}").text) == [wanted]
    assert "Aucun compte" in client.get("/administration?q=%25").text
    assert client.get("/administration?page=99").status_code == 200


def test_the_last_use_is_that_of_the_session_or_of_the_key(world: World) -> None:
    client = admin(world)
    me = client.headers["x-test-account"]
    assert "3 juin 2024, 12" in client.get(f"/administration/{me}").text.replace("\u00a0", " ")
    machine = world.account(Role.INTEGRATOR)
    assert "jamais" in client.get(f"/administration/{machine}").text
    form = {"label": "import", "scopes": ["reports:read"]}
    secret = secret_of(client.post(f"/administration/{machine}/cles", data=form).text)
    world.anonymous(authorization=f"Bearer {secret}").get("/v1/reports")
    assert client.get(f"/administration/{machine}").text.replace("\u00a0", " ").count("3 juin 2024, 12") == 2


def test_an_identity_is_tied_and_untied_from_the_page(tmp_path: Path, database_url: str) -> None:
    settings = {"oidc_issuer": "https://id.exemple", "oidc_client_id": "qualif", "oidc_client_secret": "secret"}
    world = World(database_url, tmp_path, **settings)
    client = admin(world)
    new = {"login": "camille", "roles": ["analyst"], "subject": "f4-12"}
    assert "/sign-in/" in secret_of(client.post("/administration", data=new).text)
    taken = client.post("/administration", data={**new, "login": "dominique"})
    assert (taken.status_code, "déjà rattachée" in taken.text) == (422, True)
    assert 'value="dominique"' in taken.text
    assert "dominique" not in {a["login"] for a in client.get("/v1/accounts").json()["items"]}
    assert client.post("/administration", data={**new, "subject": "deux mots"}).status_code == 422
    person = next(a["id"] for a in client.get("/v1/accounts").json()["items"] if a["login"] == "camille")
    tied = client.post(f"/administration/{person}/identite", data={"subject": "autre"}).text
    assert '<code class="readings__code">autre</code>' in tied
    assert client.post(f"/administration/{person}/identite", data={"subject": "é"}).status_code == 422
    untied = client.post(f"/administration/{person}/identite")
    assert untied.status_code == 200
    assert "readings__code" not in untied.text
    world.close()


def test_reading_is_counted_for_oneself_and_a_break_is_offered(world: World) -> None:
    client = analyst(world)
    for report in [sent(world), *(other(world, n) for n in range(20))]:
        client.get(f"/signalements/{report}")
        client.get(f"/signalements/{report}")
    page = client.get("/moi").text
    assert '21 <span class="muted">charge de lecture\u202f: 21</span>' in page
    assert "pause est bienvenue" not in page
    client.cookies.set("qualif_affichage", "pause%3D20")
    assert "pause est bienvenue" in client.get("/moi").text
    assert "pause est bienvenue" in client.get(f"/signalements/{report}").text
    assert '0 <span class="muted">charge de lecture\u202f: 0</span>' in analyst(world).get("/moi").text


@pytest.mark.parametrize(("language", "words"), [("fr", "lire les signalements"), ("en", "read reports")])
def test_what_a_key_allows_is_told_in_words_with_its_code_beside(
    sqlite_world: World, language: str, words: str
) -> None:
    client = admin(sqlite_world)
    client.headers["accept-language"] = language
    machine = sqlite_world.account(Role.INTEGRATOR)
    address = f"/administration/{machine}"
    client.post(f"{address}/cles", data={"label": "import", "scopes": ["reports:read"], "days": "30"})
    page = client.get(address).text
    assert f'<p class="stated__source">{words} <code>reports:read</code></p>' in page
    assert f'value="reports:read"> <span>{words} <code>reports:read</code></span>' in page


def test_every_permission_has_words() -> None:
    assert {f"scope.{p}" for p in Permission} == {key for key in MESSAGES if key.startswith("scope.")}

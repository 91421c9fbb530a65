"""The pages about people: one's own, and their administration; the door says what was refused."""

from __future__ import annotations

import re
from typing import Any

from starlette.testclient import TestClient

from api.security.permissions import Role
from tests.api.service.test_workbench import PAGE, analyst, other, sent
from tests.api.service.world import World


def admin(world: World) -> TestClient:
    """An administrator, in a browser."""
    client = world.signed_in(Role.ADMINISTRATOR)
    client.headers.update(PAGE)
    return client


def secret_of(page: str) -> str:
    """The link or the key that a page shows once."""
    found = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert found is not None
    return found[1]


def test_a_person_is_created_enters_by_link_and_chooses_a_password(world: World) -> None:
    page = admin(world).post("/administration", data={"login": "camille", "roles": ["analyst", "reviewer"]}).text
    link = secret_of(page)
    person = world.anonymous(**PAGE, **{"sec-fetch-site": "same-origin"})
    door = person.get("/sign-in/" + link.rpartition("/")[2])
    assert "Ce lien ouvre une session" in door.text
    entered = person.post("/sign-in", data={"link": link.rpartition("/")[2]})
    assert entered.url.path == "/file"
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


def test_a_machine_gets_a_key_shown_once_and_revoked(world: World) -> None:
    client = admin(world)
    machine = world.account(Role.INTEGRATOR)
    secret = secret_of(client.post(f"/administration/{machine}/cles", data={"label": "import"}).text)
    caller = world.anonymous(authorization=f"Bearer {secret}")
    assert caller.get("/v1/reports").status_code == 200
    page = client.get("/administration").text
    assert secret not in page
    key = re.search(r"/administration/cles/(key_\w+)/revocation", page)
    assert key is not None
    assert "révoquée" in client.post(f"/administration/cles/{key[1]}/revocation").text
    assert caller.get("/v1/reports").status_code == 401


def test_reading_is_counted_for_oneself_and_a_break_is_offered(world: World) -> None:
    client = analyst(world)
    for report in [sent(world), *(other(world, n) for n in range(20))]:
        client.get(f"/signalements/{report}")
        client.get(f"/signalements/{report}")
    page = client.get("/moi").text
    assert '21 <span class="muted">poids 21</span>' in page
    assert "une pause est bienvenue" not in page
    client.cookies.set("qualif_affichage", "pause%3D20")
    assert "une pause est bienvenue" in client.get("/moi").text
    assert "une pause est bienvenue" in client.get(f"/signalements/{report}").text
    assert '0 <span class="muted">poids 0</span>' in analyst(world).get("/moi").text

"""Signing in through an OpenID Connect provider: what opens a session, and what does not and stores nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey
from pydantic import ValidationError
from sqlalchemy import func, select
from starlette.testclient import TestClient

from api.accounts import service
from api.db.audit import AuditRow
from api.db.people import AccountRow, ExternalIdentityRow, SessionRow
from api.journal.entries import SYSTEM
from api.kit.permissions import Role
from api.kit.settings import Settings
from tests.api.service.provider import CLIENT, SECRET, Provider, listening
from tests.api.service.world import NOON, World, problem

START, CALLBACK = "/sign-in/provider/start", "/sign-in/provider/callback"


class Scene:
    """A service whose provider is a test's own."""

    def __init__(self, world: World, provider: Provider) -> None:
        self.world, self.provider = world, provider
        self.client: TestClient = world.anonymous()

    def link(self, *roles: Role, subject: str = "sujet-1") -> str:
        """An account that an administrator tied to a subject."""
        account = self.world.account(*roles)
        admin = self.world.signed_in(Role.ADMINISTRATOR)
        assert admin.put(f"/v1/accounts/{account}/identity", json={"subject": subject}).status_code == 200
        return account

    def leave(self, target: str = "/file") -> dict[str, str]:
        """Goes to the provider, and comes back with its answer."""
        sent = self.client.get(START, params={"next": target}, follow_redirects=False)
        assert sent.status_code == 303, sent.text
        return self.provider.approve(sent.headers["location"])

    def back(self, answer: dict[str, str]) -> Any:
        """Gives the answer to the service."""
        return self.client.get(CALLBACK, params=answer, follow_redirects=False)

    def stored(self) -> list[int]:
        """How much the service holds of people and of what they did."""
        tables = (AccountRow, ExternalIdentityRow, SessionRow, AuditRow)
        with self.world.database.read() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def scene_on(database_url: str, folder: Path, **settings: Any) -> Iterator[Scene]:
    """A service and its provider, closed in the end."""
    with listening(lambda: world.clock.now()) as provider:
        given = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, **settings}
        world = World(database_url, folder, **given)
        yield Scene(world, provider)
        world.close()


@pytest.fixture
def scene(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    """Without groups: administrators link accounts."""
    yield from scene_on(database_url, tmp_path)


@pytest.fixture
def grouped(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    """With two groups that give roles."""
    yield from scene_on(database_url, tmp_path, oidc_roles={"lecture": "analyst", "relecture": "reviewer"})


def test_a_linked_person_signs_in_and_goes_where_they_were_going(scene: Scene) -> None:
    account = scene.link(Role.ANALYST)
    answer = scene.back(scene.leave("/bruit"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/bruit")
    me = scene.client.get("/v1/me").json()
    assert (me["account"], me["roles"]) == (account, ["analyst"])
    entries = scene.world.signed_in(Role.ADMINISTRATOR).get("/v1/audit", params={"who": account}).json()["items"]
    assert [(e["action"], e["detail"]) for e in entries] == [("session.opened", {"how": "provider"})]
    assert scene.provider.asked.count("/token") == 1


def test_the_door_leads_to_the_provider_and_nowhere_else(scene: Scene) -> None:
    page = scene.client.get("/sign-in", params={"next": "//ailleurs.exemple/"}).text
    assert f'href="{START}?next=%2F"' in page
    assert "127.0.0.1" in page


def test_the_same_answer_does_not_serve_twice(scene: Scene) -> None:
    scene.link(Role.ANALYST)
    answer = scene.leave()
    assert scene.back(answer).status_code == 303
    problem(scene.back(answer), "provider-answer-refused")


def test_a_provider_may_ask_for_the_secret_in_the_body(scene: Scene) -> None:
    scene.link(Role.ANALYST)
    scene.provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert scene.back(scene.leave()).status_code == 303


REFUSED = {
    "another state": lambda scene, answer: answer.update(state="autre"),
    "no state": lambda scene, answer: answer.pop("state"),
    "no code": lambda scene, answer: answer.pop("code"),
    "another code": lambda scene, answer: answer.update(code="autre"),
    "another issuer": lambda scene, answer: answer.update(iss="https://autre.exemple"),
    "another browser": lambda scene, answer: setattr(scene, "client", scene.world.anonymous()),
    "too late": lambda scene, answer: _later(scene, minutes=11),
    "wrong nonce": lambda scene, answer: scene.provider.claims.update(nonce="autre"),
    "no nonce": lambda scene, answer: scene.provider.claims.update(nonce=None),
    "expired token": lambda scene, answer: scene.provider.claims.update(exp=int(NOON.timestamp()) - 61),
    "token of the future": lambda scene, answer: scene.provider.claims.update(iat=int(NOON.timestamp()) + 3_600),
    "wrong audience": lambda scene, answer: scene.provider.claims.update(aud="autre-service"),
    "two audiences, another party": lambda scene, answer: scene.provider.claims.update(
        aud=[CLIENT, "autre"], azp="autre"
    ),
    "token of another issuer": lambda scene, answer: scene.provider.claims.update(iss="https://autre.exemple"),
    "no subject": lambda scene, answer: scene.provider.claims.update(sub=""),
    "wrong key": lambda scene, answer: setattr(scene.provider, "signs_with", _key("essai")),
    "unknown key": lambda scene, answer: setattr(scene.provider, "key", _key("autre")),
}


def _key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", parameters={"kid": name, "use": "sig", "alg": "ES256"})


def _later(scene: Scene, minutes: int) -> None:
    scene.world.clock.moment += timedelta(minutes=minutes)


@pytest.mark.parametrize("fault", REFUSED)
def test_an_answer_that_proves_nothing_opens_nothing_and_stores_nothing(fault: str, scene: Scene) -> None:
    scene.link(Role.ANALYST)
    before = scene.stored()
    answer = scene.leave()
    REFUSED[fault](scene, answer)
    problem(scene.back(answer), "provider-answer-refused")
    assert scene.stored() == before
    problem(scene.client.get("/v1/me"), "sign-in-needed")


def test_a_token_signed_with_the_shared_secret_is_refused(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from joserfc import jwt
    from joserfc.jwk import OctKey

    encode = jwt.encode
    shared = OctKey.import_key(SECRET * 3, {"kid": "essai"})
    monkeypatch.setattr(jwt, "encode", lambda _, claims, key: encode({"alg": "HS256", "kid": "essai"}, claims, shared))
    monkeypatch.setattr(scene.provider, "key", shared)
    scene.link(Role.ANALYST)
    problem(scene.back(scene.leave()), "provider-answer-refused")


def test_the_log_says_why_and_never_what(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.link(Role.ANALYST)
    scene.provider.claims["aud"] = "autre-service"
    answer = scene.leave()
    with caplog.at_level(logging.WARNING, "qualif.sign_in"):
        scene.back(answer)
    assert "InvalidClaimError aud" in caplog.text
    assert not [word for word in ("autre-service", "sujet-1", answer["code"], answer["state"]) if word in caplog.text]


def test_somebody_unknown_gets_no_account(scene: Scene) -> None:
    scene.link(Role.ANALYST, subject="quelqu'un-d-autre")
    before = scene.stored()
    scene.provider.claims["groups"] = ["lecture"]
    problem(scene.back(scene.leave()), "identity-unknown")
    assert scene.stored() == before


def test_an_address_or_a_name_links_nobody(scene: Scene) -> None:
    admin = scene.world.signed_in(Role.ADMINISTRATOR)
    assert admin.post("/v1/accounts", json={"login": "a@exemple.fr", "roles": ["analyst"]}).status_code == 201
    scene.provider.claims.update(
        email="a@exemple.fr", email_verified=True, preferred_username="a@exemple.fr", groups=["lecture"]
    )
    problem(scene.back(scene.leave()), "identity-unknown")


def test_a_suspended_person_does_not_enter(scene: Scene) -> None:
    account = scene.link(Role.ANALYST)
    admin = scene.world.signed_in(Role.ADMINISTRATOR)
    assert admin.patch(f"/v1/accounts/{account}", json={"disabled": True}).status_code == 200
    before = scene.stored()
    problem(scene.back(scene.leave()), "sign-in-refused")
    assert scene.stored() == before


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://autre.exemple"},
        {"authorization_endpoint": "https://autre.exemple/authorize"},
        {"token_endpoint": "https://autre.exemple/token"},
        {"jwks_uri": None},
        {"jwks_uri": "https://[autre"},
    ],
)
def test_a_provider_that_sends_elsewhere_is_not_followed(metadata: dict[str, Any], scene: Scene) -> None:
    scene.provider.metadata = metadata
    problem(scene.client.get(START, follow_redirects=False), "provider-unreachable")


def test_an_unreachable_provider_is_told(sqlite_world: World, tmp_path: Path) -> None:
    world = World(
        f"sqlite:///{tmp_path / 'qualif.sqlite3'}",
        tmp_path,
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )
    page = world.anonymous(accept="text/html").get(START)
    assert page.status_code == 503
    assert "injoignable" in page.text
    world.close()


def test_a_provider_gone_meanwhile_is_told_and_nothing_is_stored(scene: Scene) -> None:
    scene.link(Role.ANALYST)
    before, answer = scene.stored(), scene.leave()
    scene.provider.metadata = {"token_endpoint": f"{scene.provider.issuer}/nulle-part"}
    problem(scene.back(answer), "provider-unreachable")
    assert scene.stored() == before


def test_without_a_provider_there_is_no_such_door(sqlite_world: World) -> None:
    for address in (START, CALLBACK):
        problem(sqlite_world.anonymous().get(address), "not-found")
    assert START not in sqlite_world.anonymous().get("/sign-in").text
    admin = sqlite_world.signed_in(Role.ADMINISTRATOR)
    new = {"login": "camille", "roles": ["analyst"], "subject": "sujet-1"}
    problem(admin.post("/v1/accounts", json=new), "invalid-request")
    assert [a["login"] for a in admin.get("/v1/accounts").json()["items"] if a["login"] == "camille"] == []


def test_a_group_gives_an_account_its_roles_and_takes_them_back(grouped: Scene) -> None:
    grouped.provider.claims.update(groups=["lecture", "autre"], preferred_username="Camille")
    assert grouped.back(grouped.leave()).status_code == 303
    first = grouped.client.get("/v1/me").json()
    assert first["roles"] == ["analyst"]
    grouped.provider.claims["groups"] = ["lecture", "relecture"]
    assert grouped.back(grouped.leave()).status_code == 303
    second = grouped.client.get("/v1/me").json()
    assert (second["account"], second["roles"]) == (first["account"], ["analyst", "reviewer"])
    grouped.provider.claims["groups"] = []
    problem(grouped.back(grouped.leave()), "identity-unknown")


def test_a_name_already_taken_does_not_open_its_account(grouped: Scene) -> None:
    admin = grouped.world.signed_in(Role.ADMINISTRATOR)
    theirs = admin.post("/v1/accounts", json={"login": "camille", "roles": ["administrator"]}).json()["account"]["id"]
    grouped.provider.claims.update(groups="lecture", preferred_username="camille")
    assert grouped.back(grouped.leave()).status_code == 303
    assert grouped.client.get("/v1/me").json()["account"] != theirs
    logins = {a["login"] for a in admin.get("/v1/accounts").json()["items"]}
    assert {"camille", "camille-2"} <= logins


def test_roles_that_an_administrator_gave_do_not_follow_groups(grouped: Scene) -> None:
    grouped.link(Role.REVIEWER)
    grouped.provider.claims["groups"] = ["lecture"]
    assert grouped.back(grouped.leave()).status_code == 303
    assert grouped.client.get("/v1/me").json()["roles"] == ["reviewer"]


def test_an_identity_is_linked_to_one_account_and_unlinked(scene: Scene) -> None:
    account, other = scene.link(Role.ANALYST), scene.world.account(Role.ANALYST)
    admin = scene.world.signed_in(Role.ADMINISTRATOR)
    problem(admin.put(f"/v1/accounts/{other}/identity", json={"subject": "sujet-1"}), "identity-taken")
    told = admin.get(f"/v1/accounts/{account}/identity").json()
    assert (told["issuer"], told["subject"], told["used_at"]) == (scene.provider.issuer, "sujet-1", None)
    scene.back(scene.leave())
    assert admin.get(f"/v1/accounts/{account}/identity").json()["used_at"] is not None
    assert admin.delete(f"/v1/accounts/{account}/identity").status_code == 204
    problem(scene.client.get("/v1/me"), "sign-in-needed")
    problem(admin.get(f"/v1/accounts/{account}/identity"), "not-found")
    machine = scene.world.account(Role.INTEGRATOR)
    problem(admin.put(f"/v1/accounts/{machine}/identity", json={"subject": "robot"}), "invalid-request")
    new = {"login": "camille", "roles": ["analyst"], "subject": "sujet-1"}
    assert admin.post("/v1/accounts", json=new).status_code == 201
    assert scene.back(scene.leave()).status_code == 303


def test_f8_what_the_provider_opens_sets_no_password_that_would_outlive_it(scene: Scene) -> None:
    account = scene.link(Role.ANALYST)
    assert scene.back(scene.leave()).status_code == 303
    new = "une phrase assez longue"
    scene.client.headers["sec-fetch-site"] = "same-origin"
    page = scene.client.get("/moi/mot-de-passe").text
    assert "demander un à un administrateur" in page
    assert 'name="new"' not in page
    refused = problem(scene.client.put("/v1/me/password", json={"new": new}), "invalid-request")
    assert [fault["pointer"] for fault in refused["errors"]] == ["/current"]
    posted = scene.client.post("/moi/mot-de-passe", data={"new": new})
    assert posted.status_code == 422
    assert "demander un à un administrateur" in posted.text
    with scene.world.database.write() as session:
        row = session.get(AccountRow, account)
        assert row is not None
        assert row.password is None
        url = service.make_link(session, scene.world.services, SYSTEM, row).url
    assert scene.client.post("/v1/session", json={"link": url.rpartition("/")[2]}).status_code == 200
    assert 'name="new"' in scene.client.get("/moi/mot-de-passe").text
    assert scene.client.put("/v1/me/password", json={"new": new}).status_code == 204


def test_attempts_are_counted(sqlite_world: World, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'qualif.sqlite3'}"
    settings = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    world = World(url, tmp_path, sign_in_per_minute=1, **settings)
    assert world.anonymous().get(START).status_code == 503
    assert "retry-after" in world.anonymous().get(START).headers
    problem(world.anonymous().get(START), "too-many-requests")
    world.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"oidc_issuer": "https://id.exemple"}, "QUALIF_OIDC_CLIENT_ID, QUALIF_OIDC_CLIENT_SECRET"),
        ({"oidc_issuer": "id.exemple"}, "https://"),
        ({"oidc_roles": {"machines": "integrator"}}, "machines"),
        ({"oidc_roles": {"x": "pape"}}, "administrator"),
    ],
)
def test_settings_that_do_not_stand_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings(**given)


def test_roles_of_groups_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALIF_OIDC_ROLES", json.dumps({"cn=relecture,ou=hotline": "reviewer"}))
    assert Settings().oidc_roles == {"cn=relecture,ou=hotline": Role.REVIEWER}

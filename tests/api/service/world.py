"""A service for one test: its application, its clock, its people, its keys."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from secrets import token_hex
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from argon2 import PasswordHasher
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.accounts import keys, service
from api.accounts.schemas import AccountCreate, CreatedAccount, KeyCreate, SignInLink
from api.app.bootstrap import application, open_services
from api.db.people import AccountRow
from api.db.sessions import WriteSession
from api.http.identity import cookie_name
from api.http.live import LiveServices
from api.http.services import Services
from api.journal.entries import SYSTEM
from api.kit.clock import FixedClock
from api.kit.passwords import Passwords
from api.kit.permissions import Permission, Role
from api.kit.settings import Settings
from api.rules.rulebook import Rulebook, open_rulebook
from api.rules.second_readings import Rereading
from api.texts.readers import Texts
from classifiers.model_server.questionnaire import Questionnaire
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.api.service.client import OneCallClient
from tests.shared import ROOT

NOON = datetime(2024, 6, 3, 10, 0, 0, 123_456, tzinfo=UTC)
"""A Monday, noon in Paris; a clock never shows whole seconds."""
NEVER_TWICE = Rereading(shares={}, other_fields=0.0, least=30)
"""No decision is drawn for a second reading, which hides it from lists: the draw hangs on a report's name, and names are random."""
LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Passwords are kept by the algorithm that serves, at a hundredth of its cost."""
ADDRESS = "http://127.0.0.1:8000"
COOKIE_DOMAIN = "127.0.0.1"
"""That of cookies which the service sets there: a new one replaces the one that a test had set."""
TEXT = "Je vais te retrouver et tu le regretteras, toi et toute ta famille, je sais où vous habitez."


@cache
def small_law() -> Engine:
    """The engine on the small invented law of the documentation."""
    return Engine(load_folder(ROOT / "docs/examples/petite-loi"))


@cache
def shipped_rules() -> Rulebook:
    """The shipped rules beside the law: opening them takes longer than most tests."""
    return open_rulebook(None)


class World:
    """Everything a test needs of the service."""

    def __init__(
        self,
        database_url: str,
        folder: Path,
        *,
        texts: Texts | None = None,
        engine: Engine | None = None,
        questionnaire: Questionnaire | None = None,
        **settings: Any,
    ) -> None:
        self.settings = Settings(
            data_dir=folder,
            database_url=SecretStr(database_url),
            **{"rate_per_minute": 0, "sign_in_per_minute": 0, **settings},
        )
        self.clock = FixedClock(self.settings.zone, NOON)
        if engine is None and self.settings.rulesets is None:
            engine = small_law()
        rules = shipped_rules() if self.settings.rulesets is None else None
        services = open_services(
            self.settings, engine=engine, clock=self.clock, texts=texts, rulebook=rules, questionnaire=questionnaire
        )
        self.services = replace(
            services,
            rules=replace(services.rules, second_readings=NEVER_TWICE),
            passwords=Passwords(hasher=LIGHT),
        )
        self.database = self.services.database
        self.serve(self.services)
        self._opened = ExitStack()

    @cached_property
    def portal(self) -> BlockingPortal:
        """The event loop of all clients, in a thread: a world without clients has none, and its process can fork."""
        return self._opened.enter_context(start_blocking_portal())

    def serve(self, services: Services) -> None:
        """Makes the application again on other services."""
        self.services, self.live = services, LiveServices(services)
        self.app = application(self.live)

    def close(self) -> None:
        """Ends the event loop and the process of drafts, and closes the connections."""
        self._opened.close()
        self.services.trier.stop()
        self.database.dispose()

    def anonymous(self, **headers: str) -> TestClient:
        """Somebody who is not signed in. All are answered by one event loop, as from a server: the client has one for each request."""
        client = OneCallClient(self.app, base_url=ADDRESS, headers=headers)
        client.portal = self.portal
        vars(client)["world"] = self  # a world that nothing refers to any more would end the loop of its clients
        return client

    def account(self, *roles: Role) -> str:
        """A new account."""
        with self.database.write() as session:
            return self._create(session, *roles).account.id

    def signed_in(self, *roles: Role) -> TestClient:
        """Somebody signed in, in a browser."""
        with self.database.write() as session:
            created = self._create(session, *roles)
            link = created.link or self._link(session, created.account.id)  # a machine is made without one
            token = self._follow(session, link)
        return self._browser(created.account.id, token)

    def session_of(self, account: str) -> TestClient:
        """A browser in which somebody signs in: a new session of an account."""
        with self.database.write() as session:
            token = self._follow(session, self._link(session, account))
        return self._browser(account, token)

    def _create(self, session: WriteSession, *roles: Role) -> CreatedAccount:
        new = AccountCreate(login=f"compte-{token_hex(6)}", roles=list(roles))
        return service.create(session, self.services, SYSTEM, new)

    def _link(self, session: WriteSession, account: str) -> SignInLink:
        row = session.get(AccountRow, account)
        assert row is not None
        return service.make_link(session, self.services, SYSTEM, row)

    def _follow(self, session: WriteSession, link: SignInLink) -> str:
        return service.sign_in_by_link(session, self.services, link.url.rpartition("/")[2]).token

    def _browser(self, account: str, token: str) -> TestClient:
        client = self.anonymous(**{"sec-fetch-site": "same-origin"})
        client.cookies.set(cookie_name(secure=False), token, domain=COOKIE_DOMAIN)
        client.headers["x-test-account"] = account
        return client

    def machine(self, *scopes: Permission) -> TestClient:
        """A machine with a key."""
        wanted = list(scopes) or [Permission.REPORTS_CREATE, Permission.REPORTS_READ]
        with self.database.write() as session:
            row = session.get(AccountRow, self._create(session, Role.INTEGRATOR).account.id)
            assert row is not None
            made = keys.create_key(session, self.services, SYSTEM, row, KeyCreate(label="essai", scopes=wanted))
        return self.anonymous(authorization=f"Bearer {made.secret}")

    def report(self, **body: Any) -> dict[str, Any]:
        """A report that a machine sends, as it is answered."""
        response = self.machine().post("/v1/reports", json=body)
        assert response.status_code == 202, response.text
        answer: dict[str, Any] = response.json()
        return answer


def problem(response: Any, code: str) -> dict[str, Any]:
    """The problem document of an answer, which must be of this kind."""
    body: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json", body
    assert body["code"] == code, body
    assert body["status"] == response.status_code
    return body

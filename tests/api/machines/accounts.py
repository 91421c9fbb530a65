"""State machine of accounts: made, linked, given roles, suspended; people sign in and out, choose passwords; a model says
who is signed in where, and that somebody can always administer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, initialize, invariant, multiple, precondition, rule
from starlette.testclient import TestClient

from api.accounts.first_start import LOGIN, first_link
from api.kit.permissions import Role
from tests.api.machines.base import ServiceMachine, outcome_of
from tests.api.service.world import World

ROLES = (Role.ADMINISTRATOR.value, Role.ANALYST.value, Role.REVIEWER.value)
PASSWORDS = ("trois mots sans lien", "quatre mots sans aucun lien")
DAY, IDLE, RESET, LINK = timedelta(hours=10), timedelta(minutes=120), timedelta(minutes=30), timedelta(hours=24)
TOUCHED_EVERY = timedelta(minutes=1)


@dataclass
class ModelLink:
    """A link: whose, until when, and what became of it."""

    account: str
    expires: datetime
    fate: str = "ok"


@dataclass
class ModelAccount:
    """What an account must be."""

    login: str
    roles: set[str]
    disabled: bool = False
    password: str | None = None

    @property
    def administers(self) -> bool:
        return not self.disabled and Role.ADMINISTRATOR.value in self.roles


@dataclass
class ModelSession:
    """A browser, and the session that it must be in; `over`: somebody or something ended it."""

    client: TestClient
    account: str
    opened: datetime
    seen: datetime
    reset_until: datetime | None
    over: bool = False
    former: list[str] = field(default_factory=list)


class AccountLives(ServiceMachine):
    """Random lives of accounts and sessions."""

    links, browsers, logins = Bundle("links"), Bundle("browsers"), Bundle("logins")
    journaled: ClassVar[frozenset[str]] = frozenset(
        {"account.created", "account.changed", "session.opened", "session.closed", "password.set", "link.made"}
    )

    def open_world(self, url: str, folder: Path) -> World:
        return World(url, folder)

    @initialize(target=browsers)
    def start(self) -> ModelSession:
        self.accounts: dict[str, ModelAccount] = {}
        self.sessions: list[ModelSession] = []
        self.pending: dict[str, ModelLink] = {}
        link = first_link(self.world.services)
        assert link is not None
        self.acts.update({"account.created": 1, "link.made": 1})
        client = self.world.anonymous()
        opened = client.post("/v1/session", json={"link": link.url.rpartition("/")[2]})
        name = opened.json()["account"]
        self.accounts[name] = ModelAccount(LOGIN, set(opened.json()["roles"]))
        return self.enter(client, name, "link")

    def now(self) -> datetime:
        return self.world.clock.now()

    def enter(self, client: TestClient, account: str, how: str) -> ModelSession:
        now = self.now()
        entered = ModelSession(client, account, now, now, now + RESET if how == "link" else None)
        self.sessions.append(entered)
        self.acts["session.opened"] += 1
        return entered

    def is_open(self, browser: ModelSession) -> bool:
        return not browser.over and self.now() < min(browser.opened + DAY, browser.seen + IDLE)

    def ask(self, browser: ModelSession, method: str, path: str, needs: str = "", **body: Any) -> tuple[str, Any]:
        """A request from a browser; a session that is over, or a role that is missing, is refused whatever it asks."""
        expected = "sign-in-needed"
        if self.is_open(browser):
            if self.now() - browser.seen >= TOUCHED_EVERY:
                browser.seen = self.now()
            expected = "ok" if not needs or needs in self.accounts[browser.account].roles else "not-allowed"
        response = browser.client.request(method, path, json=body or None)
        outcome = outcome_of(response)
        if expected != "ok":
            assert outcome == expected, (method, path, outcome, expected)
        else:
            assert outcome not in ("sign-in-needed", "not-allowed"), (method, path, outcome)
        return outcome if expected == "ok" else "refused", response

    def end_all(self, account: str, but: ModelSession | None = None) -> None:
        """Every session of an account is over, and its links that wait open nothing."""
        for one in self.sessions:
            if one.account == account and one is not but:
                one.over = True
        for link in self.pending.values():
            if link.account == account and link.fate == "ok":
                link.fate = "link-unknown"

    @rule(target=logins, by=browsers, roles=st.sets(st.sampled_from(ROLES), min_size=1))
    def create(self, by: ModelSession, roles: set[str]) -> Any:
        login = f"personne-{len(self.accounts)}"
        outcome, made = self.ask(by, "POST", "/v1/accounts", ROLES[0], login=login, roles=sorted(roles))
        if outcome != "ok":
            return multiple()
        name = made.json()["account"]["id"]
        self.accounts[name] = ModelAccount(login, set(roles))
        self.acts.update({"account.created": 1, "link.made": 1})
        self.pending[token_in(made.json()["link"])] = ModelLink(name, self.now() + LINK)
        return name

    @rule(by=browsers, name=logins)
    def create_the_same(self, by: ModelSession, name: str) -> None:
        body = {"login": self.accounts[name].login, "roles": ["analyst"]}
        outcome, _ = self.ask(by, "POST", "/v1/accounts", ROLES[0], **body)
        assert outcome in ("login-taken", "refused")

    @rule(target=links, by=browsers, name=logins)
    def make_link(self, by: ModelSession, name: str) -> Any:
        outcome, made = self.ask(by, "POST", f"/v1/accounts/{name}/link", ROLES[0])
        if outcome == "refused":
            return multiple()
        assert (outcome == "ok") == (not self.accounts[name].disabled)
        if outcome != "ok":
            return multiple()
        self.acts["link.made"] += 1
        token = token_in(made.json())
        self.pending[token] = ModelLink(name, self.now() + LINK)
        return token

    @precondition(lambda self: self.pending)
    @rule(target=browsers, which=st.integers(0, 30), again=st.booleans())
    def open_any_link(self, which: int, again: bool) -> Any:
        return self.open_link([*self.pending][which % len(self.pending)], again)

    @rule(target=browsers, token=links, again=st.booleans())
    def open_link(self, token: str, again: bool) -> Any:
        link, client = self.pending[token], self.world.anonymous()
        expected = "link-expired" if link.fate == "ok" and self.now() >= link.expires else link.fate
        if expected == "ok" and self.accounts[link.account].disabled:
            expected = "sign-in-refused"
        outcome = outcome_of(client.post("/v1/session", json={"link": token}))
        assert outcome == expected, (outcome, link)
        if outcome != "ok":
            return multiple()
        link.fate = "link-used"
        if again:
            assert outcome_of(self.world.anonymous().post("/v1/session", json={"link": token})) == "link-used"
        return self.enter(client, link.account, "link")

    @rule(target=browsers, name=logins, password=st.sampled_from(PASSWORDS))
    def sign_in(self, name: str, password: str) -> Any:
        account, client = self.accounts[name], self.world.anonymous()
        outcome = outcome_of(client.post("/v1/session", json={"login": account.login, "password": password}))
        good = account.password == password and not account.disabled
        assert outcome == ("ok" if good else "sign-in-refused")
        return self.enter(client, name, "password") if good else multiple()

    @rule(browser=browsers, new=st.sampled_from(PASSWORDS), given=st.sampled_from(["right", "wrong", "none"]))
    def set_password(self, browser: ModelSession, new: str, given: str) -> None:
        account, was_open = self.accounts[browser.account], self.is_open(browser)
        current = {"right": account.password, "wrong": "un tout autre secret", "none": None}[given]
        former = str(browser.client.cookies["qualif"]) if was_open else ""
        body = {"new": new} | ({"current": current} if current is not None else {})
        outcome, _ = self.ask(browser, "PUT", "/v1/me/password", **body)
        reset = browser.reset_until is not None and self.now() < browser.reset_until
        by_link = reset and (current is None or account.password is None)
        may = by_link or (account.password is not None and given == "right")
        assert outcome == ("refused" if not was_open else "ok" if may else "invalid-request")
        if outcome == "ok":
            account.password, browser.reset_until = new, None
            browser.former.append(former)
            self.acts["password.set"] += 1
            self.end_all(browser.account, but=browser)

    @rule(target=browsers, by=browsers, name=logins, new=st.sampled_from(PASSWORDS))
    def settle_in(self, by: ModelSession, name: str, new: str) -> Any:
        """What somebody does who is sent a link: they choose a password, and sign in elsewhere too."""
        token = self.make_link(by, name)
        first = self.open_link(token, again=False) if isinstance(token, str) else None
        if not isinstance(first, ModelSession):
            return multiple()
        self.set_password(first, new, "none")
        return multiple(first, self.sign_in(name, new))

    @rule(browser=browsers)
    def sign_out(self, browser: ModelSession) -> None:
        outcome, _ = self.ask(browser, "DELETE", "/v1/session")
        if outcome == "ok":
            browser.over = True
            self.acts["session.closed"] += 1

    @rule(browser=browsers)
    def close_others(self, browser: ModelSession) -> None:
        outcome, _ = self.ask(browser, "DELETE", "/v1/me/sessions")
        if outcome == "ok":
            others = [o for o in self.sessions if o.account == browser.account and o is not browser and self.is_open(o)]
            self.acts["session.closed"] += len(others)
            for other in others:
                other.over = True

    @rule(
        by=browsers,
        which=st.integers(0, 30),
        roles=st.none() | st.sets(st.sampled_from(ROLES), min_size=1),
        disabled=st.none() | st.booleans(),
    )
    def change(self, by: ModelSession, which: int, roles: set[str] | None, disabled: bool | None) -> None:
        name = [*self.accounts][which % len(self.accounts)]
        account = self.accounts[name]
        body: dict[str, Any] = {"roles": sorted(roles)} if roles is not None else {}
        body |= {"disabled": disabled} if disabled is not None else {}
        if not body:
            return
        after = ModelAccount("", roles or account.roles, account.disabled if disabled is None else disabled)
        others = any(one.administers for other, one in self.accounts.items() if other != name)
        outcome, _ = self.ask(by, "PATCH", f"/v1/accounts/{name}", ROLES[0], **body)
        if outcome == "refused":
            return
        last = account.administers and not after.administers and not others
        assert outcome == ("last-administrator" if last else "ok")
        if outcome == "ok":
            account.roles, account.disabled = set(after.roles), after.disabled
            self.acts["account.changed"] += 1
            self.end_all(name)

    @rule(minutes=st.sampled_from([5, 45, 100, 400]))
    def wait(self, minutes: int) -> None:
        self.world.clock.moment += timedelta(minutes=minutes)

    @precondition(lambda self: not any(self.is_open(one) for one in self.administrators()))
    @rule(target=browsers)
    def administrator_comes_back(self) -> ModelSession:
        """By the command line, which nobody is signed in for."""
        name = next(name for name, account in self.accounts.items() if account.administers)
        client = self.world.session_of(name)
        self.acts["link.made"] += 1
        return self.enter(client, name, "link")

    def administrators(self) -> list[ModelSession]:
        return [one for one in self.sessions if self.accounts[one.account].administers]

    @rule(browser=consumes(browsers))
    def look(self, browser: ModelSession) -> None:
        """A browser is looked at for the last time."""
        outcome, me = self.ask(browser, "GET", "/v1/me")
        if outcome == "ok":
            account = self.accounts[browser.account]
            assert (set(me.json()["roles"]), me.json()["has_password"]) == (account.roles, account.password is not None)

    @invariant()
    def somebody_administers(self) -> None:
        assert not hasattr(self, "accounts") or any(one.administers for one in self.accounts.values())

    def check_whole(self) -> None:
        """Every session is as it must be, no former token opens anything, and accounts are those of the model."""
        for browser in getattr(self, "sessions", ()):
            self.ask(browser, "GET", "/v1/me")
            for token in browser.former:
                stale = self.world.anonymous()
                stale.cookies.set("qualif", token)
                assert outcome_of(stale.get("/v1/me")) == "sign-in-needed"
        if not getattr(self, "accounts", None):
            return
        admin: ModelSession = self.administrator_comes_back()
        told_accounts = admin.client.get("/v1/accounts?limit=200").json()["items"]
        assert {one["id"]: (set(one["roles"]), one["disabled_at"] is not None) for one in told_accounts} == {
            name: (account.roles, account.disabled) for name, account in self.accounts.items()
        }


def token_in(link: dict[str, Any]) -> str:
    """The secret of a link."""
    return str(link["url"]).rpartition("/")[2]

"""Somebody at work in a browser, on a service with cases."""

from __future__ import annotations

from playwright.sync_api import Page

from api.http.identity import cookie_name
from api.kit.permissions import Role
from tests.api.service.world import World
from tests.browser.serving import PATIENCE

_MARK = """() => {
  const part = document.querySelector("#dossier") ?? document.querySelector("#contenu");
  part.dataset.before = "yes";
}"""
_ANSWERED = (
    """() => document.readyState === "complete" && !document.querySelector("[data-before], [aria-busy='true']")"""
)


def press(page: Page, *keys: str) -> None:
    """Presses keys, one after the other, each once the page's scripts, which listen to them, have run."""
    for key in keys:
        page.wait_for_load_state()
        page.keyboard.press(key)


class Desk:
    """An analyst's browser on a service with cases."""

    def __init__(self, page: Page, world: World, base: str, said: list[str] | None = None) -> None:
        self.page, self.world, self.base = page, world, base
        self.said: list[str] = said if said is not None else []
        client = world.signed_in(Role.ANALYST, Role.ADMINISTRATOR)
        self.client = client
        token = client.cookies[cookie_name(secure=False)]
        page.set_default_timeout(PATIENCE)
        page.context.add_cookies([{"name": cookie_name(secure=False), "value": token, "url": base}])
        reports = client.get("/v1/reports?limit=100").json()["items"]
        self.ids = {report["reference"]: report["id"] for report in reports}

    def refused(self, status: int) -> None:
        """What was just sent is refused, of which the console speaks too."""
        assert [str(status) in told for told in self.said] == [True]
        self.said.clear()

    def go(self, address: str) -> None:
        """Opens a page: `@` and a reference for a case, `=` for its kept answer, `!` and a role for the first account that has it."""
        kind, rest = address[0], address[1:]
        reference, mark, query = rest.partition("?")
        reference, slash, part = reference.partition("/")
        if kind == "@":
            address = f"/signalements/{self.ids[reference]}{slash}{part}{mark}{query}"
        elif kind == "=":
            told = self.client.get(f"/v1/reports/{self.ids[reference]}").json()
            address = f"/qualifications/{told['qualification']['id']}{mark}{query}"
        elif kind == "!":
            accounts = self.client.get("/v1/accounts").json()["items"]
            address = f"/administration/{next(a['id'] for a in accounts if rest in a['roles'])}"
        self.page.goto(self.base + address)

    def press(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        press(self.page, *keys)

    def send(self, *keys: str) -> None:
        """Presses keys that send something, and waits for the answer: what they were pressed on is no longer there, and nothing else is on its way."""
        self.page.wait_for_load_state()
        self.page.evaluate(_MARK)
        self.press(*keys)
        self.page.wait_for_function(_ANSWERED)

"""Policy staff in a browser, by the forms of the pages alone, on the small law; evidence is worked out at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from typing import Any

from sqlalchemy import event
from starlette.testclient import TestClient

from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY, Desk, work_out_evidence
from tests.api.pages.shared import Outline
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.world import World

PAGE = {"accept": "text/html", "accept-language": "fr"}
HOSTILE = "<script>alert(1)</script> \u202e\"'"
PRESUMED = (
    '    presumed: {fr: "Qui menace est tenu pour avoir voulu faire peur.",'
    ' en: "Whoever threatens is held to have wanted to frighten."}\n'
)
"""What an element of the small law is presumed by: without it, an offence is open that was established."""


class PagesDesk(Desk):
    """People who change the rules, in their browsers."""

    def __init__(self, world: World) -> None:
        self.worker = InlineWorker()
        self.working = True
        """Whether evidence is worked out as soon as it is asked for."""
        self.trier = InlineWorker()
        self.trier.stuck = True
        world.serve(replace(world.services, bounded=self.worker, previewer=self.worker, trier=self.trier))
        super().__init__(world)

    def get(self, address: str, client: TestClient | None = None, language: str = "fr", status: int = 200) -> str:
        """A page."""
        answer = (client or self.editor).get(address, headers={**PAGE, "accept-language": language})
        assert answer.status_code == status, answer.text[:2000]
        assert Outline(answer.text).faults == []
        self._work()
        return str(answer.text)

    def send(self, address: str, client: TestClient | None = None, status: int = 200, /, **form: Any) -> str:
        """A form, and the page that follows."""
        answer = (client or self.editor).post(address, data=form, headers=PAGE)
        assert answer.status_code == status, words(answer.text)
        self._work()
        return str(answer.text)

    def _work(self) -> None:
        if self.working:
            work_out_evidence(self.world)

    def opened(self, title: str = "Une peine de plus", client: TestClient | None = None) -> str:
        """The identifier of a request opened by the form."""
        page = self.send("/demandes", client, title=title, reason="")
        found = re.search(r"/demandes/(chg_\w+)/", page)
        assert found is not None
        return found[1]

    def written(self, change: str, old: str, new: str, path: str = OFFENCE, client: TestClient | None = None) -> str:
        """A file edited by its page."""
        address = f"/demandes/{change}/fichier"
        page = self.get(f"{address}?path={path}", client)
        text, seen = text_of(page), field(page, "seen")
        assert old in text
        return self.send(address, client, path=path, seen=seen, text=text.replace(old, new, 1))

    def ready(self, title: str = "Une peine de plus", old: str = OLD_PENALTY, new: str = NEW_PENALTY) -> str:
        """A draft with an edit and its evidence."""
        change = self.opened(title)
        self.written(change, old, new)
        self.evidence(change)
        return change

    def evidence(self, change: str, client: TestClient | None = None) -> str:
        """The page of a request once its evidence is there: opening it starts it."""
        self.get(f"/demandes/{change}", client)
        return self.get(f"/demandes/{change}", client)

    def waiting(self, **edit: str) -> str:
        """A request submitted by its page."""
        change = self.ready(**edit)
        self.act(change, "soumission")
        return change

    def act(self, change: str, act: str, client: TestClient | None = None, status: int = 200, **more: Any) -> str:
        """An act by its form, with the hidden fields that the page gives it."""
        page = self.get(f"/demandes/{change}", client)
        form = forms(page).get(f"/demandes/{change}/{act}")
        assert form is not None, sorted(forms(page))
        return self.send(f"/demandes/{change}/{act}", client, status, **form, **more)


@contextmanager
def statements(desk: PagesDesk) -> Iterator[list[str]]:
    """The statements that the database is asked."""
    said: list[str] = []

    def note(_: object, __: object, words: str, *___: object) -> None:
        said.append(words)

    for engine in desk.world.database.engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        for engine in desk.world.database.engines:
            event.remove(engine, "before_cursor_execute", note)


def in_state(desk: PagesDesk, state: str) -> str:
    """A request in a state: `moved`, when another was published since; else that of its last act."""
    if state == "moved":
        change, other = (
            desk.ready(),
            desk.waiting(title="Une autre", old=OLD_PENALTY, new="penalty: {prison_months: 18"),
        )
        desk.act(other, "signature", desk.approver)
        desk.act(other, "publication", desk.approver)
        return change
    change = desk.opened() if state == "empty" else desk.ready()
    if state in ("submitted", "signed", "published"):
        desk.act(change, "soumission")
    if state in ("signed", "published"):
        desk.act(change, "signature", desk.approver)
    if state == "published":
        desk.act(change, "publication", desk.approver)
    if state == "closed":
        desk.act(change, "abandon")
    return change


def forms(page: str) -> dict[str, dict[str, str]]:
    """The forms of a page by where they are sent, with their hidden fields."""
    found: dict[str, dict[str, str]] = {}
    for action, body in re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL):
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', body)
        found[action] = {name: unescape(value) for name, value in hidden}
    return found


def field(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def text_of(page: str) -> str:
    """The text being written, as a browser sends it."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def words(page: str) -> str:
    """The words of a page, without its markup."""
    main = page.partition("<main")[2].partition("</main>")[0] or page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u202f", " ").replace("\xa0", " ").split())

"""The pages of the tests: every address, on the small invented law and on the shipped one."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser

from starlette.testclient import TestClient

from api.web.law_library import FolderLibrary
from api.web.pages import bare_app
from tests.shared import ROOT

FIXED = (
    "/loi",
    "/loi?q=zzzz",
    "/faits",
    "/aide",
    "/aide/semantique",
    "/accessibilite",
    "/gallery",
    "/affichage",
    "/loi/absente",
)
LANGUAGES = ("fr", "en")


@cache
def small() -> TestClient:
    """The pages on the law of the documentation."""
    return TestClient(bare_app(FolderLibrary(ROOT / "docs/examples/petite-loi")))


@cache
def shipped() -> TestClient:
    """The pages on the shipped law."""
    return TestClient(bare_app())


@cache
def addresses() -> tuple[str, ...]:
    """Every page: the fixed ones, and one for each shipped offence."""
    library = shipped().app.state.law_library  # type: ignore[attr-defined]
    return (*FIXED, *(f"/loi/{name}" for name in library.current().ruleset.offences))


@cache
def html(address: str, language: str = "fr") -> str:
    """A page of the shipped law. Each call comes without the cookies of others."""
    shipped().cookies.clear()
    response = shipped().get(address, headers={"accept-language": language})
    assert response.status_code in (200, 404), address
    return str(response.text)


class Outline(HTMLParser):
    """What the tests look at in a page: its elements, in order, with their attributes."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "path", "rect", "circle"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.unclosed: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element."""
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Closes the element opened last, which must be this one."""
        if not self.unclosed or self.unclosed.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing, near {self.getpos()}")

    def all(self, *tags: str) -> list[dict[str, str]]:
        """The attributes of every element of these names."""
        return [attributes for tag, attributes in self.elements if tag in tags]


@cache
def outline(address: str, language: str = "fr") -> Outline:
    """The elements of a page."""
    return Outline(html(address, language))

"""The pages of the tests: every address, on the small invented law and on the shipped one."""

from __future__ import annotations

import tempfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.kit.permissions import Role
from api.pages.law.library import FolderLibrary
from api.pages.site import bare_app
from tests.api.pages.case.samples import bench
from tests.api.service.client import OneCallClient
from tests.api.service.world import World
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
RULES = (
    "/regles",
    "/regles?q=menace",
    "/regles?q=zzzz",
    "/regles/notions",
    "/regles/notions/expression_outrageante",
    "/regles/faits/danger_immediat",
    "/regles/lexiques",
    "/regles/lexiques/menaces/indices",
    "/regles/lexiques/commun/mots",
    "/regles/ordre",
    "/regles/aiguillage",
    "/regles/parametres/bruit",
    "/regles/parametres/lecteur_modele",
    "/regles/modeles",
    "/regles/modeles/dsa16.fr",
    "/regles/prescriptions",
    "/regles/hors-champ",
    "/regles/clauses",
    "/regles/fichiers",
    "/regles/fichiers/parameters/danger.yaml?ligne=40",
    "/regles/notions/absente",
)
"""A page of each kind of rules."""
BENCH = (
    "@/file",
    "@/file?etat=all&q=zz",
    "@/file?etat=duplicate",
    "@/bruit",
    "@/relecture",
    "@/accord",
    "@/signalements/lettre-12",
    "@/signalements/lettre-13",
    "@/signalements/1-haine?fait=age_victime",
    "@/signalements/2-opinion",
    "@/signalements/6-citation-incertaine",
    "@/signalements/7-hypertrucage",
    "@/qualifications/1-haine?rejouer=1",
    "@/moi",
    "@/moi/mot-de-passe",
    "@/signalements/1-haine/suites",
    "@/suivi",
    "@/suivi/fin",
    "@/hebergeurs",
    "@/essayer",
    "@/essayer?infraction=cp-222-17&cas=1",
    "@/statistiques",
    "@/statistiques/moi",
    "@/demandes",
    "@/publications",
    "@/qualite",
    "@/qualite/cas?quoi=suggested&de=cp-222-17",
    "@/administration",
    "@/administration/sante",
    "@/administration/conservation",
    "@/travaux",
    "@/sign-in",
)
"""Pages of the workbench: `@`, then an address in which a report is told by its reference."""
LANGUAGES = ("fr", "en")


@cache
def small() -> TestClient:
    """The pages on the law of the documentation."""
    return OneCallClient(bare_app(FolderLibrary(ROOT / "docs/examples/petite-loi")))


@cache
def shipped() -> TestClient:
    """The pages on the shipped law."""
    return OneCallClient(bare_app())


@cache
def addresses() -> tuple[str, ...]:
    """Every page: the fixed ones, and one for each shipped offence."""
    library = shipped().app.state.law_library  # type: ignore[attr-defined]
    return (*FIXED, *RULES, *BENCH, *(f"/loi/{name}" for name in library.current().ruleset.offences))


@cache
def html(address: str, language: str = "fr") -> str:
    """A page of the shipped law, or of the workbench. Each call comes without the cookies of others."""
    if address.startswith("@"):
        return bench_html(address[1:], language)
    shipped().cookies.clear()
    response = shipped().get(address, headers={"accept-language": language})
    assert response.status_code in (200, 404), address
    return str(response.text)


@cache
def _bench() -> World:
    """The service of the workbench: one that nothing refers to any more would close the portal of its clients."""
    return bench(Path(tempfile.mkdtemp()))


@cache
def bench_client() -> tuple[TestClient, dict[str, Any]]:
    """Somebody who reads reports and administers, and the reports by reference."""
    client = _bench().signed_in(Role.ANALYST, Role.ADMINISTRATOR)
    reports = client.get("/v1/reports?limit=100").json()["items"]
    return client, {report["reference"]: report for report in reports}


def bench_html(address: str, language: str) -> str:
    """A page of the workbench."""
    client, reports = bench_client()
    path, mark, query = address.partition("?")
    kind, _, rest = path[1:].partition("/")
    reference, slash, part = rest.partition("/")
    if reference in reports:
        name = reports[reference]["id"]
        if kind == "qualifications":
            name = client.get(f"/v1/reports/{name}").json()["qualification"]["id"]
        path = f"/{kind}/{name}{slash}{part}"
    response = client.get(path + mark + query, headers={"accept-language": language, "accept": "text/html"})
    assert response.status_code == 200, address
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

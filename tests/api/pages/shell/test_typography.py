"""French typography: what the tool says of itself has curved apostrophes and spaces that do not break; what people wrote stays as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from api.kit.typography import FIXED, NARROW, french, typeset
from tests.api.pages.shared import html

OWN_WORDS = (
    "/loi",
    "/loi/cp-227-24",
    "/loi/loi-1881-33-al3",
    "/faits",
    "/aide",
    "/aide/semantique",
    "/accessibilite",
    "/affichage",
    "@/statistiques",
    "@/qualite",
    "@/demandes",
    "@/publications",
    "@/relecture",
    "@/moi",
    "@/signalements/7-hypertrucage",
    "@/administration/conservation",
)
"""Pages on which nobody's words are shown but the tool's and the law's."""
AS_WRITTEN = frozenset({"script", "style", "pre", "code", "textarea", "q"})


class Words(HTMLParser):
    """The words of a page, but for those shown as they were written."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element whose words stay as they are."""
        if tag in AS_WRITTEN:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes it."""
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Words between two tags."""
        if not self._open:
            self.words.append(data)


@pytest.mark.parametrize("address", OWN_WORDS)
def test_a_page_in_french_is_set_as_french_is(address: str) -> None:
    said = "\n".join(Words(html(address)).words)
    assert "’" in said
    assert re.findall(r".{0,30}\w'\w.{0,20}", said) == []
    assert re.findall(r".{0,30}\w [:;!?»](?: .{0,20}|$)", said) == []
    assert re.findall(r".{0,30}\b1er\b.{0,20}", said) == []


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("l'adresse qu'« on » dit", f"l’adresse qu’«{NARROW}on{NARROW}» dit"),
        ("le 1er juin 2024", f"le 1ᵉʳ{FIXED}juin 2024"),
        ("jusqu'au 28 novembre", f"jusqu’au 28{FIXED}novembre"),
        ("R.625-7 et R. 625-8-3", f"R.{FIXED}625-7 et R.{FIXED}625-8-3"),
        ("n° 18-80.431, al. 1", f"n°{FIXED}18-80.431, al.{FIXED}1"),
        ("'=1+1'", "'=1+1'"),
        ("rock 'n' roll", "rock 'n' roll"),
    ],
)
def test_apostrophes_dates_and_articles(raw: str, told: str) -> None:
    assert french(raw) == told
    assert french(told) == told
    assert typeset(raw, "en") == raw


def test_what_a_reporter_wrote_stays_as_it_is() -> None:
    assert "tu finiras à l&#39;hôpital" in html("@/signalements/lettre-12") or "tu finiras à l'hôpital" in html(
        "@/signalements/lettre-12"
    )

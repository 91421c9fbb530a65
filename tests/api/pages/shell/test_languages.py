"""Pages in English: what stays French says so, so that it is read aloud as French (WCAG 3.1.2)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from api.pages.case.canned_reasons import canned_reason
from api.pages.case.messages import CANNED
from api.pages.shell.french import marking, text_language
from tests.api.pages.shared import Outline, addresses, html
from textfile.text import Language

FRENCH = re.compile(
    r"[àâçèéêëîïôûùœ]|(?<![\w-])(?:le|la|les|des|du|une|et|ou|dans|pour|sur|avec|loi|art\.|al\.)(?=\W)", re.IGNORECASE
)
TERMS = re.compile(
    r"loi-1881[\w-]*|délits?|Légifrance|Défenseur des droits|\((?:loi|LCEN|CEDH)\b[^)]*\)", re.IGNORECASE
)
"""Terms of French law in English sentences, and proper names: they are the same word in both languages."""
READ_IN_FRENCH = [a for a in addresses() if a != "/gallery" and (not a.startswith("/loi/") or a.endswith(("4", "5")))]


class Spoken(HTMLParser):
    """The words of a page with the language they are read in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = [("", "")]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element: its language, and the words of its attributes."""
        given = dict(attrs)
        language = given.get("lang") or self._open[-1][1]
        self.found += [
            (language, given[name] or "") for name in ("aria-label", "title", "data-announce") if name in given
        ]
        if tag not in Outline.VOID | {"polyline"}:
            self._open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that holds no word."""

    def handle_endtag(self, tag: str) -> None:
        """Closes the last element of this name."""
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Words."""
        self.found.append((self._open[-1][1], data))


@pytest.mark.parametrize("address", READ_IN_FRENCH)
def test_what_stays_french_on_a_page_in_english_says_so(address: str) -> None:
    page = html(address, "en")
    said = [words.strip() for language, words in Spoken(page).found if language == "en"]
    assert [words for words in said if FRENCH.search(TERMS.sub("", words))] == []
    assert "&lt;span" not in page


def test_words_are_marked_in_a_sentence_and_everything_is_escaped() -> None:
    assert (
        marking("en", "form · <b>vol</b> · a", "<b>vol</b>")
        == 'form · <span lang="fr">&lt;b&gt;vol&lt;/b&gt;</span> · a'
    )
    assert marking("en", "a < b", "") == "a < b"
    assert marking("fr", "form · vol", "vol") == "form · vol"
    assert (
        marking("en", "x (loi\u00a01)", "x", "loi\u00a01")
        == '<span lang="fr">x</span> (<span lang="fr">loi\u00a01</span>)'
    )


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Prévenu autrement.", "fr"),
        ("Lu dans le fil", "fr"),
        ("Le lecteur s'est trompé de fait", "fr"),
        ("Doublon", "fr"),
        ("The facts do not show a threat.", "en"),
        ("Not a minor: the person says 22.", "en"),
        ("Too old", "en"),
        ("Host already told", "en"),
    ],
)
def test_words_of_people_are_marked_with_the_language_they_are_in(words: str, language: str) -> None:
    assert text_language(words) == language


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", CANNED)
def test_a_usual_reason_is_marked_with_the_language_it_was_chosen_in(name: str, language: Language) -> None:
    assert text_language(canned_reason(name, language)) == language


@pytest.mark.parametrize("address", READ_IN_FRENCH)
def test_english_is_punctuated_as_english(address: str) -> None:
    said = [words.strip() for language, words in Spoken(html(address, "en")).found if language == "en"]
    assert [words for words in said if re.search(r"\w[\s\u202f\u00a0][;:!?](?:\s|$)", words)] == []

"""Words are counted as a reader counts them, and an address is one whatever its ending."""

from __future__ import annotations

import unicodedata

import pytest

from classifiers.noise import short
from classifiers.noise.never import Never
from classifiers.noise.short import count
from tests.work import Work, check_linear, stepped


@pytest.mark.parametrize(
    "text",
    ["J'ai peur", "J’ai peur", "j ai peur", "L'école brûle", "aide-moi vite", "qu'est-ce", "bon\u200bjour madame", unicodedata.normalize("NFD", "été fini"),
     "@user tais-toi", "@jean @paul au secours", "😀 😀 bonjour 😀", "12 34 56 78", "c koi ça", "", "   ", "!!! ???"],
)  # fmt: skip
def test_fewer_than_three_words_are_too_few(never: Never, text: str) -> None:
    assert count(text)[0] < 3
    assert never.reason(text) in {"trop_court", "danger_pour_la_vie", "terrorisme"}


@pytest.mark.parametrize(
    "text",
    ["exemple[.]fr", "exemple(.)fr", "exemple [point] fr", "exemple.museum", "forum.exemple.zone/fil?id=3#bas", "exemple.рф", "xn--bcher-kva.example",
     "ftp://exemple.fr/fichier", "hxxp://exemple.fr", "hxxps[://]exemple[.]fr/a", "magnet:?xt=urn:btih:0123456789", "t.me/canal", "www.exemple",
     "192.168.0.1/page", "jean@exemple.org", "mailto:jean@exemple.org", "(https://exemple.fr)", "http://a.fr,http://b.fr", "lien : https://exemple.fr",
     "abcdefghij.onion", "https://exemple.fr/il-va-tous-les-trouver-ce-soir", "voir exemple.shop et exemple.club"],
)  # fmt: skip
def test_an_address_is_no_text(never: Never, text: str) -> None:
    assert never.reason(text) == "adresse_seule"


@pytest.mark.parametrize(
    ("text", "words"),
    [("On y va", 3), ("Est-ce que tu viens", 4), ("C'est l'été à Paris", 4), ("Dégage,sale,type", 3), ("5al3 type va", 3), ("L'arc-en-ciel d'hier soir", 3)],
)  # fmt: skip
def test_what_is_elided_or_hyphenated_belongs_to_its_word(text: str, words: int) -> None:
    assert count(text) == (words, False)


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a@", " ", "[ ", "a:/", "(", "a'", "1.", "a-", "http://", "\u0301", "[.]", "@a "]
)
def test_work_is_linear(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work()
    stepped(work, short, monkeypatch)
    check_linear(work, count, piece)

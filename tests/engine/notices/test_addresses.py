"""Addresses of reports as pages and notices show them: none opens, nothing hidden, every character at its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.notices.addresses import defanged, letters_of, safe, without_links


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://www.exemple.fr/a.b?c=d", "hxxps://www[.]exemple[.]fr/a.b?c=d"),
        ("HTTPS://Exemple.fr", "hxxps://Exemple[.]fr"),
        ("https://a.exemple?b=http://x.exemple", "hxxps://a[.]exemple?b=hxxp://x[.]exemple"),
        ("http://u@exemple.fr", "hxxp://u[@]exemple[.]fr"),
        (r"http:\\exemple.fr\a", r"hxxp:\\exemple[.]fr\a"),
        ("ftp://exemple.fr/a", "fxp://exemple[.]fr/a"),
        ("//exemple.fr/a.b", "//exemple[.]fr/a.b"),
        ("exemple.fr:8080/a.b", "exemple[.]fr:8080/a.b"),
        ("exemple.fr", "exemple[.]fr"),
        ("tg://resolve?domain=x", "tg[:]//resolve?domain=x"),
        ("magnet:?xt=urn:btih:abc", "magnet[:]?xt=urn:btih:abc"),
        ("hxxps://deja[.]exemple/a", "hxxps://deja[.]exemple/a"),
        ("hxxp[://]deja[.]exemple", "hxxp[://]deja[.]exemple"),
        ("https://exemple.fr/\u202egpj.exe", "hxxps://exemple[.]fr/[U+202E]gpj.exe"),
    ],
)
def test_an_address_opens_nothing_and_can_still_be_read(address: str, told: str) -> None:
    assert defanged(address) == told
    assert defanged(told) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Voir HTTP://x.exemple/z. Puis", "Voir hxxp://x[.]exemple/z. Puis"),
        ("sur t.me/abc, exemple.com et //h.exemple/a", "sur t[.]me/abc, exemple[.]com et //h[.]exemple/a"),
        ("magnet:?xt=1 et tg://a", "magnet[:]?xt=1 et tg[:]//a"),
        ("abcd.onion", "abcd[.]onion"),
        ("un\u202eva\u200bl", "un[U+202E]va[U+200B]l"),
        ("Fin.Et après, M.le maire, à 10:30 et/ou 12.5 : note // rien\n\tsuite", None),
        ("👩\u200d👧 et \u0645\u200c\u0646", None),
    ],
)
def test_a_reported_text_opens_nothing_and_stays_as_written_elsewhere(text: str, told: str | None) -> None:
    assert safe(text) == (text if told is None else told)


@given(st.text(alphabet=st.sampled_from("ht tps:/.@[]www.a.fr\u202e\n"), max_size=80))
def test_each_character_keeps_its_place(text: str) -> None:
    letters = letters_of(text)
    assert len(letters) == len(text)
    assert not re.search(r"\b(https?|ftps?)://", "".join(letters))
    assert not re.search(r"\b(https?|ftps?)://", without_links(text))

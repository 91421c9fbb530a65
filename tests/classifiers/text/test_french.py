"""A text may be set aside only when it is recognised as French: other languages never are, careless French is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from classifiers.text import french
from classifiers.text.french import known, recognised
from tests.work import Work, check_linear, stepped

OTHERS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "other_languages.yaml").read_text("utf-8"))
FRENCH = [
    "La réunion de copropriété est reportée à jeudi.",
    "mdr t'as vu sa tete quand il est arrivé",
    "jsuis mort de rire frr c trop",
    "tkt on se voit demain apres les cours",
    "slt cv toi tu fais koi ce soir",
    "vasi laisse tomber il comprend rien",
    "ta pas honte de parler comme sa",
    "on se calme les gars",
    "IL A ENCORE OUBLIE SES CLES",
    "Kylian Mbappé forfait contre l'Islande",
    "Naples s'incline face à la Juventus Turin",
    "Il a dit « game over » et tout le monde a ri",
    "J'ai adoré le dernier Star Wars au cinéma",
    "Le week-end prochain, brunch chez Sophie",
    "Qui vient au foot samedi ?",
    "trooooop bien ta photo de profil",
    "Trois villages du Haut-Rhin privés d'eau",
    "c'est quoi ce bus qui passe jamais",
]


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_not_taken_for_french(language: str) -> None:
    assert [text for text in OTHERS[language] if recognised(text)] == []


@pytest.mark.parametrize("change", [lambda t: f"@user {t} !!!", lambda t: f"{t} https://exemple.fr/page", str.upper])
def test_what_stands_around_a_text_or_its_capitals_make_it_no_more_french(change: Callable[[str], str]) -> None:
    texts = [text for language, found in OTHERS.items() for text in found if language != "mixed"]
    assert [text for text in texts if recognised(change(text))] == []


@pytest.mark.parametrize("text", FRENCH)
def test_careless_french_is_recognised(text: str) -> None:
    assert recognised(text)
    assert recognised(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("text", ["", "12 45 !!!", "🙂🙂", "@user #mot https://exemple.fr", "\ud800", "\x00\x01"])
def test_what_has_no_word_is_not_recognised(text: str) -> None:
    assert not recognised(text)


def test_a_listed_word_is_known_without_its_accents_or_drawn_out() -> None:
    assert [known(word) for word in ("soirée", "soiree", "trooop", "the", "öldüreceğim")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("piece", ["a", "a ", "é", "e\u0301", "mot ", "Mot foo ", "#", "@a ", "http://"])
def test_work_is_linear(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work()
    stepped(work, french, monkeypatch)
    check_linear(work, recognised, piece)


def test_the_model_is_the_one_that_was_measured() -> None:
    """Another version decides otherwise: measure it first (docs/decisions/0020)."""
    assert version("py3langid") == "0.4.0"

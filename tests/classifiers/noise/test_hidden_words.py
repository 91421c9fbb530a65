"""A text that hides its words is kept, whatever it says; ordinary spelling hides nothing."""

from __future__ import annotations

import random

import pytest

from classifiers.noise import hidden_words
from classifiers.noise.hidden_words import HiddenWords
from classifiers.noise.never import Never
from tests.classifiers.noise.attacks import ATTACKS
from tests.work import Work, check_linear, stepped

WORDS = ["juifs", "arabes", "musulmans", "tuer", "mort", "violer", "negresse", "attentat", "pedophile", "poignarder"]
FRAMES = ["ce soir on va {} encore quelqu'un", "regarde, {} partout dans la ville", "{} comme hier devant chez toi"]


@pytest.fixture(scope="module")
def hidden() -> HiddenWords:
    return HiddenWords(WORDS)


@pytest.mark.parametrize("kind", ["leet", "swap", "spread", "mask"])
def test_a_hidden_word_is_found(hidden: HiddenWords, kind: str) -> None:
    chance = random.Random(7)
    tried = [frame.format(ATTACKS[kind](word, chance)) for word in WORDS for frame in FRAMES]
    plain = {frame.format(word) for word in WORDS for frame in FRAMES}
    assert [text for text in tried if text not in plain and not hidden.hides(text)] == []


@pytest.mark.parametrize("frame", ["jevaiste{}", "mortaux{}", "les{}dehors", "faut{}demain"])
def test_glued_words_are_found(hidden: HiddenWords, frame: str) -> None:
    assert [word for word in WORDS if not hidden.hides(f"encore {frame.format(word)} je le dis")] == []


@pytest.mark.parametrize(
    "text",
    ["mu sul mans dehors", "il faut tu er ce type", "les ju\u200bifs du quartier", "les ju.ifs du quartier", "m,o,r,t à tous", "м0rt aux autres", "ｍｏｒｔ ａｕｘ autres",
     "𝗝𝗲 𝘃𝗮𝗶𝘀 𝘁𝗲 𝘁𝘂𝗲𝗿", "Ⓙⓔ ⓥⓐⓘⓢ ⓣⓔ ⓣⓤⓔⓡ", "je vais te t̶u̶e̶r̶ demain", "j u 1 f s dehors", "v o u s a v e z r a i s o n", "T-U-E-R ce soir", "JU1FS dehors"],
)  # fmt: skip
def test_other_ways_of_hiding(hidden: HiddenWords, text: str) -> None:
    assert hidden.hides(text)


@pytest.mark.parametrize(
    "text",
    ["Les musulmans du quartier et les juifs du voisinage", "La mort de mon chien m'a fait de la peine", "Il faut constituer et effectuer un virement",
     "Rendez-vous à 18h30, salle 4B, au 1er étage", "Le groupe U2, le mp3, la PS5 et les années 80", "Il n'y a d'autre choix, y a-t-il ?", "La S.N.C.F. et la R.A.T.P.",
     "étudiant·e·s et musulman.e.s", "c'est nul !!! vraiment nul !!!", "Ça dépend, ça dépasse", "p*tain de m*rde de bus", "Le gène αβ et le 5 µm", "La TVA à 5,5 %",
     "Je l'ai t'ai m'a dit", "prix : 12,50€ ou 3$", "contact@exemple.fr et @musulmans", "Vidéo 4K en 1080p", "Αθήνα et Москва en avion", "🇫🇷 👨‍👩‍👧 bonne fête"],
)  # fmt: skip
def test_ordinary_spelling_hides_nothing(hidden: HiddenWords, text: str) -> None:
    assert not hidden.hides(text)


@pytest.mark.parametrize(
    "text", ["M0rt 4ux ju1f5", "jevaistetuer ce soir toi", "ᴊᴇ ᴠᴀɪs ᴛᴇ ᴛᴜᴇʀ", "Les musu1mans dehors"]
)
def test_the_filter_says_so(never: Never, text: str) -> None:
    assert never.reason(text) == "mots_caches"
    assert never.named(text) == {"mots_caches"}


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a ", "tuer", "tetuer", "a1", "\u0301", "a\u0301", "*", "а", "mort0", "_a", "tu er ", "\u200b"]
)
def test_work_is_linear(hidden: HiddenWords, piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work()
    stepped(work, hidden_words, monkeypatch)
    stepped(work, hidden, monkeypatch)
    check_linear(work, hidden.hides, piece)

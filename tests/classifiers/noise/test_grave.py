"""What a person reports of children, of life, of terrorism, of threats is kept by the declared patterns, ordinary talk is not.

Lists of words know usual words: said otherwise, a report may escape them. The floors below say how much, so that a change is seen.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from classifiers.noise.never import MAX_READ, Never

REPORTS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "grave_reports.yaml").read_text("utf-8"))
ORDINARY = [
    "Ma fille a eu sa photo de classe, elle est ravie.",
    "Le petit commence le judo mercredi.",
    "On a passé Noël chez mes parents avec les cousins.",
    "Mon fils entre en sixième et cherche son casier.",
    "Le prof de maths est absent jusqu'à vendredi.",
    "Ma sœur a accouché, tout le monde va bien.",
    "L'équipe a perdu deux buts à un contre Nantes.",
    "Le gardien a sauvé son camp à la dernière minute.",
    "Grève dans les transports : le trafic reprend demain.",
    "Le maire inaugure la nouvelle médiathèque.",
    "Un restaurant étoilé ouvre près de la gare.",
    "La Californie interdit les sacs en plastique.",
    "Le film sort mercredi, la bande-annonce est superbe.",
    "J'ai oublié mon mot de passe, comment je fais ?",
    "Ce tuto de couture est vraiment clair.",
    "La voisine du dessous fait des crêpes tous les dimanches.",
    "Mon père a réparé le vélo, il roule comme neuf.",
    "Il pleut depuis trois jours, le jardin est trempé.",
]


def missed(never: Never, texts: list[str]) -> list[str]:
    return [text for text in texts if not never.named(text)]


@pytest.mark.parametrize("family", [name for name in REPORTS if name not in {"other_words", "unseen"}])
def test_what_is_said_in_usual_words_is_kept(never: Never, family: str) -> None:
    assert missed(never, REPORTS[family]) == []


@pytest.mark.parametrize(("name", "share"), [("other_words", 0.80), ("unseen", 0.20)])
def test_what_is_said_otherwise_is_kept_in_part(never: Never, name: str, share: float) -> None:
    texts = REPORTS[name]
    assert 1 - len(missed(never, texts)) / len(texts) >= share


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_not(never: Never, text: str) -> None:
    assert not never.named(text)


def test_what_must_stand_together_does_not_far_apart(never: Never) -> None:
    assert "securite_des_enfants" in never.named("ma fille joue, un inconnu lui écrit")
    assert not never.named("ma fille joue. " + "Il fait beau ce matin. " * 20 + "Un inconnu écrit au journal.")


@pytest.mark.parametrize(
    "piece", ["ma fille ", "va attaquer ", "12 ans ", "a", "mon pere ", "photo ", "j'ai ", "elle a 12 ans lui ", "é "]
)
def test_time_is_linear(never: Never, piece: str) -> None:
    text = (piece * MAX_READ)[:MAX_READ]
    never.reason("bonjour à tous les amis")
    spent = []
    for part in (text[: MAX_READ // 8], text):
        started = time.process_time()
        never.reason(part)
        spent.append(time.process_time() - started)
    assert spent[1] < 24 * spent[0] + 0.5  # eight times as much to read: a square would take sixty-four times as long

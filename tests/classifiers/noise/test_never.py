"""The declared patterns leave ordinary talk alone, in a time that grows with the length of the text."""

from __future__ import annotations

import time

import pytest

from classifiers.noise.never import MAX_READ, Never

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


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_talk_is_not(never: Never, text: str) -> None:
    assert not never.named(text)


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

"""The declared patterns leave ordinary talk alone, with work that grows as the length of the text."""

from __future__ import annotations

import pytest

from classifiers.noise import hidden_words, short
from classifiers.noise.never import Never
from classifiers.text import french
from tests.work import Work, check_linear, stepped

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
def test_work_is_linear(never: Never, piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its patterns are RE2's, which is linear; what is counted is what comes after."""
    work = Work()
    for module in (hidden_words, short, french):
        stepped(work, module, monkeypatch)
    check_linear(work, never.reason, piece)

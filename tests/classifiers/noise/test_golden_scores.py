"""Golden scores: what says that a score moved, and that the version of its computation must be counted up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifiers.noise.cascade import Cascade
from classifiers.noise.encoder import shipped_encoder
from classifiers.noise.never import Never
from classifiers.noise.score_version import SCORE_VERSION

GOLDENS = Path(__file__).parent / "goldens" / "scores.json"
CLOSE = 2e-5
"""Processors round the encoder's vectors otherwise, by some millionths of a score."""
TEXTS = (
    "",
    "?!",
    "Bonjour, quels sont vos horaires ?",
    "Merci pour la recette, le gratin était parfait hier soir avec les enfants et les voisins.",
    "Ces parasites de roms, il faut tous les chasser du village, dehors la vermine.",
    "C3s p4r4s1t3s d3 r0ms, d3h0rs.",
    "Le maire n'a rien compris aux commerçants, démission !",
    "Les juifs de ce quartier ont rénové la synagogue avec l'aide de la ville.",
    "On lui a crié « sale Arabe » dans le tram, et personne n'a bougé : ne laissons plus passer ça.",
    "Je te retrouverai et tu vas payer, compte tes jours.",
    "Mon fils de onze ans reçoit des messages d'un adulte qui veut le voir en secret.",
    "The weather was lovely and nobody complained about the match.",
    "Les femmes au volant, quelle plaie, " + "vraiment " * 60 + "quelle plaie.",
)


def test_no_score_moves_without_its_version(shipped: Cascade, never: Never, request: pytest.FixtureRequest) -> None:
    found = {
        "version": SCORE_VERSION,
        "first": [round(float(score), 8) for score in shipped.scores(list(TEXTS))],
        "cascade": [round(float(s), 8) for s in Cascade(shipped.model, shipped_encoder()).scores(list(TEXTS))],
        "reasons": never.reasons(TEXTS),
    }
    if request.config.getoption("--update-goldens"):
        GOLDENS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    before = json.loads(GOLDENS.read_text(encoding="utf-8"))
    moved = "a score moved: count SCORE_VERSION up (classifiers/noise/score_version.py), make certificates anew, then --update-goldens"
    assert found["first"] == pytest.approx(before["first"], abs=CLOSE), moved
    assert found["cascade"] == pytest.approx(before["cascade"], abs=CLOSE), moved
    assert (found["reasons"], found["version"]) == (before["reasons"], before["version"]), moved

"""Golden scores and reasons: what says that a score moved, and that the version of its computation must be counted up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifiers.noise.filter import FilterVerdict, NoiseFilter, NoiseInput
from classifiers.noise.score_version import SCORE_VERSION

GOLDENS = Path(__file__).parent / "golden" / "scores.json"
CLOSE = 2e-3
"""Processors round the encoder's vectors otherwise, and what weighs them adds up."""
TEXTS = (
    NoiseInput(1, ""),
    NoiseInput(2, "?!"),
    NoiseInput(3, "Bonjour, quels sont vos horaires ?"),
    NoiseInput(4, "Merci pour la recette, le gratin était parfait hier soir avec les enfants et les voisins."),
    NoiseInput(5, "Ces parasites de roms, il faut tous les chasser du village, dehors la vermine."),
    NoiseInput(6, "C3s p4r4s1t3s d3 r0ms, d3h0rs."),
    NoiseInput(7, "Le maire n'a rien compris aux commerçants, démission !", comment="pas d'accord avec lui"),
    NoiseInput(8, "", comment="Page raciste, voir le lien.", reported_category="haine"),
    NoiseInput(9, "Je te retrouverai et tu vas payer, compte tes jours.", reported_category="Harcèlement"),
    NoiseInput(10, "", comment="Mon fils de onze ans reçoit des messages d'un adulte qui veut le voir en secret."),
    NoiseInput(11, "The weather was lovely and nobody complained about the match."),
    NoiseInput(12, "Les femmes au volant, quelle plaie, " + "vraiment " * 60 + "quelle plaie."),
    NoiseInput(13, "Ces parasites de roms, il faut tous les chasser du village, dehors la vermine.", reported=False),
    NoiseInput(14, "Tu joues comme un pied, retourne t'entraîner, gros nul va.", reported=False),
)


def as_row(verdict: FilterVerdict) -> list[object]:
    return [verdict.id, verdict.reason, verdict.field, verdict.kind]


def test_no_score_moves_without_its_version(shipped: NoiseFilter, request: pytest.FixtureRequest) -> None:
    verdicts = list(shipped.judge(TEXTS))
    found = {
        "version": SCORE_VERSION,
        "reader": shipped.digest,
        "scores": [None if one.score is None else round(one.score, 6) for one in verdicts],
        "verdicts": [as_row(one) for one in verdicts],
    }
    if request.config.getoption("--update-goldens"):
        GOLDENS.parent.mkdir(exist_ok=True)
        GOLDENS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    before = json.loads(GOLDENS.read_text(encoding="utf-8"))
    if found["reader"] != before["reader"]:
        pytest.fail("another reader: make the demonstration's certificate anew, then --update-goldens")
    moved = "a score moved: count SCORE_VERSION up (classifiers/noise/score_version.py), make certificates anew, then --update-goldens"
    assert found["scores"] == pytest.approx(before["scores"], abs=CLOSE), moved
    assert (found["verdicts"], found["version"]) == (before["verdicts"], before["version"]), moved

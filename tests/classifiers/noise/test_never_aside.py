"""A dozen reports and more that must never be set aside, and grave ones in many words, read by the shipped reader."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from classifiers.noise.bounds import RiskLevel
from classifiers.noise.certificate import CalibrationScores, Certificate, certify
from classifiers.noise.filter import NO_PROMISE, FilterVerdict, NoiseFilter, NoiseInput
from classifiers.noise.kinds import FIELDS
from classifiers.noise.scores import BYPASSED
from classifiers.noise.standing import CertificateStanding, Promise
from tests.classifiers.noise.statistics_samples import ORIGIN, certificate

HERE = Path(__file__).parent
REPORTS: list[dict[str, Any]] = yaml.safe_load((HERE / "never_aside.yaml").read_text("utf-8"))
GRAVE: dict[str, list[str]] = yaml.safe_load((HERE / "grave_reports.yaml").read_text("utf-8"))


def under(noise: NoiseFilter, one: Certificate) -> NoiseFilter:
    """The filter under a certificate for all fields, taken as valid; the lexicons keep nothing here."""
    everything = replace(one, origin=replace(one.origin, fields=FIELDS))
    silent = NoiseFilter(noise.reader, noise.never)
    return silent.under([Promise(everything, CertificateStanding("x", everything.demonstration, ()))])


def lenient() -> Certificate:
    """A demonstration's whose threshold lets any score pass."""
    keep = np.full(300, BYPASSED)
    made = certify(CalibrationScores(keep, keep), ORIGIN, RiskLevel())
    assert isinstance(made, Certificate)
    assert made.threshold == 1
    return made


def judged(noise: NoiseFilter, report: dict[str, Any]) -> FilterVerdict:
    category = report.get("reported_category")
    asked = NoiseInput("a", report.get("text") or "", 1, None, category, report.get("comment") or "")
    (verdict,) = noise.judge([asked])
    return verdict


@pytest.mark.parametrize("report", REPORTS, ids=[one["id"] for one in REPORTS])
def test_it_is_kept_for_a_reason(shipped: NoiseFilter, report: dict[str, Any]) -> None:
    """As shipped; without lexicons, under a certificate that lets any score pass; and under one of the hotline's own."""
    assert shipped.valid
    for noise in (shipped, under(shipped, lenient()), under(shipped, certificate())):
        verdict = judged(noise, report)
        assert not verdict.set_aside
        assert verdict.reason not in NO_PROMISE


@pytest.mark.parametrize(("voice", "share"), [("comment", 0.96), ("text", 0.96)])
def test_grave_reports_in_many_words_are_kept_in_great_part(shipped: NoiseFilter, voice: str, share: float) -> None:
    """As shipped. They are a reporter's words: in the place of the content, where old clients put them, more escapes the reader. A floor, so that a change is seen."""
    texts = [text for family in GRAVE.values() for text in family]
    lost = [text for text in texts if judged(shipped, {voice: text}).set_aside]
    assert 1 - len(lost) / len(texts) >= share, lost


def test_ordinary_noise_is_set_aside(shipped: NoiseFilter) -> None:
    """Else keeping everything would pass all that stands above."""
    ordinary = (
        "Ce film est nul, je me suis ennuyé du début à la fin.",
        "Impossible de me connecter à mon compte, le mot de passe ne marche plus.",
        "Mon colis n'est jamais arrivé et le vendeur ne répond plus, je veux être remboursé.",
        "L'équipe a perdu deux buts à un contre Nantes, quel match !",
    )
    verdicts = [judged(shipped, {"text": text}) for text in ordinary]
    assert sum(verdict.set_aside for verdict in verdicts) >= 3
    assert all(verdict.kind for verdict in verdicts if verdict.set_aside)

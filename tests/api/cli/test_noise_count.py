"""A stream beside the calibration: what looks like it says nothing, what does not is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.cli.noise_count import StreamCount
from classifiers.noise.filter import FilterVerdict, NoiseFilter
from classifiers.noise.scores import EDGES
from tests.api.service.reading import certificate, opened, under


@pytest.fixture(scope="module")
def noise() -> NoiseFilter:
    return under(opened(), certificate(opened(), "form", fields=("haine",)))


def verdict(noise: NoiseFilter, score: float | None, reason: str = "score", **fields: float) -> FilterVerdict:
    set_aside = score is not None and noise.valid[0].sets_aside(score) and reason == "score"
    return FilterVerdict(1, score, set_aside, reason, fields, {}, None)


def like_the_calibration(noise: NoiseFilter) -> StreamCount:
    """Each bin as full as in the calibration, one text in two, and as many under the threshold."""
    count, one = StreamCount(noise), noise.valid[0]
    left = one.set_aside
    for low, texts in zip([0.0, *EDGES.tolist()], one.histogram, strict=True):
        lower, left = min(texts, left), max(0, left - texts)
        for score, some in ((low, lower), (max(low, one.threshold), texts - lower)):
            for _ in range(some // 2):
                count.add(verdict(noise, score, haine=0.9))
    return count


def counted(count: StreamCount) -> tuple[int, int, int]:
    """Of the only certificate: how many under the threshold, how many of score 1, how many."""
    (one,) = count._counts
    return one.set_aside, one.histogram[-1], sum(one.histogram)


def test_a_stream_like_the_calibration_is_not_told(noise: NoiseFilter) -> None:
    count = like_the_calibration(noise)
    assert counted(count)[2] > 300
    assert count.drift_messages() == []


def test_a_stream_that_scores_otherwise_is_told_once_there_are_enough(noise: NoiseFilter) -> None:
    count = StreamCount(noise)
    for number in range(300):
        assert count.drift_messages() == [], number
        count.add(verdict(noise, 0.0001))
    (told,) = count.drift_messages()
    assert "que le certificat couvre (champ haine) : part mise de côté : 100 % au lieu de" in told
    assert "(PSI)" in told


def test_what_no_score_can_set_aside_counts_as_it_does_in_certificates(noise: NoiseFilter) -> None:
    count = StreamCount(noise)
    for reason in ("trop_court", "contenu_absent", "gravite_life"):
        count.add(verdict(noise, 0.0001, reason))
    for reason in ("deja_signale", "bruit_non_reconnu", "champ_sans_certificat"):
        count.add(verdict(noise, 0.0001, reason))
    assert counted(count) == (3, 3, 6)
    assert noise.valid[0].sets_aside(0.0001)


@pytest.mark.parametrize("reason", ["sans_lecteur", "defaillance", "sans_certificat", "certificat_suspendu"])
def test_what_no_certificate_speaks_of_is_no_part_of_the_count(noise: NoiseFilter, reason: str) -> None:
    count = StreamCount(noise)
    count.add(verdict(noise, 0.0001, reason))
    count.add(verdict(noise, None))
    count.add(verdict(noise, 0.0001, suicide=0.9))
    assert counted(count) == (0, 0, 0)


def test_under_a_demonstration_what_is_not_recognised_counts_one(noise: NoiseFilter) -> None:
    shown = under(noise, replace(certificate(noise, "demonstration"), demonstration=True, expires=None))
    count = StreamCount(shown)
    count.add(verdict(shown, 0.0001, "bruit_non_reconnu"))
    assert counted(count) == (0, 1, 1)


def test_without_a_certificate_there_is_nothing_to_compare(noise: NoiseFilter) -> None:
    count = StreamCount(noise.under(()))
    for _ in range(400):
        count.add(verdict(noise, 0.0001))
    assert count.drift_messages() == []

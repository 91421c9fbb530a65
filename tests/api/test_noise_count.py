"""A stream beside the calibration: what looks like it says nothing, what does not is told."""

from __future__ import annotations

from datetime import date

import pytest

from api.cli.noise_count import StreamCount
from api.noise_setup import open_filter
from classifiers.noise.certificate import Certificate
from classifiers.noise.filter import NoiseFilter, Text, Verdict
from classifiers.noise.scores import EDGES
from classifiers.noise.standing import Standing

TEXT = "Bonne journée à tous les amis de la plage, à demain au marché."


@pytest.fixture(scope="module")
def opened() -> NoiseFilter:
    return open_filter(encoder=False, today=date.today())


def certified(noise: NoiseFilter) -> Certificate:
    assert noise.certificate is not None
    return noise.certificate


def verdict(noise: NoiseFilter, score: float) -> Verdict:
    return Verdict(1, score, certified(noise).sets_aside(score), "score", (), None)


def like_the_calibration(noise: NoiseFilter) -> StreamCount:
    """Each bin as full as in the calibration, one text in four, and as many under the threshold."""
    count, held = StreamCount(noise), certified(noise)
    left = held.set_aside
    for low, texts in zip([0.0, *EDGES.tolist()], held.histogram, strict=True):
        under, left = min(texts, left), max(0, left - texts)
        for score, some in ((low, under), (max(low, held.threshold), texts - under)):
            for _ in range(some // 4):
                count.add(Text(1, TEXT), verdict(noise, score))
    return count


def test_a_stream_like_the_calibration_is_not_told(opened: NoiseFilter) -> None:
    count = like_the_calibration(opened)
    assert sum(count._histogram) > 300
    assert count.told() is None


def test_a_stream_that_scores_otherwise_is_told_once_there_are_enough(opened: NoiseFilter) -> None:
    count = StreamCount(opened)
    for number in range(300):
        assert count.told() is None, number
        count.add(Text(number, TEXT), verdict(opened, 0.0001))
    told = count.told()
    assert told is not None
    assert "part mise de côté : 100 % au lieu de" in told
    assert "(PSI)" in told


def test_what_no_score_can_set_aside_counts_as_it_does_in_certificates(opened: NoiseFilter) -> None:
    count = StreamCount(opened)
    for reason in ("score", "deja_signale", "trop_court"):
        count.add(Text(1, "Oui."), Verdict(1, 0.3, False, reason, (), None))
    count.add(Text(1, TEXT), Verdict(1, 0.0001, False, "deja_signale", (), None))
    assert (count._set_aside, count._histogram[-1], sum(count._histogram)) == (1, 3, 4)


def test_noise_what_the_certificate_does_not_cover_is_no_part_of_the_count(opened: NoiseFilter) -> None:
    count = StreamCount(opened)
    for number in range(300):
        count.add(Text(number, TEXT), Verdict(1, 0.0001, False, "hors_apprentissage", (), None))
    assert (sum(count._histogram), count.told()) == (0, None)


def test_without_a_certificate_there_is_nothing_to_compare(opened: NoiseFilter) -> None:
    count = StreamCount(opened.under(None, Standing(None, False, (("none", "aucun"),))))
    for number in range(400):
        count.add(Text(number, TEXT), Verdict(1, 0.0001, False, "sans_certificat", (), None))
    assert count.told() is None

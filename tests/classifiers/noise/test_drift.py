"""Drift alarms on what changed enough, seldom on what did not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from classifiers.noise.certificate_file import digest
from classifiers.noise.drift import Week, chi_square, compare, fisher, psi, week_of
from classifiers.noise.scores import BINS
from tests.classifiers.noise.statistics_samples import certificate, scores

MONDAY = date(2026, 4, 6)
REFERENCE = certificate()


def week(seed: int, keep: int = 30, noise: int = 70, shift: float = 0.0) -> Week:
    """A week of the calibration's kind, its scores multiplied by 1 + shift."""
    _, every = scores(seed, keep, noise)
    return week_of("site", MONDAY, np.clip(every * (1 + shift), 0, 1), REFERENCE)


def test_without_drift_a_year_seldom_alarms() -> None:
    chance = np.random.default_rng(5)
    alarms, years = 0, 100
    for _ in range(years):
        _, every = scores(int(chance.integers(1 << 30)), 600, 1400)
        one = replace(
            REFERENCE,
            set_aside=int((every < REFERENCE.threshold).sum()),
            histogram=week_of("site", MONDAY, every, REFERENCE).histogram,
        )
        weeks = (week(int(chance.integers(1 << 30))) for _ in range(12))
        alarms += any(compare(w, one, false_alarms=0.2, weeks=12).alarm for w in weeks)
    assert alarms / years <= 0.2 + 4 * (0.2 * 0.8 / years) ** 0.5


def test_the_pearson_test_is_exact_enough_for_small_weeks() -> None:
    chance = np.random.default_rng(6)
    law = np.asarray(REFERENCE.histogram, dtype=float) / REFERENCE.total
    values = [
        chi_square(chance.multinomial(60, law).tolist(), chance.multinomial(2_000, law).tolist()) for _ in range(10_000)
    ]
    for level in (0.05, 0.01, 0.001):
        assert np.mean(np.array(values) <= level) <= 1.2 * level + 4 * (level / len(values)) ** 0.5


def test_a_change_is_told_with_its_size() -> None:
    found = compare(week(9, keep=30, noise=170), REFERENCE)
    changed = compare(week(9, keep=1, noise=400), REFERENCE)
    assert not found.alarm
    assert found.reasons == ()
    assert changed.alarm
    assert changed.certificate == digest(REFERENCE)
    assert changed.share.reference == REFERENCE.set_aside_share
    assert all(reason.startswith("semaine du 2026-04-06 : ") for reason in changed.reasons)
    assert "PSI" in changed.reasons[-1]


def test_a_small_change_never_alarms_however_many_texts() -> None:
    aside, total = REFERENCE.set_aside, REFERENCE.total
    many = 500
    histogram = [count * many for count in REFERENCE.histogram]
    histogram[3] += 2 * total
    huge_reference = replace(
        REFERENCE, set_aside=aside * many, histogram=tuple(count * many for count in REFERENCE.histogram)
    )
    found = compare(Week("site", MONDAY, (aside + total // 50) * many, tuple(histogram)), huge_reference)
    assert found.share.p_value < 1e-9
    assert found.scores.p_value < 1e-9
    assert not found.alarm


def test_a_large_change_on_few_texts_is_not_proven() -> None:
    found = compare(week(10, keep=0, noise=4), REFERENCE)
    assert found.scores.size > 0.1
    assert not found.alarm


def test_a_week_without_texts_says_nothing() -> None:
    assert not compare(Week("site", MONDAY, 0, (0,) * BINS), REFERENCE).alarm


def test_another_channel_is_not_compared() -> None:
    with pytest.raises(ValueError, match="canal « courriel »"):
        compare(Week("courriel", MONDAY, 0, (0,) * BINS), REFERENCE)


def test_a_week_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^set_aside : "):
        Week("site", MONDAY, 1, (0,) * BINS)
    with pytest.raises(ValueError, match=r"^histogram : "):
        Week("site", MONDAY, 0, (0,))


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 300), st.integers(1, 300))
def test_fishers_test_is_that_of_scipy(a: int, more_a: int, b: int, more_b: int) -> None:
    expected = fisher_exact([[a, more_a], [b, more_b]])[1]
    assert fisher(a, a + more_a, b, b + more_b) == pytest.approx(expected, rel=1e-6)


@given(st.lists(st.integers(0, 1000), min_size=BINS, max_size=BINS), st.integers(1, 50))
def test_a_histogram_does_not_drift_from_itself(counts: list[int], times: int) -> None:
    same = [count * times for count in counts]
    assert psi(counts, counts) == 0
    assert chi_square(same, counts) == pytest.approx(1.0)

"""A threshold loses no more calibration texts than it may; without enough texts there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.noise.bounds import RiskLevel, allowed
from classifiers.noise.certificate import CalibrationScores, Certificate, Ground, Origin, Refusal, certify, percent
from classifiers.noise.scores import BINS, BYPASSED, EDGES, checked, histogram
from tests.classifiers.noise.statistics_samples import CODE, DATA, MODEL, ORIGIN, certificate, scores

SOME_SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.9, 1.0]), min_size=1, max_size=400)


def made(keep: Any, alpha: float = 0.01) -> Certificate | Refusal:
    return certify(CalibrationScores(keep, keep), ORIGIN, RiskLevel(alpha))


@given(SOME_SCORES)
def test_with_ties_at_most_k_texts_are_lost(keep: list[float]) -> None:
    found = made(keep, alpha=0.1)
    if isinstance(found, Refusal):
        assert allowed(len(keep), 0.1, 0.05) is None
        return
    assert sum(found.sets_aside(score) for score in keep) <= found.k == allowed(len(keep), 0.1, 0.05)
    above = [score for score in keep if score > found.threshold]
    assert not above or sum(score < min(above) for score in keep) > found.k, "the next threshold would lose too many"


def test_rounding_does_not_set_aside_the_text_whose_score_is_the_threshold() -> None:
    found = made([0.2, *[0.9] * 400])
    assert isinstance(found, Certificate)
    assert found.threshold == 0.2
    assert not found.sets_aside(0.2 - 3e-7)
    assert found.sets_aside(0.2 - 3e-6)


@given(SOME_SCORES, st.lists(st.floats(0.01, 0.4), min_size=2, max_size=2))
def test_the_threshold_grows_with_alpha(keep: list[float], alphas: list[float]) -> None:
    strict, loose = (made(keep, alpha=alpha) for alpha in sorted(alphas))
    if isinstance(strict, Certificate):
        assert isinstance(loose, Certificate)
        assert strict.threshold <= loose.threshold


@given(SOME_SCORES, st.randoms())
def test_the_order_of_the_texts_does_not_matter(keep: list[float], chance: Any) -> None:
    other = list(keep)
    chance.shuffle(other)
    assert made(keep, alpha=0.1) == made(other, alpha=0.1)


def test_a_certificate_tells_what_it_was_made_of() -> None:
    keep, every = scores(1, 600, 1400)
    found = certificate()
    assert (found.n, found.k, found.threshold) == (600, 1, np.sort(keep)[1])
    assert found.total == 2000
    assert found.set_aside == np.count_nonzero(every < found.threshold)
    assert found.set_aside_share == found.set_aside / 2000
    assert [(g.name, g.keep) for g in found.grounds] == [("handicap", 40), ("religion", 200)]
    assert sum(g.missed for g in found.grounds) <= 1


def test_too_few_texts_are_told_with_how_many_are_missing() -> None:
    found = made(np.full(250, 0.5))
    assert isinstance(found, Refusal)
    assert (found.n, found.required, found.missing) == (250, 299, 49)
    assert found.reason == (
        "canal « site », champ haine : 250 textes confirmés à garder, il en faut 299 pour promettre 1 % de perte au plus "
        "à 95 % de confiance ; il en manque 49. Rien n'est mis de côté."
    )
    assert made([]) == Refusal("site", 0, 299, found.reason.replace("250", "0").replace("manque 49", "manque 299"))


def test_a_bypassed_text_is_never_set_aside() -> None:
    found = made([0.2, *[BYPASSED] * 598])
    assert isinstance(found, Certificate)
    assert found.threshold == 1.0
    assert not found.sets_aside(BYPASSED)


@pytest.mark.parametrize("wrong", [[0.5, float("nan")], [-0.1], [1.1], [[0.5]], [float("inf")]])
def test_scores_that_are_none_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"^keep : "):
        certify(CalibrationScores(wrong, [0.5]), ORIGIN, RiskLevel())
    with pytest.raises(ValueError, match=r"^everything : "):
        certify(CalibrationScores([0.5] * 300, wrong), ORIGIN, RiskLevel())
    with pytest.raises(ValueError, match=r"^grounds\.sexe : "):
        certify(CalibrationScores([0.5] * 300, [0.5], {"sexe": wrong}), ORIGIN, RiskLevel())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"alpha": 0.005}, "k"),
        ({"k": 2}, "k"),
        ({"k": -1}, "k"),
        ({"n": 1}, "k"),
        ({"alpha": float("nan")}, "alpha"),
        ({"threshold": float("nan")}, "threshold"),
        ({"histogram": (1,) * (BINS - 1)}, "histogram"),
        ({"histogram": (-1,) * BINS}, "histogram"),
        ({"set_aside": 2001}, "set_aside"),
        ({"k": 0}, "k"),
        ({"n": 900}, "k"),
        ({"threshold": 0.99}, "threshold"),
        ({"threshold": 0.001}, "threshold"),
        ({"threshold": 0.5}, "threshold"),
        ({"threshold": 0.0}, "threshold"),
        ({"set_aside": 0}, "threshold"),
        ({"set_aside": 1999}, "threshold"),
        ({"histogram": (2000, *(0,) * (BINS - 1))}, "threshold"),
        ({"threshold": 1.0, "set_aside": 2000, "histogram": (2000, *(0,) * (BINS - 1))}, "threshold"),
        ({"threshold": 1.0, "set_aside": 1990, "histogram": (1990, *(0,) * (BINS - 2), 10)}, "n"),
        ({"n": 624, "histogram": (1, *(0,) * (BINS - 2), 600), "threshold": 1.0, "set_aside": 1}, "n"),
        ({"grounds": (Ground("sexe", 601, 0),)}, "grounds"),
        ({"grounds": (Ground("sexe", 40, 2),)}, "grounds"),
        ({"grounds": (Ground("sexe", 2, 1),) * 2}, "grounds"),
        ({"expires": None}, "expires"),
        ({"expires": date(2026, 3, 1)}, "expires"),
    ],
)
def test_a_certificate_that_promises_what_it_cannot_is_no_certificate(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field} : "):
        replace(certificate(), **change)


def test_a_threshold_on_an_edge_sets_aside_all_the_bins_before_it() -> None:
    edge = float(EDGES[4])
    found = made([*[0.001] * 1, *[edge] * 500])
    assert isinstance(found, Certificate)
    assert (found.threshold, found.set_aside) == (edge, 1)
    with pytest.raises(ValueError, match=r"^threshold : "):
        replace(found, set_aside=2)


def test_an_origin_has_a_channel_a_period_and_digests() -> None:
    changes: dict[str, dict[str, Any]] = {
        "channel": {"channel": " "},
        "fields": {"fields": ("suicide", "haine")},
        "until": {"until": date(2025, 1, 1)},
        "model": {"model": "A" * 64},
        "data": {"data": "b" * 63},
        "code": {"code": ""},
    }
    for field, change in changes.items():
        with pytest.raises(ValueError, match=f"^{field} : "):
            replace(ORIGIN, **change)
    assert Origin("site", ("haine",), ORIGIN.since, ORIGIN.until, MODEL, DATA, CODE) == ORIGIN


def test_scores_are_counted_in_fixed_bins() -> None:
    assert histogram([0.0, 0.5, 0.9999, 1.0, 1.0])[-1] == 2
    assert histogram(EDGES) == (0, *[1] * (BINS - 1))
    assert sum(histogram(np.linspace(0, 1, 1001))) == 1001
    assert checked([], "scores").size == 0


def test_a_share_is_written_as_in_french() -> None:
    assert [percent(share) for share in (0.01, 0.005, 0.3333, 1.0)] == ["1 %", "0,5 %", "33,3 %", "100 %"]

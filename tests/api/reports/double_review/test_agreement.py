"""Cohen's kappa against scikit-learn, its interval against a brute-force bootstrap and against Fleiss, Cohen and Everitt's own terms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from api.reports.double_review.agreement import conclusion, kappa

SEED = 1969
NAMES = ("a", "b", "c", "d", "e", "f")


def pairs_of(n: int, kinds: int, noise: float) -> list[tuple[str, str]]:
    """Conclusions of two readers: the second one draws anew a share `noise` of the time."""
    rng = np.random.default_rng(SEED)
    weights = np.arange(1, kinds + 1) / sum(range(1, kinds + 1))
    first = rng.choice(kinds, size=n, p=weights)
    second = np.where(rng.random(n) < noise, rng.choice(kinds, size=n), first)
    return [(NAMES[one], NAMES[other]) for one, other in zip(first, second, strict=True)]


def _plain(first: np.ndarray, second: np.ndarray) -> float:
    """Kappa as its definition reads."""
    chance = sum(np.mean(first == name) * np.mean(second == name) for name in NAMES)
    return float((np.mean(first == second) - chance) / (1 - chance))


@pytest.mark.parametrize(("n", "kinds", "noise"), [(100, 3, 0.3), (400, 2, 0.1), (1_000, 6, 0.4), (200, 5, 0.9)])
def test_the_interval_is_that_of_a_bootstrap(n: int, kinds: int, noise: float) -> None:
    pairs = pairs_of(n, kinds, noise)
    found = kappa(pairs, 2)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    rng = np.random.default_rng(SEED)
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    drawn = rng.integers(0, n, size=(1_500, n))
    values = [_plain(first[places], second[places]) for places in drawn]
    deviation = (found.high - found.low) / (2 * 1.959964)
    assert deviation == pytest.approx(np.std(values), rel=0.08)
    low, high = np.quantile(values, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.5 * deviation)
    assert found.high == pytest.approx(high, abs=0.5 * deviation)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=2, max_size=60))
def test_the_value_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    found = kappa(pairs, 2)
    if found.value is None:
        assert found.why == "one_conclusion"
        assert len({name for pair in pairs for name in pair}) == 1
        return
    first, second = zip(*pairs, strict=True)
    assert found.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    assert found.value == pytest.approx(_plain(np.array(first), np.array(second)), abs=1e-12)
    if found.low is not None and found.high is not None:
        assert -1 <= found.low <= found.value <= found.high <= 1


def test_the_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(SEED)
    table = np.array([[0.42, 0.05, 0.03], [0.06, 0.22, 0.02], [0.04, 0.04, 0.12]])
    chance = float(table.sum(axis=0) @ table.sum(axis=1))
    true = (float(np.trace(table)) - chance) / (1 - chance)
    covered = 0
    for _ in range(600):
        cells = rng.choice(9, size=150, p=table.ravel())
        found = kappa([(NAMES[c // 3], NAMES[c % 3]) for c in cells.tolist()], 2)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= true <= found.high
    assert 0.92 < covered / 600 < 0.98


def test_what_cannot_be_told_says_why() -> None:
    few = kappa([("a", "a"), ("a", "b")], 3)
    assert (few.value, few.low, few.why) == (None, None, "too_few")
    assert kappa([], 0).why == "too_few"
    assert kappa([("a", "a")] * 40, 30).why == "one_conclusion"
    whole = kappa([("a", "a"), ("b", "b")] * 20, 30)
    assert (whole.value, whole.low, whole.high, whole.why) == (1.0, None, None, "no_disagreement")


def test_a_conclusion_is_the_offence_however_it_was_retained() -> None:
    assert conclusion("accept", "menace") == conclusion("correct", "menace") == "menace"
    assert conclusion("noise", None) == "noise"

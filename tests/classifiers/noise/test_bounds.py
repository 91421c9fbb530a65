"""The bounds are exact: they agree with the binomial law summed term by term, in fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.noise.bounds import allowed, check_promise, lower, required, tail, upper


def tail_by_hand(k: int, n: int, rate: Fraction) -> Fraction:
    """P(at most k errors in n draws), exactly."""
    return sum((comb(n, i) * rate**i * (1 - rate) ** (n - i) for i in range(k + 1)), Fraction(0))


def allowed_by_hand(n: int, alpha: Fraction, delta: Fraction) -> int | None:
    """The largest k that proves alpha, by trying every one."""
    return max((k for k in range(n) if tail_by_hand(k, n, alpha) <= delta), default=None)


@pytest.mark.parametrize(("alpha", "texts"), [(0.05, 59), (0.02, 149), (0.01, 299), (0.005, 598), (0.001, 2995)])
def test_texts_required_without_any_error(alpha: float, texts: int) -> None:
    assert required(alpha, 0.05) == texts
    assert allowed(texts, alpha, 0.05) == 0
    assert allowed(texts - 1, alpha, 0.05) is None


@pytest.mark.parametrize(("alpha", "k"), [(0.05, 20), (0.02, 6), (0.01, 1), (0.005, None)])
def test_errors_allowed_among_590(alpha: float, k: int | None) -> None:
    assert allowed(590, alpha, 0.05) == k


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 50))
def test_errors_allowed_are_those_of_a_plain_loop(n: int, alpha: int, delta: int) -> None:
    by_hand = allowed_by_hand(n, Fraction(alpha, 101), Fraction(delta, 101))
    assert allowed(n, alpha / 101, delta / 101) == by_hand


@given(st.integers(1, 150), st.data())
def test_the_tail_is_the_sum_of_the_terms(n: int, data: st.DataObject) -> None:
    k, rate = data.draw(st.integers(0, n)), data.draw(st.fractions(0, 1, max_denominator=200))
    assert tail(k, n, float(rate)) == pytest.approx(float(tail_by_hand(k, n, rate)), rel=1e-10, abs=1e-300)


@given(st.sampled_from([0.2, 0.05, 0.01, 0.001]), st.sampled_from([0.5, 0.1, 0.05, 0.01]), st.integers(0, 30))
def test_required_is_the_fewest_that_allow_k(alpha: float, delta: float, k: int) -> None:
    n = required(alpha, delta, k)
    assert allowed(n, alpha, delta) == k
    assert (before := allowed(n - 1, alpha, delta)) is None or before < k


@given(st.integers(1, 2000), st.data())
def test_the_upper_bound_is_where_the_tail_reaches_the_risk(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n - 1))
    assert tail(k, n, upper(k, n, 0.05)) == pytest.approx(0.05, rel=1e-6)
    assert lower(k, n, 0.05) == pytest.approx(1 - upper(n - k, n, 0.05), abs=1e-9)
    assert lower(k, n, 0.05) <= k / n <= upper(k, n, 0.05)


@given(st.integers(1, 3000), st.sampled_from([0.01, 0.05, 0.1]))
def test_allowed_is_the_largest_k_whose_upper_bound_is_within_alpha(n: int, alpha: float) -> None:
    k = allowed(n, alpha, 0.05)
    assert k is None or upper(k, n, 0.05) <= alpha * (1 + 1e-9)
    assert upper(0 if k is None else k + 1, n, 0.05) > alpha


@pytest.mark.parametrize(
    ("alpha", "delta", "field"),
    [(0, 0.05, "alpha"), (1, 0.05, "alpha"), (float("nan"), 0.05, "alpha"), (0.01, 0, "delta"), (0.01, 0.6, "delta")],
)
def test_a_promise_that_makes_no_sense_is_refused(alpha: float, delta: float, field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field} : "):
        check_promise(alpha, delta)

"""The audit draws what it says, and its bounds hold however often one looks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.noise import bounds
from classifiers.noise.audit import Audit, AuditCount, in_sample, log_evidence, lower, upper

KEY = b"cle-d-essai"


def audit_of(share: float, audited: int, missed: int, kept: int) -> Audit:
    """An audit of one batch."""
    return Audit("x", share).plus([AuditCount(share, audited, missed, kept)])


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 1.0])
def test_the_audit_draws_its_share(share: float) -> None:
    ids = [f"sig-{i}" for i in range(20_000)]
    sample = [one for one in ids if in_sample(one, KEY, share)]
    assert abs(len(sample) / len(ids) - share) <= 4 * (share * (1 - share) / len(ids)) ** 0.5
    assert sample == [one for one in ids if in_sample(one, KEY, share)]
    larger = {one for one in ids if in_sample(one, KEY, min(1.0, 2 * share))}
    assert set(sample) <= larger, "a larger share draws the same texts and others"


def test_another_key_draws_other_texts() -> None:
    ids = [f"sig-{i}" for i in range(2_000)]
    assert [in_sample(one, KEY, 0.1) for one in ids] != [in_sample(one, b"autre", 0.1) for one in ids]
    assert isinstance(in_sample("\ud800 \U0001f600", KEY, 0.1), bool)


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.001, 0.2))
def test_bounds_surround_the_proportion_and_are_wider_than_for_one_look(found: int, other: int, risk: float) -> None:
    count = found + other
    low, high = lower(found, count, risk), upper(found, count, risk)
    assert 0 <= low <= high <= 1
    if count:
        assert low <= found / count <= high
        assert low <= bounds.lower(found, count, risk) + 1e-9
        assert high >= bounds.upper(found, count, risk) - 1e-9


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0, 0.5), st.floats(0, 0.5))
def test_evidence_falls_as_the_claim_grows(found: int, other: int, p: float, more: float) -> None:
    assert log_evidence(found, found + other, p + more) <= log_evidence(found, found + other, p) + 1e-9


@pytest.mark.parametrize("rate", [0.0005, 0.01, 0.2])
def test_looking_at_every_moment_the_bounds_are_wrong_no_oftener_than_the_risk(rate: float) -> None:
    """The worst stopping rule: stop as soon as the bound is wrong."""
    runs, length, risk = 2_000, 1_500, 0.1
    chance = np.random.default_rng(11)
    found = np.cumsum(chance.random((runs, length)) < rate, axis=1)
    wrong_low, wrong_high = _ever(found, rate, risk), _ever(np.arange(1, length + 1) - found, 1 - rate, risk)
    tolerance = 4 * (risk * (1 - risk) / runs) ** 0.5
    assert wrong_low <= risk + tolerance
    assert wrong_high <= risk + tolerance


def test_one_look_bounds_would_not_stand_that() -> None:
    """Clopper-Pearson, looked at again and again, is wrong far oftener: why the audit uses something else."""
    found = np.cumsum(np.random.default_rng(12).random((500, 1_500)) < 0.2, axis=1)
    wrong = np.zeros(len(found), dtype=bool)
    for n in range(10, 1_500, 10):
        low = np.array([bounds.lower(k, n, 0.1) for k in range(n + 1)])
        wrong |= low[found[:, n - 1]] > 0.2
    assert wrong.mean() > 0.2


def _ever(found: np.ndarray, rate: float, risk: float) -> float:
    """How often the lower bound of a rate ever exceeds it."""
    counts = np.arange(1, found.shape[1] + 1)
    few, enough = np.full(len(counts), -1), counts + 1
    while (enough - few > 1).any():  # the evidence grows with k: the fewest of each count, halved into
        middle = (few + enough) // 2
        proving = log_evidence(np.clip(middle, 0, counts), counts, rate) >= -np.log(risk)
        few, enough = np.where(proving, few, middle), np.where(proving, middle, enough)
    return float(np.mean((found >= enough).any(axis=1)))


@pytest.mark.parametrize(("miss", "share"), [(0.01, 0.02), (0.01, 0.2), (0.1, 0.05)])
def test_the_miss_rate_is_bounded_through_the_whole_pipeline(miss: float, share: float) -> None:
    """Keep texts arrive, some are missed, some of these are drawn; looks every week for a year; the alarm at the true rate."""
    chance = np.random.default_rng(13)
    runs, alarms, above, estimates = 120, 0, 0, []
    for _ in range(runs):
        missed = chance.binomial(80, miss, 52)
        found, kept = np.cumsum(chance.binomial(missed, share)), np.cumsum(80 - missed)
        weeks = [audit_of(share, int(f) + 100, int(f), int(k)) for f, k in zip(found, kept, strict=True)]
        alarms += any(week.alarm(miss, 0.05) for week in weeks)
        above += any(week.miss_rate(0.9).high < miss for week in weeks[12::13])
        estimates.append(weeks[-1].miss_rate().estimate)
    tolerance = 4 * (0.05 * 0.95 / runs) ** 0.5
    assert alarms / runs <= 0.05 + tolerance
    assert above / runs <= 0.05 + tolerance
    assert np.mean([e for e in estimates if e is not None]) == pytest.approx(miss, rel=0.15)


def test_where_the_share_changes_the_miss_rate_is_bounded_and_estimated_all_the_same() -> None:
    """Half a year at one share, half at another: counted all at the last one, losses would be told ten times too few."""
    chance = np.random.default_rng(14)
    runs, miss, alarms, above, estimates, naive = 120, 0.05, 0, 0, [], []
    for _ in range(runs):
        audit, last = Audit("x", 0.2), Audit("x", 0.2)
        alarm = False
        for week in range(52):
            share, missed = (0.02 if week < 26 else 0.2), int(chance.binomial(80, miss))
            count = AuditCount(share, 100, int(chance.binomial(missed, share)), 80 - missed)
            audit, last = audit.plus([count]), last.plus([replace(count, share=0.2)])
            alarm = alarm or audit.alarm(miss, 0.05)
        alarms += alarm
        above += audit.miss_rate(0.9).high < miss
        estimates.append(audit.miss_rate().estimate or 0.0)
        naive.append(last.miss_rate().estimate or 0.0)
    tolerance = 4 * (0.05 * 0.95 / runs) ** 0.5
    assert alarms / runs <= 0.05 + tolerance
    assert above / runs <= 0.05 + tolerance
    assert np.mean(estimates) == pytest.approx(miss, rel=0.15)
    assert np.mean(naive) < 0.7 * miss


def test_batches_of_one_share_are_one_count() -> None:
    audit = audit_of(0.1, 30, 1, 90).plus([AuditCount(0.1, 20, 0, 10)])
    assert audit.counts == audit_of(0.1, 50, 1, 100).counts
    assert len(audit.plus([AuditCount(0.5, 1)]).counts) == 2


def test_the_alarm_is_where_the_lower_bound_passes_what_was_promised() -> None:
    for found in range(30):
        audit = audit_of(0.1, 300, found, 900)
        assert audit.alarm(0.01, 0.05) == (audit.miss_rate(0.9).low > 0.01)


def test_a_real_loss_is_found_in_the_end() -> None:
    audit = Audit("x", 0.1)
    for _ in range(10):
        audit = audit.plus([AuditCount(0.1, 30, 1, 90)])
    assert audit.alarm(0.01)
    assert audit.miss_rate().low > 0.01
    assert audit.waste().estimate == pytest.approx(10 / 300)
    assert audit.miss_rate().estimate == pytest.approx(100 / (100 + 900))


def test_nothing_seen_says_nothing() -> None:
    empty = Audit("x", 0.02)
    assert (empty.miss_rate().low, empty.miss_rate().estimate, empty.miss_rate().high) == (0.0, None, 1.0)
    assert (empty.waste().low, empty.waste().estimate, empty.waste().high) == (0.0, None, 1.0)
    assert not empty.alarm(0.01)


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^false_negatives : "):
        audit_of(0.02, 1, 2, 0)
    with pytest.raises(ValueError, match=r"^true_positives : "):
        audit_of(0.02, 0, 0, -1)
    with pytest.raises(ValueError, match=r"^share : "):
        Audit("x", float("nan"))
    with pytest.raises(ValueError, match=r"^false_negatives : "):
        AuditCount(0.02, audited=0, false_negatives=1)
    with pytest.raises(ValueError, match=r"^share : "):
        AuditCount(0)
    with pytest.raises(ValueError, match=r"^level : "):
        Audit("x", 0.02).waste(95)

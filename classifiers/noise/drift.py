"""Drift monitor: does a channel still look like its calibration: each week, the share set aside and
the scores, against the certificate's.

Both comparisons are between two samples, since the calibration too is one:

* share set aside: Fisher's exact test on the 2 x 2 table, and a difference of at least
  `SHARE_FLOOR`;
* scores: Pearson's chi-square test on the two histograms, neighbouring bins joined until each holds
  enough, and a population
  stability index (PSI) of at least `PSI_FLOOR`.

Each alarms only when the difference is both *proven* (the test) and *worth it* (the floor): with a
million texts a week the smallest difference is proven; with fifty, a large one may be luck. False
alarms are bounded over all the weeks together: each test of each week is made at `false_alarms / (2
x weeks)` (Bonferroni), so that without drift the probability of any alarm in that many weeks is at
most `false_alarms`, whatever the dependence of the weeks on each other through the calibration they
share.

A week without alarm proves nothing: a new kind of illegal text that scores low moves neither. Only
the audit sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import scipy  # its special functions come when one is asked for

from classifiers.noise.certificate import Certificate, percent
from classifiers.noise.certificate_file import digest
from classifiers.noise.scores import BINS, checked, histogram

SHARE_FLOOR = 0.03
"""Three points: a smaller change of the share set aside never alarms."""

PSI_FLOOR = 0.1
"""The usual reading of the PSI: under 0.1 stable, over 0.25 another population."""

ENOUGH = 10.0
"""Expected texts under which bins are joined: the chi-square law is an approximation."""

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Week:
    """Counts of a channel in the week that begins on `start`: how many were set aside, and the
    histogram of all the scores.
    """

    channel: str
    start: date
    set_aside: int
    histogram: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.histogram) != BINS or min(self.histogram) < 0:
            raise ValueError(f"histogram : {BINS} effectifs sont attendus")
        if not 0 <= self.set_aside <= sum(self.histogram):
            raise ValueError("set_aside : plus que la semaine n'a de textes, ou moins que zéro")


@dataclass(frozen=True)
class DriftComparison:
    """Drift test: both values or the PSI, the probability that luck does as much, and whether it is
    an alarm.

    For the share set aside, `reference` and `observed` are shares and `size` their difference in
    absolute value; for the scores, `size` is the PSI and the others are None.
    """

    size: float
    p_value: float
    alarm: bool
    reference: float | None = None
    observed: float | None = None


@dataclass(frozen=True)
class Drift:
    """A week of a channel compared with a certificate (its digest), and at which level each test
    was made.
    """

    certificate: str
    channel: str
    start: date
    share: DriftComparison
    scores: DriftComparison
    level: float

    @property
    def alarm(self) -> bool:
        """Whether the week suspends the certificate."""
        return self.share.alarm or self.scores.alarm

    @property
    def changes(self) -> tuple[str, ...]:
        """The drifts and their sizes, in words; empty without alarm."""
        told = []
        if self.share.alarm and self.share.observed is not None and self.share.reference is not None:
            told.append(
                f"part mise de côté : {percent(self.share.observed)} au lieu de {percent(self.share.reference)}"
            )
        if self.scores.alarm:
            told.append(f"scores : l'écart avec le calage est de {self.scores.size:.2f} (PSI)".replace(".", ","))
        return tuple(told)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The changes, each with its week."""
        return tuple(f"semaine du {self.start.isoformat()} : {change}" for change in self.changes)


def week_of(channel: str, start: date, scores: npt.ArrayLike, certificate: Certificate) -> Week:
    """The counts of a week from its scores, bypassed texts as 1.0, under the certificate's
    threshold.
    """
    values = checked(scores, "scores")
    return Week(channel, start, int(np.count_nonzero(values < certificate.threshold)), histogram(values))


def compare(week: Week, certificate: Certificate, *, false_alarms: float = 0.05, weeks: int = 52) -> Drift:
    """The week against the calibration; `weeks`: how many the certificate will see, `false_alarms`:
    the risk over all of them.

    Raises ValueError when the week is of another channel.
    """
    if week.channel != certificate.origin.channel:
        raise ValueError(f"canal « {week.channel} » comparé au certificat du canal « {certificate.origin.channel} »")
    level = false_alarms / (2 * weeks)
    share = _share(week.set_aside, sum(week.histogram), certificate.set_aside, certificate.total, level)
    return Drift(
        digest(certificate),
        week.channel,
        week.start,
        share,
        _scores(week.histogram, certificate.histogram, level),
        level,
    )


def psi(observed: Sequence[int], reference: Sequence[int]) -> float:
    """Population stability index of two histograms: sum of (p - q) ln(p / q), each count increased
    by 1/2 so that none is zero.
    """
    p, q = (np.asarray(counts, dtype=np.float64) + 0.5 for counts in (observed, reference))
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum((p - q) * np.log(p / q)))


def fisher(a: int, of_a: int, b: int, of_b: int) -> float:
    """Two-sided Fisher's exact test: the probability, were both shares equal, of a table no
    likelier than a of of_a and b of of_b.
    """
    total, drawn = of_a + of_b, a + b
    x = np.arange(max(0, drawn - of_b), min(drawn, of_a) + 1, dtype=np.float64)
    log = _log_choose(of_a, x) + _log_choose(of_b, drawn - x) - _log_choose(total, np.float64(drawn))
    here = log[a - int(x[0])]
    return float(min(1.0, np.exp(log[log <= here + 1e-7]).sum()))


def chi_square(observed: Sequence[int], reference: Sequence[int]) -> float:
    """P-value of Pearson's test that two histograms come from one law, bins joined until ENOUGH is
    expected in each of both.
    """
    table = np.array([observed, reference], dtype=np.float64)
    rows = table.sum(axis=1)
    if not rows.all():
        return 1.0
    joined = _joined(table, float(min(rows) / sum(rows)))
    expected = np.outer(rows, joined.sum(axis=0)) / rows.sum()
    bins = joined.shape[1]
    return float(scipy.special.chdtrc(bins - 1, np.sum((joined - expected) ** 2 / expected))) if bins > 1 else 1.0


def _share(a: int, of_a: int, b: int, of_b: int, level: float) -> DriftComparison:
    if not of_a or not of_b:
        return DriftComparison(0.0, 1.0, False)
    observed, reference = a / of_a, b / of_b
    p_value, size = fisher(a, of_a, b, of_b), abs(observed - reference)
    return DriftComparison(size, p_value, p_value <= level and size >= SHARE_FLOOR, reference, observed)


def _scores(observed: Sequence[int], reference: Sequence[int], level: float) -> DriftComparison:
    p_value, size = chi_square(observed, reference), psi(observed, reference)
    return DriftComparison(size, p_value, p_value <= level and size >= PSI_FLOOR)


def _joined(table: Counts, smaller: float) -> Counts:
    """Neighbouring columns added until the smaller row is expected to hold ENOUGH in each."""
    columns: list[Counts] = [np.zeros(2)]
    for column in table.T:
        if columns[-1].sum() * smaller >= ENOUGH:
            columns.append(np.zeros(2))
        columns[-1] = columns[-1] + column
    if len(columns) > 1 and columns[-1].sum() * smaller < ENOUGH:
        last = columns.pop()
        columns[-1] = columns[-1] + last
    return np.array(columns).T


def _log_choose(n: int, k: npt.NDArray[np.float64] | np.float64) -> Counts:
    return np.asarray(scipy.special.gammaln(n + 1) - scipy.special.gammaln(k + 1) - scipy.special.gammaln(n - k + 1))

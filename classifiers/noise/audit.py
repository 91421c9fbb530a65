"""The random audit of what is set aside, and what it says of the texts lost, valid at any time.

Two questions, two rates:

* *waste of the queue*: P(keep | set aside). The audit draws texts set aside independently of
  everything else, so the texts found keep
  among the texts audited are draws of it directly;
* *miss rate*: P(set aside | keep), what the certificate bounds. Look only at the keep texts that
  somebody saw: those kept and judged
  keep, and those audited and judged keep. A keep text that arrives is in the second group with
      probability m·s (missed, then drawn at
  the share s), in the first with probability 1 - m. Among the keep texts seen, the share found by
      audit is thus
  r = m·s / (m·s + 1 - m), which grows with m: bounds on r *are* bounds on m. Nothing is multiplied
  together, and the number set aside, itself random, plays no part. Where the share changes, each
      text counts at the share of its day, and the bets go on.

The bounds are confidence sequences: whatever the day one looks, however often, and even if one
stops because of what one saw, the probability that they were *ever* wrong is at most 1 - level
(Robbins, « Statistical methods related to the law of the iterated logarithm », 1970; as bets:
Waudby-Smith & Ramdas, « Estimating means of bounded random variables by betting », 2024). Nor need
the rate be constant: when it moves, a lower bound is one on the highest rate met, an upper bound
one on the lowest.

They rest on: the audit drawn with a key nobody outside knows; every text drawn, and every text
kept, judged before the batch counts; one certificate per count (a new threshold starts a new
count).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

_LOG_ODDS: npt.NDArray[np.float64] = np.geomspace(0.02, 8.0, 48)
"""The bets: that the odds are exp(this) times what is claimed; equal shares, from a slight excess
to a huge one.
"""
_NOTHING_WON: npt.NDArray[np.float64] = np.zeros(len(_LOG_ODDS))


def in_sample(text_id: str, key: bytes, share: float) -> bool:
    """Whether a text is part of the audit sample: always the same answer, true for a share `share`
    of the identifiers.

    Keep `key` (up to 64 bytes) secret and fixed, so that nobody can choose an identifier that
    escapes. Drawn over *all* texts, the sample is also what a new calibration needs: texts read
    whatever their score.
    """
    _check_share(share)
    mixed = hashlib.blake2b(text_id.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest()
    return int.from_bytes(mixed, "big") < share * 2.0**64


def log_evidence(false_negatives: npt.ArrayLike, count: npt.ArrayLike, rate: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Logarithm of the evidence that `false_negatives` among `count` gives against « the rate never
    exceeds `rate` ».

    Were it true, the evidence would be a fair game at best, starting at 1: it would ever reach 1/x
    with probability x at most.
    """
    return _log_mean(_log_won(false_negatives, count, rate))


def lower(false_negatives: int, count: int, risk: float) -> float:
    """Lower bound of a rate, wrong at some time with probability `risk` at most."""
    if log_evidence(false_negatives, count, 0.0) < -np.log(risk):
        return 0.0
    return _turn(
        lambda rate: bool(log_evidence(false_negatives, count, rate) >= -np.log(risk)), false_negatives / count
    )


def upper(false_negatives: int, count: int, risk: float) -> float:
    """Upper bound of a rate, wrong at some time with probability `risk` at most."""
    return 1.0 - lower(count - false_negatives, count, risk)


@dataclass(frozen=True)
class Interval:
    """Bounds of a rate, both included; `estimate` is the plain proportion, None when there is
    nothing to divide.
    """

    low: float
    estimate: float | None
    high: float


@dataclass(frozen=True)
class AuditCount:
    """Counts of what was judged, drawn at one share.

    `audited`: how many of the texts set aside were drawn and judged; `false_negatives`: how many of
    these an analyst must see; `true_positives`: how many texts that the filter kept an analyst
    judged keep.
    """

    share: float
    audited: int = 0
    false_negatives: int = 0
    true_positives: int = 0

    def __post_init__(self) -> None:
        _check_share(self.share)
        if not 0 <= self.false_negatives <= self.audited:
            raise ValueError(f"false_negatives : entre 0 et {self.audited} attendu, pas {self.false_negatives}")
        if self.true_positives < 0:
            raise ValueError("true_positives : un effectif est attendu")

    def __add__(self, other: AuditCount) -> AuditCount:
        return AuditCount(
            self.share,
            self.audited + other.audited,
            self.false_negatives + other.false_negatives,
            self.true_positives + other.true_positives,
        )

    @property
    def seen(self) -> int:
        """Number of the keep texts that somebody saw."""
        return self.false_negatives + self.true_positives

    def rate(self, lost: float) -> float:
        """The share of the keep texts seen that the audit finds, where `lost` of them all are."""
        return lost * self.share / (lost * self.share + 1 - lost)


def by_share(counts: Iterable[AuditCount]) -> tuple[AuditCount, ...]:
    """Counts, one for each share, from those of any number of batches."""
    known: dict[float, AuditCount] = {}
    for one in counts:
        known[one.share] = known[one.share] + one if one.share in known else one
    return tuple(known.values())


@dataclass(frozen=True)
class Audit:
    """Audit under one certificate (its digest): counts by the share at which texts were drawn.
    `share`: that at which they are drawn now.
    """

    certificate: str
    share: float
    counts: tuple[AuditCount, ...] = ()

    def __post_init__(self) -> None:
        _check_share(self.share)

    @property
    def audited(self) -> int:
        """Number of texts set aside that were drawn and judged."""
        return sum(one.audited for one in self.counts)

    @property
    def false_negatives(self) -> int:
        """Number of these that an analyst must see."""
        return sum(one.false_negatives for one in self.counts)

    @property
    def true_positives(self) -> int:
        """Number of texts that the filter kept, and that an analyst judged keep."""
        return sum(one.true_positives for one in self.counts)

    def plus(self, counts: Iterable[AuditCount]) -> Audit:
        """With the counts of a batch added, whose texts have all been judged."""
        return replace(self, counts=by_share((*self.counts, *counts)))

    def waste(self, level: float = 0.95) -> Interval:
        """P(keep | set aside): among the texts set aside, the share an analyst should have seen."""
        return _interval(self.false_negatives, self.audited, _risk(level))

    def miss_rate(self, level: float = 0.95) -> Interval:
        """P(set aside | keep): among the texts an analyst must see, the share set aside."""
        enough = -np.log(_risk(level) / 2)
        lost = sum(one.false_negatives / one.share for one in self.counts)
        estimate = lost / (lost + self.true_positives) if lost + self.true_positives else None
        low = _turn(lambda rate: self._evidence(rate) >= enough, 1.0) if self.false_negatives else 0.0
        high = _turn(lambda rate: self._evidence_of_less(rate) < enough, 1.0)
        return Interval(low, estimate, high)

    def alarm(self, alpha: float, risk: float = 0.05) -> bool:
        """Whether more than `alpha` is lost.

        While no more is, this is ever true with probability `risk` at most.
        """
        return bool(self._evidence(alpha) >= -np.log(risk))

    def _evidence(self, lost: float) -> float:
        """Logarithm of the evidence against « no more than `lost` is »: one game, whose bets go on
        from one share to the next.
        """
        won = (_log_won(one.false_negatives, one.seen, one.rate(lost)) for one in self.counts)
        return float(_log_mean(sum(won, _NOTHING_WON)))

    def _evidence_of_less(self, lost: float) -> float:
        """Logarithm of the evidence against « no less than `lost` is »."""
        won = (_log_won(one.true_positives, one.seen, 1 - one.rate(lost)) for one in self.counts)
        return float(_log_mean(sum(won, _NOTHING_WON)))


def _log_won(k: npt.ArrayLike, n: npt.ArrayLike, rate: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Logarithm of what each bet against a rate has become."""
    won, count, p = (np.asarray(a, dtype=np.float64)[..., None] for a in (k, n, rate))
    return np.asarray(won * _LOG_ODDS - count * np.log1p(np.expm1(_LOG_ODDS) * p))


def _log_mean(won: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Logarithm of the mean of the bets."""
    most = won.max(axis=-1, keepdims=True)
    return np.asarray(most[..., 0] + np.log(np.exp(won - most).mean(axis=-1)))


def _turn(is_under: Callable[[float], bool], most: float) -> float:
    """The rate at which what is true of small rates no longer is; `most` where it always is."""
    if is_under(most):
        return most
    low, high = 0.0, most
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if is_under(middle) else (low, middle)
    return low


def _interval(false_negatives: int, count: int, risk: float) -> Interval:
    return Interval(
        lower(false_negatives, count, risk / 2),
        false_negatives / count if count else None,
        upper(false_negatives, count, risk / 2),
    )


def _risk(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level : une confiance entre 0 et 1 est attendue, pas {level}")
    return 1 - level


def _check_share(share: float) -> None:
    if not 0 < share <= 1:
        raise ValueError(f"share : une part entre 0 et 1 est attendue, pas {share}")

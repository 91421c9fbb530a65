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
  r = m·s / (m·s + 1 - m), whence m = r / (r + s·(1 - r)), which grows with r: bounds on r *are*
      bounds on m. Nothing is multiplied
  together, and the number set aside, itself random, plays no part.

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
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

_LOG_ODDS: npt.NDArray[np.float64] = np.geomspace(0.02, 8.0, 48)
"""The bets: that the odds are exp(this) times what is claimed; equal shares, from a slight excess
to a huge one.
"""


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
    k, n, p = (np.asarray(a, dtype=np.float64)[..., None] for a in (false_negatives, count, rate))
    won = k * _LOG_ODDS - n * np.log1p(np.expm1(_LOG_ODDS) * p)
    most = won.max(axis=-1, keepdims=True)
    return np.asarray(most[..., 0] + np.log(np.exp(won - most).mean(axis=-1)))


def lower(false_negatives: int, count: int, risk: float) -> float:
    """Lower bound of a rate, wrong at some time with probability `risk` at most."""
    low, high = 0.0, false_negatives / count if count else 0.0
    if log_evidence(false_negatives, count, 0.0) < -np.log(risk):
        return 0.0
    for _ in range(60):  # the evidence falls as the rate grows
        middle = (low + high) / 2
        low, high = (middle, high) if log_evidence(false_negatives, count, middle) >= -np.log(risk) else (low, middle)
    return low


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
class Audit:
    """Audit under one certificate (its digest), in counts.

    `share`: share of the texts set aside that is drawn; `audited`: how many of them were drawn and
    judged; `false_negatives`: how many of these an analyst must see; `true_positives`: how many
    texts that the filter kept an analyst judged keep.
    """

    certificate: str
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

    def update(self, *, audited: int, false_negatives: int, true_positives: int) -> Audit:
        """With a batch added (a week, say) whose texts have all been judged.

        Raises ValueError for counts that cannot be.
        """
        if not 0 <= false_negatives <= audited or true_positives < 0:
            raise ValueError("audit : effectifs impossibles")
        return replace(
            self,
            audited=self.audited + audited,
            false_negatives=self.false_negatives + false_negatives,
            true_positives=self.true_positives + true_positives,
        )

    def waste(self, level: float = 0.95) -> Interval:
        """P(keep | set aside): among the texts set aside, the share an analyst should have seen."""
        return _interval(self.false_negatives, self.audited, _risk(level))

    def miss_rate(self, level: float = 0.95) -> Interval:
        """P(set aside | keep): among the texts an analyst must see, the share set aside."""
        seen = _interval(self.false_negatives, self.false_negatives + self.true_positives, _risk(level))
        estimate = None if seen.estimate is None else self._missed(seen.estimate)
        return Interval(self._missed(seen.low), estimate, self._missed(seen.high))

    def alarm(self, alpha: float, risk: float = 0.05) -> bool:
        """Whether more than `alpha` is lost.

        While no more is, this is ever true with probability `risk` at most.
        """
        seen = (
            alpha * self.share / (alpha * self.share + 1 - alpha)
        )  # the share of keep texts that the audit would then find
        return bool(
            log_evidence(self.false_negatives, self.false_negatives + self.true_positives, seen) >= -np.log(risk)
        )

    def _missed(self, rate: float) -> float:
        return rate / (rate + self.share * (1 - rate)) if rate else 0.0


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

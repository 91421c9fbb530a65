"""Inter-rater agreement: the raw share, and Cohen's kappa, which takes away what chance alone would
give.

Kappa is (p - c) / (1 - c): p the share of readings with the same conclusion, c the one expected if
both readers drew their conclusions at random, each with their own frequencies (Cohen, « A
coefficient of agreement for nominal scales », 1960). Its interval rests on the large-sample
variance of Fleiss, Cohen & Everitt (« Large sample standard errors of kappa and weighted kappa »,
Psychological Bulletin 72, 1969, formula 13), not on the older one that supposes no agreement; it is
cut to [-1, 1].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, TypeAlias

LEVEL = 0.95
_QUANTILE = 1.959963984540054
"""Of the normal law, at 97.5 %."""

Pair: TypeAlias = tuple[Hashable, Hashable]
Why: TypeAlias = Literal["too_few", "one_conclusion", "no_disagreement"]


@dataclass(frozen=True, slots=True)
class Kappa:
    """A kappa with its interval at LEVEL. `why` says what keeps `value`, or `low` and `high`, from
    being given.

    `too_few`: fewer readings than declared. `one_conclusion`: both readers always concluded the
    same one thing, and chance gives as much. `no_disagreement`: none was seen, so that the variance
    is nil and an interval would promise too much.
    """

    value: float | None
    low: float | None
    high: float | None
    why: Why | None


def conclusion(kind: str | None, offence: str | None) -> str:
    """Comparison key of two readings: the offence retained, accepted or corrected alike, or else
    the kind of decision.
    """
    return offence if offence is not None else kind or ""


def kappa(pairs: Sequence[Pair], least: int) -> Kappa:
    """Cohen's kappa of pairs of conclusions; not given under `least` of them."""
    n = len(pairs)
    if n < max(least, 1):
        return Kappa(None, None, None, "too_few")
    both = Counter(pairs)
    first = Counter(one for one, _ in pairs)
    second = Counter(other for _, other in pairs)
    names = first.keys() | second.keys()
    agreed = sum(both[name, name] for name in names) / n
    chance = sum(first[name] * second[name] for name in names) / n**2
    if len(names) == 1:
        return Kappa(None, None, None, "one_conclusion")
    value = (agreed - chance) / (1 - chance)
    if agreed == 1:
        return Kappa(1.0, None, None, "no_disagreement")
    # the total frequency with which a conclusion was given: by the second reader where it stands
    # for the first, and conversely
    diagonal = sum(
        both[name, name] / n * ((1 - chance) - (first[name] + second[name]) / n * (1 - agreed)) ** 2 for name in names
    )
    apart = sum(
        count / n * ((second[one] + first[other]) / n) ** 2 for (one, other), count in both.items() if one != other
    )
    rest = (agreed * chance - 2 * chance + agreed) ** 2
    variance = (diagonal + (1 - agreed) ** 2 * apart - rest) / (n * (1 - chance) ** 4)
    half = _QUANTILE * sqrt(max(variance, 0.0))
    return Kappa(value, max(-1.0, value - half), min(1.0, value + half), None)

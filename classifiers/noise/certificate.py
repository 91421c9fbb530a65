"""The certificate: a threshold, and what is promised of it, exactly.

*Learn then test* (Angelopoulos, Bates, Candès, Jordan & Lei, 2021) in the case of one risk that
only grows with the threshold, where
the binomial law is exact and testing every threshold costs nothing. Take n texts that an analyst
confirmed must be seen (« keep »),
drawn as future ones of the same channel will be. With k = `allowed(n, alpha, delta)`, set aside
what scores under the (k+1)-th
smallest of their scores. The share of future keep texts set aside then follows at worst a Beta(k+1,
n-k) law, so the probability,
over the draw of the n texts, that it exceeds `alpha` is at most `delta`.

It holds under four conditions, none of which this code can check: `alpha` and `delta` chosen before
looking; texts never used to train; texts read *whatever their score* (once the filter works, those
it sets aside are confirmed only if the audit draws them: use the texts that `audit.drawn` draws, on
both sides of the threshold); the future like the period. The last one is watched by `drift` and
`audit`, and is false from one source to another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from classifiers.noise.bounds import RiskLevel, allowed, check_promise, required, tail
from classifiers.noise.kinds import FIELDS
from classifiers.noise.scores import BINS, EDGES, checked, histogram

ROUNDING = 1e-6
"""A text read in another batch scores differently by a tenth of it; a threshold is the score of a
text, which must stay kept.
"""
DEMONSTRATION = "demonstration"
"""The channel of the shipped certificates."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Origin:
    """Origin of a certificate: the channel, the fields, the days its reports came in (both
    included), SHA-256 digests in hexadecimal.

    `fields`: those of the keep reports that its promise is on, in order. `model`: what reads and
    decides beside the code; `data`: the calibration reports and their labels; `code`: what computes
    the score. `posts`: they were posts, that nobody had reported.
    """

    channel: str
    fields: tuple[str, ...]
    since: date
    until: date
    model: str
    data: str
    code: str
    posts: bool = False

    def __post_init__(self) -> None:
        if not self.channel.strip():
            raise ValueError("channel : le nom du canal est vide")
        if not self.fields or list(self.fields) != sorted(set(self.fields)) or not set(self.fields) <= set(FIELDS):
            raise ValueError(f"fields : un ou plusieurs champs sont attendus, dans l'ordre, parmi {', '.join(FIELDS)}")
        if self.since > self.until:
            raise ValueError("until : la période finit avant de commencer")
        for name in ("model", "data", "code"):
            if not _DIGEST.fullmatch(getattr(self, name)):
                raise ValueError(f"{name} : une empreinte SHA-256 est attendue (64 chiffres hexadécimaux)")


@dataclass(frozen=True)
class Ground:
    """Counts by protected ground of the calibration keep texts: how many, and how many score under
    the threshold.

    A count to watch, not a promise: the bound is on all keep texts together.
    """

    name: str
    keep: int
    missed: int

    def __post_init__(self) -> None:
        if not 0 <= self.missed <= self.keep:
            raise ValueError(f"missed : entre 0 et {self.keep} attendu, pas {self.missed}")


@dataclass(frozen=True)
class Certificate:
    """At confidence 1 - `delta`, at most a share `alpha` of the channel's keep texts of its fields
    scores under `threshold`.

    `n` keep texts were used, `k` may score under the threshold. `histogram` counts the scores of
    all the calibration texts read as of its fields or of none, keep or not, in the bins of
    `scores.EDGES`, and `set_aside` those under the threshold: what `drift` compares with.
    `demonstration`: made with other texts than the hotline's, so it promises the hotline nothing.
    `expires`: last day of use. `repeats`: how many more texts were given that repeat a content
    counted once.
    """

    origin: Origin
    alpha: float
    delta: float
    n: int
    k: int
    threshold: float
    set_aside: int
    histogram: tuple[int, ...]
    grounds: tuple[Ground, ...] = ()
    demonstration: bool = True
    expires: date | None = None
    repeats: int = 0

    def __post_init__(self) -> None:
        check_promise(self.alpha, self.delta)
        if not 0 <= self.k < self.n or tail(self.k, self.n, self.alpha) > self.delta:
            raise ValueError(f"k : {self.k} erreurs sur {self.n} ne prouvent pas {self.alpha} au risque {self.delta}")
        if not 0 <= self.threshold <= 1:
            raise ValueError("threshold : un score entre 0 et 1 est attendu")
        if len(self.histogram) != BINS or min(self.histogram) < 0:
            raise ValueError(f"histogram : {BINS} effectifs sont attendus")
        if not 0 <= self.set_aside <= self.total:
            raise ValueError(f"set_aside : entre 0 et {self.total} attendu, pas {self.set_aside}")
        if len({ground.name for ground in self.grounds}) < len(self.grounds):
            raise ValueError("grounds : un critère figure deux fois")
        if self.expires is None and not self.demonstration:
            raise ValueError("expires : un certificat qui n'est pas de démonstration a une fin")
        if self.expires is not None and self.expires < self.origin.until:
            raise ValueError("expires : la fin de validité précède la fin de la période")
        if self.repeats < 0:
            raise ValueError(f"repeats : un nombre de textes est attendu, pas {self.repeats}")
        self._check_counts()

    def _check_counts(self) -> None:
        """Raises ValueError where fields contradict each other: what a certificate promises must be
        what its texts prove.

        The threshold is a score of one of them, and the keep texts are among those that the
        histogram counts.
        """
        most = allowed(self.n, self.alpha, self.delta)
        if self.k != most:
            raise ValueError(f"k : {self.k} pour {self.n} textes à garder, la borne en permet {most}")
        at = int(np.searchsorted(EDGES, self.threshold, side="right"))
        under, here = sum(self.histogram[:at]), self.histogram[at]
        most_under = under if at and EDGES[at - 1] == self.threshold else under + here
        if not under <= self.set_aside <= most_under:
            raise ValueError(
                f"threshold : {self.threshold} mettrait de côté de {under} à {most_under} des {self.total} textes du calage, "
                f"set_aside en dit {self.set_aside}"
            )
        if self.set_aside == under + here:
            raise ValueError(f"threshold : {self.threshold} n'est le score d'aucun texte du calage")
        if self.n - self.k > self.total - self.set_aside:
            raise ValueError(
                f"n : {self.n - self.k} textes à garder ou plus ne sont pas sous le seuil, l'histogramme n'en laisse que "
                f"{self.total - self.set_aside}"
            )
        if any(ground.keep > self.n or ground.missed > self.k for ground in self.grounds):
            raise ValueError(f"grounds : un critère a plus de {self.n} textes, ou plus de {self.k} sous le seuil")

    @property
    def total(self) -> int:
        """The number of calibration texts, keep or not."""
        return sum(self.histogram)

    @property
    def set_aside_share(self) -> float:
        """The share of the channel's texts to expect set aside."""
        return self.set_aside / self.total if self.total else 0.0

    def sets_aside(self, score: float) -> bool:
        """Whether a score is under the threshold by more than rounding; ties are kept."""
        return bool(score < self.threshold - ROUNDING)


@dataclass(frozen=True)
class Refusal:
    """No certificate: `n` keep texts are there, `required` are needed, even if the filter loses
    none of them.
    """

    channel: str
    n: int
    required: int
    reason: str

    @property
    def missing(self) -> int:
        """The number of keep texts still to confirm."""
        return self.required - self.n


@dataclass(frozen=True)
class CalibrationScores:
    """Calibration set, as scores: those of the confirmed keep texts, bypassed ones as 1.0; those of
    all texts of the same channel and period that the certificate counts, keep or not.

    Both count each content once (`contents`); `repeats`: how many texts that leaves out. `grounds`:
    by protected ground, the scores of its keep texts.
    """

    keep: npt.ArrayLike
    everything: npt.ArrayLike
    grounds: Mapping[str, npt.ArrayLike] = field(default_factory=dict)
    repeats: int = 0


def certify(
    scores: CalibrationScores,
    origin: Origin,
    level: RiskLevel,
    *,
    demonstration: bool = True,
    expires: date | None = None,
) -> Certificate | Refusal:
    """The certificate that these scores allow, or why there is none.

    Raises ValueError, naming the field, for scores that are none. A threshold of 1 means that k or
    fewer keep texts are not bypassed: all that is not bypassed may then be set aside.
    """
    values = np.sort(checked(scores.keep, "keep"))
    k = allowed(len(values), level.alpha, level.delta)
    if k is None:
        needed = required(level.alpha, level.delta)
        reason = _too_few(origin, len(values), needed, level, scores.repeats)
        return Refusal(origin.channel, len(values), needed, reason)
    threshold = float(values[k])
    by_ground = {name: checked(some, f"grounds.{name}") for name, some in scores.grounds.items()}
    every = checked(scores.everything, "everything")
    return Certificate(
        origin,
        level.alpha,
        level.delta,
        len(values),
        k,
        threshold,
        int(np.count_nonzero(every < threshold)),
        histogram(every),
        tuple(Ground(name, len(s), int(np.count_nonzero(s < threshold))) for name, s in sorted(by_ground.items())),
        demonstration,
        expires,
        scores.repeats,
    )


def told_fields(fields: tuple[str, ...]) -> str:
    """The fields of a certificate, in French."""
    if len(fields) == len(FIELDS):
        return "tous les champs"
    return f"champ {fields[0]}" if len(fields) == 1 else f"champs {', '.join(fields)}"


def percent(share: float) -> str:
    """A share as a French percentage: « 1 % », « 0,5 % »."""
    return f"{100 * share:.3g} %".replace(".", ",")


def _too_few(origin: Origin, n: int, needed: int, level: RiskLevel, repeats: int) -> str:
    left_out, s = f" {told_repeats(repeats)}" if repeats else "", "" if n == 1 else "s"
    return (
        f"canal « {origin.channel} », {told_fields(origin.fields)} : {n} texte{s} confirmé{s} à garder, il en faut {needed} pour promettre {percent(level.alpha)} de perte au plus "
        f"à {percent(1 - level.delta)} de confiance ; il en manque {needed - n}.{left_out} Rien n'est mis de côté."
    )


def told_repeats(repeats: int) -> str:
    """The sentence on what was left out because it repeats a content already counted, in French."""
    if repeats == 1:
        return "1 texte n'est pas compté : il redit le contenu d'un autre."
    return f"{repeats} textes ne sont pas comptés : ils redisent le contenu d'un autre."

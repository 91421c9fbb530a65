"""What the filter is worth on sources it never saw: each left out in turn, the model fitted on the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from classifiers.noise.bounds import allowed, upper
from classifiers.noise.cascade import HATE_WORDS, expected, floored, read_again
from classifiers.noise.contents import contents
from classifiers.noise.corpus import Example
from classifiers.noise.learning import Floats, Prepared, fit_first, fit_second
from classifiers.noise.metrics import RISK, measure, share
from classifiers.noise.model import NoiseModel
from classifiers.noise.never import Never
from classifiers.noise.scores import BYPASSED
from classifiers.noise.training import OutOfFold
from classifiers.noise.words import word_classes

Say = Callable[[str], None]
Rows = npt.NDArray[np.intp]

COUNTER_SPEECH = frozenset(
    {"contre_discours", "contre_discours_citation", "contre_discours_reference", "citation", "counter_or_report"}
)
"""Kinds of text that share the words of hate and refuse it."""


def in_source(examples: Sequence[Example], held: OutOfFold) -> dict[str, Any]:
    """The collected texts, out of fold: the source is known, the texts are not. With and without the encoder."""
    labels = np.array([examples[i].label for i in held.rows])
    tweets = np.array([examples[i].source != "jigsaw_fr_mt" for i in held.rows])
    every = np.ones(len(labels), dtype=np.bool_)
    found: dict[str, Any] = {}
    for stage, scores in (("first-stage", held.first), ("cascade", held.cascade)):
        if scores is not None:
            for name, part in (("tweets", tweets), ("jigsaw", ~tweets), ("pooled", every)):
                keep, noise = part & (labels == "keep"), part & (labels == "noise")
                if keep.any() and noise.any():
                    found[f"{name} ({stage})"] = measure(scores[keep], scores[noise]).plain()
    return found


def certified(
    examples: Sequence[Example], held: OutOfFold, never: Never, alpha: float = 0.01, delta: float = 0.05
) -> dict[str, Any]:
    """The demonstration threshold on the collected keep texts, and what it sets aside of collected noise and counter-speech, each content once."""
    scores = held.first if held.cascade is None else held.cascade
    clear = [row for row, i in enumerate(held.rows) if examples[i].label != "grey"]
    told = [examples[held.rows[row]] for row in clear]
    texts = [e.text for e in told]
    once = contents(texts, [e.label == "keep" for e in told], final_scores(scores[clear], texts, never))
    final = np.array(once.scores)
    labels = np.array([told[row].label for row in once.rows])
    counter = np.array([told[row].kind in COUNTER_SPEECH for row in once.rows]) & (labels == "noise")
    keep = np.sort(final[labels == "keep"])
    k = allowed(len(keep), alpha, delta)
    if k is None:
        return {"alpha": alpha, "delta": delta, "n": len(keep), "threshold": None}
    threshold = float(keep[k])
    return {
        "alpha": alpha,
        "delta": delta,
        "n": len(keep),
        "k": k,
        "threshold": threshold,
        **_aside(final[labels == "noise"], threshold),
        "counter_speech": _aside(final[counter], threshold) if counter.any() else None,
    }


def left_out(examples: Sequence[Example], data: Prepared, model: NoiseModel, seed: int, say: Say) -> dict[str, Any]:
    """Each source that holds both labels left out in turn; also, for the own files, each protected ground and kind."""
    target = np.array([e.label != "noise" for e in examples], dtype=np.float64)
    weight = np.array([e.weight for e in examples])
    labels = np.array([e.label for e in examples])
    sources = np.array([e.source for e in examples])
    found: dict[str, Any] = {}
    scores = np.full(len(examples), np.nan)
    for source in dict.fromkeys(sources.tolist()):
        out = np.flatnonzero(sources == source)
        if min((labels[out] == "keep").sum(), (labels[out] == "noise").sum()) < 20:
            continue
        say(f"source laissée de côté : {source}…")
        rest = np.flatnonzero(sources != source)
        scores[out] = _fitted_scores(data, rest, out, target, weight, model, seed)
        found[source] = measure(scores[out][labels[out] == "keep"], scores[out][labels[out] == "noise"]).plain()
    return {"sources": found, "grounds": _grounds(examples, scores, labels), "kinds": _kinds(examples, scores, labels)}


def _fitted_scores(
    data: Prepared, rest: Rows, out: Rows, target: Floats, weight: Floats, model: NoiseModel, seed: int
) -> Floats:
    """Scores of the rows `out` by stages fitted on the rows `rest`, on the scale of the shipped model."""
    first = fit_first(data, rest, target, weight, seed)
    logits = data.sparse[out] @ first.weights + first.bias
    names = word_classes().names
    floor, scale = model.first.floor, model.first.scale
    if model.second is not None and data.dense.shape[1]:
        second = fit_second(data, rest, target, weight, seed).logits(data.dense[out])
        presence = data.dense[out, 512 : 512 + len(names)]
        asked = read_again(model.second.band, logits, presence)
        logits = data.damping[out] * (logits + np.where(asked, second, expected(model.second, logits)))
        floor, scale = model.second.floor, model.second.scale
        hateful = presence[:, names.index(HATE_WORDS)] > 0
        return scale.probability(floored(logits, hateful, floor))
    return scale.probability(logits)


def _grounds(examples: Sequence[Example], scores: Floats, labels: npt.NDArray[np.str_]) -> dict[str, Any]:
    """By protected ground of the own corpus: keep texts still seen at the threshold that misses 5 % of all of them."""
    known = np.array([bool(e.ground) for e in examples]) & ~np.isnan(scores) & (labels == "keep")
    if not known.any():
        return {}
    threshold = np.sort(scores[known])[int(0.05 * known.sum())]
    grounds = np.array([e.ground for e in examples])
    found = {}
    for ground in sorted(set(grounds[known].tolist())):
        part = scores[known & (grounds == ground)]
        missed = int((part < threshold).sum())
        found[ground] = {
            "keep": len(part),
            "kept": 1 - missed / len(part),
            "miss_upper": upper(missed, len(part), RISK),
        }
    return found


def _kinds(examples: Sequence[Example], scores: Floats, labels: npt.NDArray[np.str_]) -> dict[str, Any]:
    """By kind of own text: share set aside at the threshold that misses 1 % of the own keep texts."""
    own = np.array([e.own for e in examples]) & ~np.isnan(scores)
    keep = own & (labels == "keep")
    if not keep.any():
        return {}
    threshold = np.sort(scores[keep])[int(0.01 * keep.sum())]
    kinds = np.array([e.kind for e in examples])
    return {
        f"{kind} ({label})": {"texts": int(part.sum()), **_aside(scores[part], threshold)}
        for label in ("keep", "noise")
        for kind in sorted(set(kinds[own & (labels == label)].tolist()))
        if (part := own & (labels == label) & (kinds == kind)).sum() >= 20
    }


def _aside(scores: Floats, threshold: float) -> dict[str, float]:
    """The share of these texts under a threshold, with its interval."""
    return share(int((scores < threshold).sum()), len(scores))


def final_scores(scores: Iterable[float], texts: Sequence[str], never: Never) -> list[float]:
    """The scores, 1 for what is never set aside."""
    return [
        BYPASSED if never.reason(text) is not None else float(score) for score, text in zip(scores, texts, strict=True)
    ]

"""From labelled texts to a model: one seeded run, reproducible to the digest."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import sklearn

from classifiers.noise.cascade import HATE_WORDS, expected, floored, read_again
from classifiers.noise.corpus import LABELS, SOURCES, TEMPLATES, Example, digest
from classifiers.noise.encoder import Encoder
from classifiers.noise.features import batches, split
from classifiers.noise.learning import (
    ORIGIN_SIZE,
    Floats,
    Head,
    Prepared,
    dampings,
    dense,
    fit_first,
    fit_scale,
    fit_second,
    matrix,
)
from classifiers.noise.model import FirstStage, NoiseModel, Scale, SecondStage
from classifiers.noise.ngrams import grams
from classifiers.noise.words import word_classes

FOLDS = 5
BAND = (-4.5, -1.0)
"""First logits for which the encoder is asked; under them, only for texts that hold a word of `cascade.AIMED`.

Above, its answer would only reorder texts that are kept anyway; a text under the foot without such a word gains nothing from it
(docs/noise.md).
"""

FLOOR_MISS = 0.03
"""The floor of texts with a word of hate is the logit under which this share of the collected keep texts falls, out of fold."""

Say = Callable[[str], None]
Line = tuple[float, float]


class OutOfFold(NamedTuple):
    """Scores of collected texts by models that never saw them: `rows` into the examples; score with and without the encoder."""

    rows: npt.NDArray[np.intp]
    first: Floats
    cascade: Floats | None


class Trained(NamedTuple):
    """A model, and the out-of-fold scores that its probabilities and its demonstration certificate rest on."""

    model: NoiseModel
    held: OutOfFold


def collected(example: Example) -> bool:
    """A real text that somebody read one by one against the definition: the kind that thresholds may rest on."""
    return (
        not example.own
        and example.source != TEMPLATES
        and (example.read_by == "llm_relabel_v1" or example.source == "jigsaw_fr_mt")
    )


def train(
    examples: Sequence[Example], data: Prepared, encoder: Encoder | None, seed: int, say: Say, about: dict[str, Any]
) -> Trained:
    """Fits both stages, then again without each fifth of the collected texts to set scale, floor and thresholds on honest scores.

    `data`: the examples as `prepare` made them, with the same encoder.
    """
    target = np.array([e.label != "noise" for e in examples], dtype=np.float64)
    weight = np.array([e.weight for e in examples])
    everything = np.arange(len(examples))
    say("étage 1…")
    first = fit_first(data, everything, target, weight, seed)
    head = None
    if encoder is not None:
        say("étage 2…")
        head = fit_second(data, everything, target, weight, seed)
    logits = _out_of_fold(data, examples, target, weight, seed, say)
    classes = _classes([examples[i].text for i in logits.rows])
    hateful = classes[:, word_classes().number(HATE_WORDS) - 1] > 0
    clear = np.array([examples[i].label != "grey" for i in logits.rows])
    truth = target[logits.rows]
    first_floor, first_scale = _floor_and_scale(logits.first, truth, clear, hateful)
    stage = FirstStage(split(first.weights), first.bias, first_scale, first_floor)
    held = OutOfFold(logits.rows, first_scale.probability(floored(logits.first, hateful, first_floor)), None)
    second = None
    if head is not None and encoder is not None and logits.cascade is not None:
        asked, top = read_again(BAND, logits.first, classes), logits.first >= BAND[1]
        below, above = (_line(logits.first[side], logits.cascade[side]) for side in (~asked & ~top, top))
        blank = _second(encoder, head, below, above, Scale(1.0, 0.0), -99.0)
        answer = np.where(asked, logits.cascade, expected(blank, logits.first))
        total = data.damping[logits.rows] * (logits.first + answer)
        floor, scale = _floor_and_scale(total, truth, clear, hateful)
        second = _second(encoder, head, below, above, scale, floor)
        held = held._replace(cascade=scale.probability(floored(total, hateful, floor)))
    return Trained(NoiseModel(stage, second, _about(examples, seed, about)), held)


def prepare(examples: Sequence[Example], encoder: Encoder | None, say: Say) -> Prepared:
    """The texts as matrices. Shapes: (n, 2**17 + …), (n, 512 + 2 x classes + frames) or (n, 0) without encoder, (n, 2), (n,)."""
    say("n-grammes…")
    texts = [e.text for e in examples]
    origin = np.zeros((len(texts), 2), dtype=np.float32)
    for row, example in enumerate(examples):
        if example.own or example.source == TEMPLATES:
            origin[row, int(example.own)] = ORIGIN_SIZE
    features = np.zeros((len(texts), 0), dtype=np.float32)
    if encoder is not None:
        vectors = []
        for number, batch in enumerate(batches(texts, 1024)):
            say(f"encodeur : {number * 1024} textes sur {len(texts)}…")
            vectors.append(encoder.encode(batch))
        features = dense(texts, np.vstack(vectors))
    return Prepared(matrix(texts), features, origin, dampings(texts))


def _out_of_fold(
    data: Prepared, examples: Sequence[Example], target: Floats, weight: Floats, seed: int, say: Say
) -> OutOfFold:
    """The logits of both stages on collected texts, by models fitted without their fifth."""
    rows = np.array([i for i, e in enumerate(examples) if collected(e)], dtype=np.intp)
    fold = np.random.default_rng(seed).integers(0, FOLDS, len(rows))
    first, second = np.zeros(len(rows)), np.zeros(len(rows))
    for number in range(FOLDS):
        say(f"mesure hors échantillon : {number + 1} sur {FOLDS}…")
        out = rows[fold == number]
        rest = np.setdiff1d(np.arange(len(examples)), out)
        fitted = fit_first(data, rest, target, weight, seed)
        first[fold == number] = data.sparse[out] @ fitted.weights + fitted.bias
        if data.dense.shape[1]:
            second[fold == number] = fit_second(data, rest, target, weight, seed).logits(data.dense[out])
    return OutOfFold(rows, first, second if data.dense.shape[1] else None)


def _floor_and_scale(
    logits: Floats, truth: Floats, clear: npt.NDArray[np.bool_], hateful: npt.NDArray[np.bool_]
) -> tuple[float, Scale]:
    floor = float(np.quantile(logits[clear & (truth > 0)], FLOOR_MISS))
    return floor, fit_scale(floored(logits, hateful, floor)[clear], truth[clear])


def _second(encoder: Encoder, head: Head, below: Line, above: Line, scale: Scale, floor: float) -> SecondStage:
    mean, spread, weights = (a.astype(np.float32) for a in (head.mean, head.spread, head.fitted.weights))
    return SecondStage(encoder.name, mean, spread, weights, head.fitted.bias, BAND, below, above, scale, floor)


def _line(first: Floats, second: Floats) -> Line:
    """The least squares line of one stage on the other; flat when too few texts draw it."""
    if len(first) < 10:
        return 0.0, float(second.mean()) if len(second) else 0.0
    slope, offset = np.polyfit(first, second, 1)
    return float(slope), float(offset)


def _classes(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.concatenate([grams(batch).classes for batch in batches(texts)])


def _about(examples: Sequence[Example], seed: int, about: dict[str, Any]) -> dict[str, Any]:
    counts = Counter((e.source, e.label) for e in examples)
    licences = {s.file: s.licence for s in SOURCES}
    sources = {
        source: {"licence": licences.get(source, "own"), **{label: counts[source, label] for label in LABELS}}
        for source in dict.fromkeys(e.source for e in examples)
    }
    versions = {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__}
    return {"seed": seed, "data": digest(list(examples)), "sources": sources, "versions": versions, **about}

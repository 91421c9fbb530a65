"""The head of posts, learnt on labelled posts and on the contents of hateful and noise reports; its
scale on what none of it learnt from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from classifiers.encoder.tokens import Signs
from classifiers.reader.features import Floats, Side, count_rows, facts_row, facts_width, network_row
from classifiers.reader.model import ReaderModel
from classifiers.reader.network import Lines
from classifiers.reader.posts import PostHead, PostScale
from classifiers.reader.reading import ReportText
from classifiers.second.counts import COUNTED
from classifiers.second.network import QuantizedWeight, quantize
from classifiers.second.reader import SecondReader
from training.corpus import TEMPLATES, LabelledText
from training.reader import heads as fitting
from training.reader.sources import LabelledReports

OWN_WEIGHT, REPORT_WEIGHT = 0.5, 0.3
"""Weights of a text written for the project and of a report's content, beside a public post."""
FOLDS, SEED = 3, 0
LOOSE = 100.0
"""Inverse penalty of the scale, which has few numbers and many texts."""


def blank(values: int) -> PostHead:
    """A head of posts before it has learnt."""
    lines = Lines(np.zeros((facts_width(values), 1), np.float32), np.zeros(1, np.float32))
    return PostHead(lines, quantize(np.zeros((COUNTED, 1), np.float32)), PostScale(1.0, 1.0, 0.0, 1.0, 0.0))


class TextFeatures(NamedTuple):
    """Features of texts, each read as a post: for the lines, and for the reader's heads."""

    facts: Floats
    counts: csr_matrix
    heads: Floats

    def of(self, some: npt.NDArray[np.bool_]) -> TextFeatures:
        """Some of the texts."""
        return TextFeatures(self.facts[some], self.counts[some], self.heads[some])


class PostTraining(NamedTuple):
    """Texts that teach the head, with what each is worth: 1 for hate, and how much an error
    weighs. `post`: whether it is one, or else the content of a report.
    """

    features: TextFeatures
    target: Floats
    weight: Floats
    post: npt.NDArray[np.bool_]


def read(texts: Sequence[str], second: SecondReader, model: ReaderModel) -> TextFeatures:
    """The features of texts, as the reader computes them. `model`: of which all but the head of
    posts is learnt.
    """
    trunk, signs = Signs(*model.trunk), len(model.trunk.sign_bias)
    rows, facts, posts = [], [], [ReportText(text, reported=False) for text in texts]
    for one in second.read_texts(texts, trunk):
        side = Side(one.sight, one.probabilities, one.length) if len(one.sight.lengths) else None
        rows.append(network_row(side, None, None, signs))
        facts.append(facts_row(side, None, None, len(second.values)))
    counts = count_rows(posts)
    weighed = np.array(facts)
    return TextFeatures(weighed, counts, model.probabilities(np.array(rows), weighed, counts))


def posts(
    examples: Sequence[LabelledText], reports: LabelledReports, second: SecondReader, model: ReaderModel
) -> tuple[PostHead, dict[str, float]]:
    """The head, with what it is worth on posts that did not teach it.

    Its probabilities are those of the contents of reports: as many of them matter.
    """
    clear = [one for one in examples if one.source != TEMPLATES and one.label != "grey"]
    contents = [(report.text, row) for report, row in zip(reports.reports, reports.rows, strict=True) if report.text]
    useful = [row["expect"] == "noise" or row["field"] == "haine" for _, row in contents]
    features = read([one.text for one in clear], second, model)
    said = read([text for text, _ in contents], second, model)
    taught = said.of(np.array(useful))
    training = PostTraining(
        TextFeatures(
            np.vstack([features.facts, taught.facts]),
            vstack([features.counts, taught.counts]).tocsr(),
            np.vstack([features.heads, taught.heads]),
        ),
        np.array(
            [one.label == "keep" for one in clear]
            + [row["expect"] != "noise" for (_, row), yes in zip(contents, useful, strict=True) if yes],
            np.float32,
        ),
        np.array([OWN_WEIGHT if one.own else 1.0 for one in clear] + [REPORT_WEIGHT] * sum(useful), np.float32),
        np.arange(len(clear) + sum(useful)) < len(clear),
    )
    scale, held = _scale(training)
    head = PostHead(*_lines(training, np.full(len(training.target), True)), scale)
    matters = np.array([row["expect"] != "noise" for _, row in contents])
    logits = _logit(head.probabilities(said.facts, said.counts, said.heads))
    gain, shift = _regression(logits[:, None], matters)
    public = training.post & (training.weight == 1)
    measures = {
        "posts": int(training.post.sum()),
        **({"auc_public_posts": float(roc_auc_score(training.target[public], held[public]))} if public.any() else {}),
    }
    return head._replace(scale=scale._replace(gain=float(gain), shift=float(shift))), measures


def _scale(training: PostTraining) -> tuple[PostScale, Floats]:
    """The scale of hate, from logits of texts that taught nothing, and those logits; the gain and
    the shift are left to learn.
    """
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(training.target))
    each = np.zeros((len(fold), 2))
    for number in range(FOLDS):
        out = fold == number
        lines, counts = _lines(training, ~out)
        head = PostHead(lines, counts, PostScale(1.0, 0.0, 0.0, 1.0, 0.0))
        some = training.features.of(out)
        each[out, 0] = head.hate(some.facts, some.counts)
        head = head._replace(scale=PostScale(0.0, 1.0, 0.0, 1.0, 0.0))
        each[out, 1] = head.hate(some.facts, some.counts)
    *weights, shift = _regression(each[training.post], training.target[training.post] > 0)
    lines_weight, counts_weight = np.maximum(weights, 0).tolist()
    return PostScale(lines_weight, counts_weight, float(shift), 1.0, 0.0), each @ [lines_weight, counts_weight]


def _lines(training: PostTraining, some: npt.NDArray[np.bool_]) -> tuple[Lines, QuantizedWeight]:
    target, weight = training.target[some, None], training.weight[some, None]
    counted = fitting.counts(training.features.counts[some], target, weight)
    return fitting.lines(training.features.facts[some], target, weight), quantize(counted.weight)


def _regression(rows: Floats, yes: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    model = LogisticRegression(C=LOOSE, max_iter=300).fit(rows, yes)
    return np.array([*model.coef_[0], model.intercept_[0]])


def _logit(probabilities: Floats) -> npt.NDArray[np.float64]:
    capped = np.clip(probabilities, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(capped / (1 - capped)), np.float64)

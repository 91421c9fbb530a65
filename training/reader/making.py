"""Training run, from sentences and labelled reports to a model with its measures: seeded, each
stage in a folder so that the next run goes on from it.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
import optax
import sklearn
from scipy.sparse import csr_matrix

from classifiers.encoder.tokens import Signs, TokenReader
from classifiers.reader.features import Floats, Side, count_rows, facts_row, network_row
from classifiers.reader.model import ReaderModel
from classifiers.reader.network import Counts, Lines, Logits, ReportNetwork
from classifiers.reader.reading import ReportText
from classifiers.second.network import quantize
from classifiers.second.reader import SecondReader
from classifiers.second.values import ShownValue
from training.facts.annotations import AnnotatedText, values_of
from training.facts.examples import LEAST
from training.layers import Weights
from training.progress import Say, TrainingRun
from training.reader import heads as fitting
from training.reader.measures import measure
from training.reader.posts import blank
from training.reader.sources import LabelledReports, SentenceTargets, author
from training.reader.trunk import learn
from training.sentences import encode

NETWORKS = 3
"""Networks averaged: each is drawn and shuffled by a seed of its own."""
FOLDS = 3
"""Groups of authors, each measured by what the others taught: no author is measured by their own
reports.
"""


class ReportFeatures(NamedTuple):
    """Labelled reports and what is weighed of each."""

    reports: LabelledReports
    rows: Floats
    facts: Floats
    counts: csr_matrix


def trunk(
    taught: Sequence[SentenceTargets],
    rows: Sequence[AnnotatedText],
    outcomes: int,
    tokens: TokenReader,
    run: TrainingRun,
) -> Weights:
    """The trunk, learnt or read from the work folder.

    `outcomes`: heads and offences, before the facts.
    """
    path = run.work / "trunk.npz"
    if not path.exists():
        texts = [text for one in taught for text in one.texts]
        shown, much = _facts(rows, values_of(rows, LEAST), len(texts))
        targets = SentenceTargets(
            texts,
            np.concatenate([one.side for one in taught]),
            np.hstack([np.vstack([one.target for one in taught]), shown]),
            np.hstack([np.vstack([one.weight for one in taught]), much]),
        )
        weights = learn(encode(texts, tokens, run), targets, outcomes, run.say)
        np.savez(path, **weights)
    with np.load(path) as weights:
        return dict(weights)


def _facts(rows: Sequence[AnnotatedText], values: Sequence[ShownValue], count: int) -> tuple[Floats, Floats]:
    """The facts of each annotated sentence; the other texts, that come after, say nothing of it."""
    shown, much = np.zeros((count, len(values)), np.float32), np.zeros((count, len(values)), np.float32)
    for number, row in enumerate(rows):
        shown[number] = [value in row.values for value in values]
        much[number] = [0.3 if fact in row.maybe else 1.0 for fact, _ in values]
    return shown, much


def weigh(reports: LabelledReports, second: SecondReader, weights: Weights, work: Path) -> ReportFeatures:
    """The features of labelled reports, as the reader computes them, or as it did at an earlier
    run.
    """
    seen = hashlib.sha256(f"{second.digest}{_digest(reports.reports)}".encode() + weights["sign"].tobytes())
    path = work / f"reports-{seen.hexdigest()[:16]}.npz"
    if not path.exists():
        np.savez(path, **_rows(reports, second, weights)._asdict())
    with np.load(path) as rows:
        return ReportFeatures(reports, rows["rows"], rows["facts"], count_rows(reports.reports))


class Rows(NamedTuple):
    """Features of networks and lines, one row per report."""

    rows: Floats
    facts: Floats


def _rows(reports: LabelledReports, second: SecondReader, weights: Weights) -> Rows:
    trunk = Signs(*(quantize(weights[name]).weight() for name in ("sign", "sign_bias")))
    signs = len(trunk.bias)
    rows, facts = [], []
    for report in reports.reports:
        text, comment = (_side(side, second, trunk) for side in (report.text, report.comment))
        rows.append(network_row(text, comment, report.category, signs))
        facts.append(facts_row(text, comment, report.category, len(second.values)))
    return Rows(np.array(rows), np.array(facts))


def _side(text: str | None, second: SecondReader, trunk: Signs) -> Side | None:
    if not text or not text.strip():
        return None
    read = next(second.read_texts([text], trunk))
    return Side(read.sight, read.probabilities, read.length) if len(read.sight.lengths) else None


def out_of_fold(weighed: ReportFeatures, weights: Weights, say: Say) -> Logits:
    """The logits of each group of authors by what the others taught."""
    authors = np.array([author(row) for row in weighed.reports.rows])
    found = Logits(*(np.zeros_like(weighed.reports.target) for _ in Logits._fields))
    every = sorted(set(authors.tolist()))
    for fold in range(FOLDS):
        group = every[fold::FOLDS]
        out = np.isin(authors, group)
        for whole, part in zip(found, fit(weighed, ~out, weights, 1).logits(weighed, out), strict=True):
            whole[out] = part
        say(f"auteurs {', '.join(group)} : lus par ce que les autres ont appris")
    return found


class Weighers(NamedTuple):
    """What weighs a report: networks, lines over facts, lines over words and letters."""

    networks: list[ReportNetwork]
    lines: Lines
    counts: Counts

    def logits(self, weighed: ReportFeatures, some: Any) -> Logits:
        """The logits of some of the reports."""
        networks = np.mean([one.logits(weighed.rows[some]) for one in self.networks], axis=0)
        return Logits(networks, self.lines.logits(weighed.facts[some]), self.counts.logits(weighed.counts[some]))


def fit(weighed: ReportFeatures, some: Any, weights: Weights, networks: int) -> Weighers:
    """What is learnt from some of the reports."""
    target, weight = weighed.reports.target[some], weighed.reports.weight[some]
    return Weighers(
        [fitting.network(weights, weighed.rows[some], target, weight, seed) for seed in range(networks)],
        fitting.lines(weighed.facts[some], target, weight),
        fitting.counts(weighed.counts[some], target, weight),
    )


def make(
    weighed: ReportFeatures, weights: Weights, values: tuple[ShownValue, ...], offences: tuple[str, ...], say: Say
) -> ReaderModel:
    """The model learnt from all the reports, with the scale and the measures of readings out of
    fold; its head of posts is blank.
    """
    held = out_of_fold(weighed, weights, say)
    reports = weighed.reports
    scale = fitting.scale(held, reports.target, reports.weight)
    measures = {"ensemble": measure(scale.probabilities(held), reports.rows)}
    learnt = fit(weighed, np.full(len(reports.rows), True), weights, NETWORKS)
    say("réseaux et droites appris sur tout")
    model = ReaderModel(
        values,
        tuple(quantize(weights[name]) for name in ("sign", "sign_bias")),
        tuple(tuple(map(quantize, one)) for one in learnt.networks),
        learnt.lines,
        tuple(map(quantize, learnt.counts)),
        scale,
        blank(len(values)),
        offences,
    )
    return replace(
        model,
        about={
            "reports": len(reports.rows),
            "data": _digest(reports.reports),
            "measures": measures,
            "versions": _versions(),
        },
    )


def _digest(reports: Sequence[ReportText]) -> str:
    seen = hashlib.sha256()
    for one in reports:
        seen.update(f"{one.text}\0{one.comment}\0{one.category}\n".encode("utf-8", "surrogatepass"))
    return seen.hexdigest()


def _versions() -> dict[str, str]:
    named = {"numpy": np, "scikit-learn": sklearn, "jax": jax, "optax": optax}
    return {"python": platform.python_version(), **{name: module.__version__ for name, module in named.items()}}

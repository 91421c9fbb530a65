"""One run: learn, set the demonstration thresholds, measure, write model, certificates and card. Nothing half written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from classifiers.noise.card import card
from classifiers.noise.cascade import DEMONSTRATION, Cascade
from classifiers.noise.certificate import Certificate, Origin, certify
from classifiers.noise.certificate_file import Certificates, write
from classifiers.noise.contents import contents
from classifiers.noise.corpus import Example, digest
from classifiers.noise.encoder import Encoder
from classifiers.noise.evaluation import certified, in_source, left_out
from classifiers.noise.filter import final_scores, rules_digest
from classifiers.noise.metrics import share
from classifiers.noise.model import CARD, CERTIFICATES, MODEL, save
from classifiers.noise.never import Never
from classifiers.noise.score_version import SCORE_CODE
from classifiers.noise.training import OutOfFold, Trained, prepare, train

Say = Callable[[str], None]


class Recipe(NamedTuple):
    """What a run starts from. `unseen`: noise of sources kept out of training, read only to measure."""

    examples: Sequence[Example]
    unseen: Sequence[Example]
    encoder: Encoder | None
    never: Never
    seed: int
    about: dict[str, Any]


class Made(NamedTuple):
    """A trained model, what it measures, and its demonstration certificates."""

    trained: Trained
    measured: dict[str, Any]
    certificates: Certificates


def make(recipe: Recipe, say: Say, today: date, *, measure: bool = True) -> Made:
    """Trains and measures. `today` dates the certificates; nothing else depends on it."""
    data = prepare(recipe.examples, recipe.encoder, say)
    trained = train(recipe.examples, data, recipe.encoder, recipe.seed, say, recipe.about)
    variants = {c.variant: c for c in (Cascade(trained.model, None), Cascade(trained.model, recipe.encoder))}
    found = {name: _demonstration(recipe, trained.held, cascade, today) for name, cascade in variants.items()}
    measured: dict[str, Any] = {"in_source": in_source(recipe.examples, trained.held)}
    measured["certified"] = certified(recipe.examples, trained.held, recipe.never)
    if measure:
        measured |= left_out(recipe.examples, data, trained.model, recipe.seed, say)
        measured["unseen_noise"] = _unseen(recipe, Cascade(trained.model, recipe.encoder), found)
    return Made(trained, measured, Certificates(tuple(sorted(found.values(), key=lambda c: c.origin.channel))))


def write_all(made: Made, folder: Path) -> str:
    """Writes the three files, and tells the digest of the model."""
    folder.mkdir(parents=True, exist_ok=True)
    save(made.trained.model, folder / MODEL)
    write(folder / CERTIFICATES, made.certificates)
    text = card(made.trained.model, made.measured, made.certificates)
    draft = folder / (CARD + ".tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(folder / CARD)
    return f"Modèle {made.trained.model.digest()} écrit dans {folder}/."


def _demonstration(recipe: Recipe, held: OutOfFold, cascade: Cascade, today: date) -> Certificate:
    """The certificate on the out-of-fold scores of collected texts: it shows how the guarantee works, and promises a hotline nothing."""
    scores = held.first if cascade.variant == "first-stage" or held.cascade is None else held.cascade
    examples = [recipe.examples[i] for i in held.rows]
    clear = [row for row, e in enumerate(examples) if e.label != "grey"]
    texts, keep = [examples[row].text for row in clear], [examples[row].label == "keep" for row in clear]
    once = contents(texts, keep, final_scores(scores[clear], texts, recipe.never))
    origin = Origin(
        DEMONSTRATION[cascade.variant],
        today,
        today,
        rules_digest(cascade, recipe.never),
        digest(examples),
        SCORE_CODE,
    )
    found = certify(
        [score for row, score in zip(once.rows, once.scores, strict=True) if keep[row]],
        once.scores,
        origin,
        demonstration=True,
        repeats=len(clear) - len(once.rows),
    )
    if not isinstance(found, Certificate):
        raise ValueError(found.reason)
    return found


def _unseen(recipe: Recipe, cascade: Cascade, found: dict[str, Certificate]) -> dict[str, Any]:
    """Share of easy noise of sources never trained on that the demonstration certificate sets aside."""
    told: dict[str, Any] = {}
    for source in dict.fromkeys(e.source for e in recipe.unseen):
        texts = [e.text for e in recipe.unseen if e.source == source and e.label == "noise"]
        final = np.array(final_scores(cascade.scores(texts), texts, recipe.never))
        aside = int((final < found[cascade.variant].threshold).sum())
        told[source] = {"noise": len(texts), **share(aside, len(texts))}
    return told


def as_json(measured: dict[str, Any]) -> str:
    """The measures as JSON text."""
    return json.dumps(measured, ensure_ascii=False, indent=1)

"""One run: learn, measure, write model and card. Nothing half written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from classifiers.noise.card import card
from classifiers.noise.corpus import Example
from classifiers.noise.encoder import Encoder
from classifiers.noise.evaluation import certified, in_source, left_out
from classifiers.noise.model import CARD, MODEL, save
from classifiers.noise.never import Never
from classifiers.noise.training import Trained, prepare, train

Say = Callable[[str], None]


class Recipe(NamedTuple):
    """What a run starts from."""

    examples: Sequence[Example]
    encoder: Encoder | None
    never: Never
    seed: int
    about: dict[str, Any]


class Made(NamedTuple):
    """A trained model, and what it measures."""

    trained: Trained
    measured: dict[str, Any]


def make(recipe: Recipe, say: Say, *, measure: bool = True) -> Made:
    """Trains and measures."""
    data = prepare(recipe.examples, recipe.encoder, say)
    trained = train(recipe.examples, data, recipe.encoder, recipe.seed, say, recipe.about)
    measured: dict[str, Any] = {"in_source": in_source(recipe.examples, trained.held)}
    measured["certified"] = certified(recipe.examples, trained.held, recipe.never)
    if measure:
        measured |= left_out(recipe.examples, data, trained.model, recipe.seed, say)
    return Made(trained, measured)


def write_all(made: Made, folder: Path) -> str:
    """Writes both files, and tells the digest of the model."""
    folder.mkdir(parents=True, exist_ok=True)
    save(made.trained.model, folder / MODEL)
    text = card(made.trained.model, made.measured)
    draft = folder / (CARD + ".tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(folder / CARD)
    return f"Modèle {made.trained.model.digest()} écrit dans {folder}/."


def as_json(measured: dict[str, Any]) -> str:
    """The measures as JSON text."""
    return json.dumps(measured, ensure_ascii=False, indent=1)

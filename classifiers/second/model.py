"""The model file of the second reader: weights, what their columns and rows stand for, and nothing
of anybody's words.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from classifiers.encoder.tokens import Sight, Signs
from classifiers.second.archive import NotPlain, read_archive, write_archive
from classifiers.second.features import Columns, FeatureRows
from classifiers.second.network import FactNetwork, QuantizedWeight
from classifiers.second.values import ShownValue

FORMAT = "qualif-second-2"
MODEL, CARD = "second.skops", "card.md"
AGAIN = "réinstaller le paquet, ou refaire `python -m training.facts`"


class BadSecondModel(Exception):
    """A model file that cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class SecondModel:
    """A network, the values it tells of and what its columns stand for.

    `weights`: its weights, in the order of `FactNetwork`, a byte each.

    `about` holds versions, seed, digests, counts and measures, never a text.
    """

    values: tuple[ShownValue, ...]
    columns: Columns
    weights: tuple[QuantizedWeight, ...]
    about: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def network(self) -> FactNetwork:
        """Its weights, in single precision."""
        return FactNetwork(*(one.weight() for one in self.weights))

    @cached_property
    def signs(self) -> Signs:
        """The layer over each token."""
        return Signs(self.network.sign, self.network.sign_bias)

    def probabilities(self, sight: Sight, features: FeatureRows) -> npt.NDArray[np.float64]:
        """The probability that an attentive reader would mark each value, per text; shape (texts,
        values).
        """
        logits = self.network.logits(sight, features).astype(np.float64)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -500, 500))))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of every number, and of what rows and columns stand for."""
        seen = hashlib.sha256(_layout(self).encode())
        for steps, size in self.weights:
            seen.update(np.ascontiguousarray(steps).tobytes() + np.ascontiguousarray(size).tobytes())
        return seen.hexdigest()


def save(model: SecondModel, path: Path) -> None:
    """Writes the model."""
    content = {
        "format": FORMAT,
        "named": _layout(model),
        "steps": [one.steps for one in model.weights],
        "sizes": [one.size for one in model.weights],
        "about": json.dumps(model.about, ensure_ascii=False, sort_keys=True),
        "digest": model.digest,
    }
    write_archive(content, path)


def load(path: Path) -> SecondModel:
    """Reads a model; nothing in the file is run.

    Raises:
        BadSecondModel: unreadable, of another format, or altered.
    """
    try:
        content = read_archive(path)
        if content["format"] != FORMAT:
            raise BadSecondModel(f"{path.name} : format {content['format']!r}, attendu {FORMAT!r} ; {AGAIN}")
        named = json.loads(content["named"])
        values, weighed = (tuple((fact, value) for fact, value in named[key]) for key in ("values", "weighed"))
        columns = Columns(weighed, tuple(named["rules"]))
        kept = tuple(map(QuantizedWeight, content["steps"], content["sizes"]))
        model = SecondModel(values, columns, kept, json.loads(content["about"]))
        fits = model.network.fits(columns.width, len(values))
    except BadSecondModel:
        raise
    except NotPlain as error:
        raise BadSecondModel(f"{path.name} : contient autre chose que des nombres ; {AGAIN}") from error
    except Exception as error:  # zipfile, json and numpy each raise their own on a damaged file
        raise BadSecondModel(f"{path.name} : modèle illisible ({type(error).__name__}) ; {AGAIN}") from error
    if not fits or not all(np.isfinite(weight).all() for weight in model.network):
        raise BadSecondModel(f"{path.name} : modèle incohérent ; {AGAIN}")
    if model.digest != content["digest"]:
        raise BadSecondModel(f"{path.name} : l'empreinte ne correspond pas : fichier modifié ; {AGAIN}")
    return model


def _layout(model: SecondModel) -> str:
    return json.dumps({"values": model.values, "weighed": model.columns.values, "rules": model.columns.rules})

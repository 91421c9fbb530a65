"""The model file: weights, what they were made from, and nothing of anybody's words."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from skops import io as skops

from classifiers.noise.frames import frames_text
from classifiers.noise.frames import width as frames_width
from classifiers.noise.ngrams import BITS
from classifiers.noise.words import word_classes, words_text

FORMAT = "qualif-noise-3"

MODEL, CERTIFICATES, CARD = "noise.skops", "certificates.json", "card.md"
"""What a model's folder holds."""


class BadModel(Exception):
    """A model file that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From a logit to the probability that an analyst must see the text: sigmoid(slope * logit + offset)."""

    slope: float
    offset: float

    def probability(self, logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The probability of each logit, in [0, 1]."""
        return 1.0 / (1.0 + np.exp(-np.clip(self.slope * logits + self.offset, -500, 500)))


@dataclass(frozen=True, slots=True)
class FirstStage:
    """Weights of each block of n-grams, one float per bucket."""

    weights: dict[str, npt.NDArray[np.float32]]
    bias: float
    scale: Scale
    floor: float


@dataclass(frozen=True, slots=True)
class SecondStage:
    """A linear head on the sentence vector (512), the classes of words (2 each) and the frames, after standardisation.

    The encoder is asked only where it can change the answer: for first logits in `band` [low, high), and under it for texts that name
    a group or hold a word that lowers (`cascade.AIMED`). For the others, the lines `below` and `above` (slope, offset) stand for what it would
    answer on average, so that one score orders all texts. `scale` and `floor` are those of the sum once damped (`features.damping`).
    """

    encoder: str
    mean: npt.NDArray[np.float32]
    spread: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: float
    band: tuple[float, float]
    below: tuple[float, float]
    above: tuple[float, float]
    scale: Scale
    floor: float


@dataclass(frozen=True, slots=True)
class NoiseModel:
    """Both stages and how they were made: `about` holds versions, seed, licences, digests and counts, never a text."""

    first: FirstStage
    second: SecondStage | None
    about: dict[str, Any] = field(default_factory=dict)

    def digest(self) -> str:
        """SHA-256 of every number of the model and of the lists of words and frames it was made with."""
        seen = hashlib.sha256(words_text() + frames_text())
        for name, value in sorted(_numbers(self).items()):
            seen.update(name.encode())
            seen.update(np.ascontiguousarray(value).tobytes())
        return seen.hexdigest()


def _numbers(model: NoiseModel) -> dict[str, npt.NDArray[Any]]:
    first, second = model.first, model.second
    found: dict[str, npt.NDArray[Any]] = {f"first.{name}": weights for name, weights in first.weights.items()}
    found["first.rest"] = np.array([first.bias, first.scale.slope, first.scale.offset, first.floor])
    if second is not None:
        found |= {"second.mean": second.mean, "second.spread": second.spread, "second.weights": second.weights}
        found["second.rest"] = np.array(
            [
                second.bias,
                *second.band,
                *second.below,
                *second.above,
                second.scale.slope,
                second.scale.offset,
                second.floor,
            ]
        )
    return found


def save(model: NoiseModel, path: Path) -> None:
    """Writes the model in one go: a file half written is never left in place of a good one."""
    encoder = None if model.second is None else model.second.encoder
    content = {
        "format": FORMAT,
        "numbers": _numbers(model),
        "encoder": encoder,
        "about": json.dumps(model.about, ensure_ascii=False, sort_keys=True),
        "digest": model.digest(),
    }
    part = path.with_suffix(".part")
    skops.dump(content, part, compression=8)  # 8: deflate
    part.replace(path)


def load(path: Path) -> NoiseModel:
    """Reads a model. skops refuses any type but plain values and arrays; nothing in the file is run.

    Raises:
        BadModel: unreadable, of another format, made with other word lists, or altered.
    """
    try:
        if skops.get_untrusted_types(file=path):
            raise BadModel(f"{path.name} : contient autre chose que des nombres ; refaire `qualif noise train`")
        content = skops.load(path, trusted=[])
        numbers: dict[str, npt.NDArray[Any]] = content["numbers"]
        if content["format"] != FORMAT:
            raise BadModel(
                f"{path.name} : format {content['format']!r}, attendu {FORMAT!r} ; refaire `qualif noise train`"
            )
        model = NoiseModel(_first(numbers), _second(numbers, content["encoder"]), json.loads(content["about"]))
    except BadModel:
        raise
    except Exception as error:  # skops, zipfile and json each raise their own on a damaged file
        raise BadModel(
            f"{path.name} : modèle illisible ({type(error).__name__}) ; refaire `qualif noise train`"
        ) from error
    if model.digest() != content["digest"]:
        raise BadModel(
            f"{path.name} : l'empreinte ne correspond pas (fichier modifié, ou listes de mots ou de cadres changées)"
        )
    return model


def _first(numbers: dict[str, npt.NDArray[Any]]) -> FirstStage:
    weights = {name: numbers[f"first.{name}"] for name in BITS}
    for name, bits in BITS.items():
        _expect(weights[name], (1 << bits,))
    bias, slope, offset, floor = (float(v) for v in numbers["first.rest"])
    return FirstStage(weights, bias, Scale(slope, offset), floor)


def _second(numbers: dict[str, npt.NDArray[Any]], encoder: str | None) -> SecondStage | None:
    if encoder is None:
        return None
    width = 512 + 2 * len(word_classes().names) + frames_width()
    mean, spread, weights = (numbers[f"second.{n}"] for n in ("mean", "spread", "weights"))
    for array in (mean, spread, weights):
        _expect(array, (width,))
    bias, *lines, slope, offset, floor = (float(v) for v in numbers["second.rest"])
    band, below, above = ((lines[i], lines[i + 1]) for i in (0, 2, 4))
    return SecondStage(encoder, mean, spread, weights, bias, band, below, above, Scale(slope, offset), floor)


def _expect(array: npt.NDArray[Any], shape: tuple[int, ...]) -> None:
    if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
        raise BadModel(f"modèle incohérent : tableau {array.shape}, attendu {shape}")

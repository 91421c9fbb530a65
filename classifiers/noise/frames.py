"""Frames of a text: turns of phrase that report, name or refuse what is said, and quotation marks.

Counter-speech and testimony share the words of hate; what tells them apart is how the words are held. A linear rule on words cannot
see that by itself, so the second stage is also given, for each frame, which hostile classes of words stand in the same text.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import re2
import yaml

from classifiers.noise.words import word_classes
from classifiers.text.folding import Folded

QUOTES = ("guillemets", "entre_guillemets", "surtout_entre_guillemets")
"""A quotation mark at all; more than a twentieth of the text between two of them; more than half."""

HELD = (
    "mot_de_haine",
    "groupe",
    "insulte",
    "deshumanisation",
    "violence",
    "exclusion",
    "hostilite",
    "deuxieme_personne",
    "premiere_personne",
)
"""The classes of words that each frame is crossed with."""

_QUOTED = re.compile(r'"([^"]{2,200})"')

Matrix = npt.NDArray[np.float32]


class Frames(NamedTuple):
    """The declared frames, and what finds them."""

    names: tuple[str, ...]
    found: re2.Set


def frames_text() -> bytes:
    """The shipped patterns, as bytes: part of what the model's digest covers."""
    return resources.files("classifiers.noise").joinpath("frames.yaml").read_bytes()


@cache
def frames() -> Frames:
    """The shipped frames."""
    listed: dict[str, str] = yaml.safe_load(frames_text())
    options = re2.Options()
    options.never_capture = True
    found = re2.Set.SearchSet(options)
    for pattern in listed.values():
        found.Add(pattern)
    found.Compile()
    return Frames((*listed, *QUOTES), found)


def lines(folded: Folded) -> list[str]:
    """The folded texts of a batch, as strings."""
    return folded.codes.tobytes().decode("utf-32-le").split("\n")[:-1]


def frame_features(texts: list[str], classes: Matrix) -> Matrix:
    """Per folded text: is each frame there, then each frame together with each class of HELD. `classes`: counts, (texts, classes).

    Shape (texts, `width()`).
    """
    known, held = frames(), [word_classes().number(name) - 1 for name in HELD]
    there = np.zeros((len(texts), len(known.names)), dtype=np.float32)
    for row, text in enumerate(texts):
        there[row, known.found.Match(text) or []] = 1  # None where nothing matches
        quoted = sum(map(len, _QUOTED.findall(text))) / max(len(text), 1)
        there[row, -len(QUOTES) :] = ('"' in text, quoted > 0.05, quoted > 0.5)
    crossed = there[:, :, None] * (classes[:, None, held] > 0)
    return np.hstack([there, crossed.reshape(len(texts), -1)]).astype(np.float32)


def width() -> int:
    """How many features."""
    return len(frames().names) * (1 + len(HELD))

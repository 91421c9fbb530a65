"""A second reader small enough to foresee: made-up vectors, one weight per value that matters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from api.lexicons import open_reader
from classifiers.second.annotated import Shown
from classifiers.second.features import VECTOR, Columns
from classifiers.second.model import SecondModel
from classifiers.second.policy import Policy
from classifiers.second.reader import SecondReader
from tests.docs.examples import ROOT

SMALL_LAW = ROOT / "docs/examples/petite-loi"
FIRST = open_reader(SMALL_LAW)
SIGNS: dict[str, Shown] = {"alpha": ("menace", True), "beta": ("forme", "satire"), "gamma": ("terme_outrageant", True)}
"""A word, and the value that the small model sees wherever it is."""


def vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """The nth number of a text's vector is 1 when it holds the nth sign."""
    found = np.zeros((len(texts), VECTOR), np.float32)
    for row, text in enumerate(texts):
        found[row, : len(SIGNS)] = [sign in text.lower() for sign in SIGNS]
    return found


def model(*, otherwise: float = -9.0) -> SecondModel:
    """Sure of a value where its sign is; `otherwise`: the logit of every value elsewhere."""
    columns = Columns(tuple(SIGNS.values()), tuple(rule.id for rule in FIRST.lexicon.rules))
    weights = np.zeros((len(SIGNS), columns.width), np.float16)
    weights[range(len(SIGNS)), range(len(SIGNS))] = 6.0  # vectors count twice
    return SecondModel(tuple(SIGNS.values()), columns, weights, np.full(len(SIGNS), otherwise, np.float32))


def policy(*, doubt: float = 0.1, never: Sequence[str] = (), facts: Sequence[str] = ("menace", "forme")) -> Policy:
    """Speaks of some facts from one chance in two."""
    return Policy(0.5, doubt, dict.fromkeys(facts), frozenset(never), b"")


def reader(rules: Policy | None = None) -> SecondReader:
    """The small reader, after the lexicon of the documentation's example."""
    return SecondReader(FIRST, model(), rules or policy(), vectors)

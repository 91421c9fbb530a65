"""A second reader small enough to foresee: made-up tokens and vectors, one weight per value that matters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from api.texts.lexicons import open_reader
from classifiers.encoder.tokens import TOKEN, VECTOR, Sight, Signs, Tokens, sight
from classifiers.second.features import Columns
from classifiers.second.model import SecondModel
from classifiers.second.network import FactNetwork, quantize, shapes
from classifiers.second.policy import Policy
from classifiers.second.reader import SecondReader
from classifiers.second.values import ShownValue
from tests.docs.examples import ROOT

SMALL_LAW = ROOT / "docs/examples/petite-loi"
FIRST = open_reader(SMALL_LAW)
SIGNS: dict[str, ShownValue] = {
    "alpha": ("menace", True),
    "beta": ("forme", "satire"),
    "gamma": ("terme_outrageant", True),
}
"""A word, and the value that the small model sees wherever it is."""


class SmallTokens:
    """A token a word. The nth number of a token is 1 when it holds the nth sign; of a text's vector, when a token of it does."""

    def read(self, texts: Sequence[str]) -> Tokens:
        words = [text.lower().split() or [""] for text in texts]
        features = np.zeros((sum(map(len, words)), TOKEN), np.float32)
        vectors = np.zeros((len(texts), VECTOR), np.float32)
        features[:, : len(SIGNS)] = [[sign in word for sign in SIGNS] for every in words for word in every]
        vectors[:, : len(SIGNS)] = [[sign in text.lower() for sign in SIGNS] for text in texts]
        return Tokens(features, np.array([len(every) for every in words], np.int64), vectors)

    def look(self, texts: Sequence[str], signs: Signs) -> Sight:
        return sight(self.read(texts), signs)


def model(*, otherwise: float = -9.0) -> SecondModel:
    """Sure of a value where its sign is; `otherwise`: the logit of every value elsewhere."""
    columns = Columns(tuple(SIGNS.values()), ("menace-de-coups",))
    number = len(SIGNS)
    network = FactNetwork(*(np.zeros(shape, np.float32) for shape in shapes(columns.width, number, signs=2, hidden=3)))
    network.output_bias[:] = otherwise
    network.direct[range(number), range(number)] = 6.0  # vectors count twice
    return SecondModel(tuple(SIGNS.values()), columns, tuple(map(quantize, network)))


def policy(*, doubt: float = 0.1, never: Sequence[str] = (), facts: Sequence[str] = ("menace", "forme")) -> Policy:
    """Speaks of some facts from one chance in two."""
    return Policy(0.5, doubt, dict.fromkeys(facts), frozenset(never), b"")


def reader(rules: Policy | None = None) -> SecondReader:
    """The small reader, after the lexicon of the documentation's example."""
    return SecondReader(FIRST, model(), rules or policy(), SmallTokens())

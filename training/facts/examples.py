"""Training examples of the network: what the first reader sees in each sentence, what it shows,
what each answer weighs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.cues.reader import CueReader
from classifiers.second.features import Columns, FeatureRows, Stretch, seen_in
from classifiers.second.values import ShownValue
from training.facts.annotations import MESSAGES_TEACH, AnnotatedText
from training.sentences import Floats, Sentences

DOUBTFUL = 0.3
"""Weight of a sentence for a fact on which two readers would part."""
LEAST, STANDS = 8, 5
"""Sentences that must show a value for it to be learnt; in which a rule must stand for it to be
weighed.
"""
BLOCK, PARTS = 14, 5
"""Sentences written one after the other are alike: they are left out by blocks, one block in
`PARTS`.
"""


class Examples(NamedTuple):
    """Sentences, what the encoder makes of them, and what is given beside.

    `messages`: which are public messages, that tell of some facts only.
    """

    rows: Sequence[AnnotatedText]
    sentences: Sentences
    features: FeatureRows
    messages: npt.NDArray[np.bool_]


def observations(reader: CueReader, rows: Sequence[AnnotatedText]) -> list[Stretch]:
    """The first reader's view of each sentence."""
    texts = [row.text for row in rows]
    read = zip(reader.read_closely(texts), texts, strict=True)
    return [seen_in(text, reading, 0, len(text), whole=True) for reading, text in read]


def columns_of(stretches: Sequence[Stretch], values: Sequence[ShownValue]) -> Columns:
    """The values learnt, and the rules that stand in enough sentences."""
    counts = Counter(rule for one in stretches for rule in one.standing)
    return Columns(tuple(values), tuple(sorted(rule for rule, count in counts.items() if count >= STANDS)))


def targets(examples: Examples, values: Sequence[ShownValue]) -> tuple[Floats, Floats]:
    """The targets of each sentence, and their weights: less in doubt, nothing of what a message
    does not tell.
    """
    shown = np.array([[value in row.values for value in values] for row in examples.rows], np.float32)
    doubt = np.array([[fact in row.maybe for fact, _ in values] for row in examples.rows])
    untold = np.array([fact not in MESSAGES_TEACH for fact, _ in values])
    weights = np.where(doubt, DOUBTFUL, 1.0) * ~(examples.messages[:, None] & untold)
    return shown, weights.astype(np.float32)


def holdout(count: int) -> npt.NDArray[np.bool_]:
    """The mask of the sentences held out to measure on."""
    return np.asarray((np.arange(count) // BLOCK) % PARTS == 2)

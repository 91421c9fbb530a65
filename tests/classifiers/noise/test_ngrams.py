"""N-grams and word classes: same numbers in a batch or alone, on any text, with spans of the original."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.noise.cascade import Cascade
from classifiers.noise.features import sums
from classifiers.noise.hashing import word_code
from classifiers.noise.learning import matrix
from classifiers.noise.ngrams import BITS, grams
from classifiers.noise.spans import SHOWN, spans
from classifiers.noise.words import forms, word_classes
from tests.classifiers.noise.attacks import ATTACKS, attacked

TEXTS = st.lists(st.text(max_size=60), min_size=1, max_size=6)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_text_has_the_same_ngrams_alone_and_in_a_batch(texts: list[str]) -> None:
    together = grams(texts)
    for number, text in enumerate(texts):
        alone = grams([text])
        for name in BITS:
            block, own = together.blocks[name], alone.blocks[name]
            assert block.bucket[block.text == number].tolist() == own.bucket.tolist()
        assert together.classes[number].tolist() == alone.classes[0].tolist()


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_the_weighted_sum_is_the_product_with_the_matrix(texts: list[str]) -> None:
    chance = np.random.default_rng(0)
    weights = {name: chance.normal(size=1 << bits).astype(np.float32) for name, bits in BITS.items()}
    flat = np.concatenate([weights[name] for name in BITS])
    assert sums(grams(texts), weights) == pytest.approx(matrix(texts) @ flat, abs=1e-4)


def test_words_of_a_class_are_one_to_the_pattern_block() -> None:
    """What is learnt of one group holds for the others."""
    one, other = grams(["Ces juifs nous envahissent"]), grams(["Ces roms nous envahissent"])
    pattern = [set(g.blocks["pattern"].bucket.tolist()) for g in (one, other)]
    word = [set(g.blocks["word"].bucket.tolist()) for g in (one, other)]
    assert pattern[0] == pattern[1]
    assert word[0] != word[1]


def test_no_form_is_listed_twice_and_classes_answer_by_code() -> None:
    classes = word_classes()
    assert len(set(classes.codes.tolist())) == len(classes.codes)
    code = np.array([word_code("vermine"), word_code("abracadabra")], dtype=np.uint64)
    assert classes.of(code).tolist() == [classes.number("deshumanisation"), 0]
    assert forms("juif*")[:3] == ("juif", "juifs", "juife")


@pytest.mark.parametrize("kind", sorted(ATTACKS))
def test_an_attack_changes_a_text_and_repeats_with_its_seed(kind: str) -> None:
    text = "Il faudrait chasser toute cette vermine"
    first, again = (attacked(text, random.Random(3), kind) for _ in range(2))
    assert first == again != text


@pytest.mark.parametrize(
    "hidden", ["v3rm1ne", "v e r m i n e", "VERMINE", "ｖｅｒｍｉｎｅ", "ver\u200bmine", "vеrmine"]
)
def test_folding_undoes_what_hides_a_word(hidden: str) -> None:
    assert grams([f"quelle {hidden} !"]).classes.sum() == grams(["quelle vermine !"]).classes.sum() == 1


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_spans_lie_in_the_text_in_order_and_are_few(shipped: Cascade, texts: list[str]) -> None:
    for text, shown in zip(texts, spans(shipped.score(texts), shipped.model.first.weights), strict=True):
        assert len(shown) <= 2 * SHOWN
        ends = [0]
        for span in shown:
            assert ends[-1] <= span.start < span.end <= len(text)
            ends.append(span.end)

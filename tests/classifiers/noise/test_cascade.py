"""The encoder is asked where its answer may change what becomes of a text, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from classifiers.noise.cascade import AIMED, Cascade, expected, read_again
from classifiers.noise.features import LENGTH_POWER, SHORT, USUAL_LENGTH, damping
from classifiers.noise.ngrams import grams
from classifiers.noise.words import word_classes

NAMES = word_classes().names
BAND = (-4.5, -1.0)

PLAIN = "Merci pour la recette, le gratin était parfait hier soir avec les enfants et les voisins."
NAMED = "Merci pour la recette, le gratin des voisins portugais était parfait hier soir avec les enfants."
HARSH = "Ces parasites de roms, il faut tous les chasser du village, dehors la vermine."


class Listening:
    """An encoder that remembers what it was asked."""

    name = "use-multilingual-3"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked += texts
        return np.zeros((len(texts), 512), dtype=np.float32)


def holding(*names: str) -> npt.NDArray[np.float32]:
    row = np.zeros((1, len(NAMES)), dtype=np.float32)
    row[0, [NAMES.index(name) for name in names]] = 1
    return row


@pytest.mark.parametrize(
    ("first", "names", "asked"),
    [
        (-4.6, (), False),
        (-4.5, (), True),
        (-1.1, (), True),
        (-1.0, (), False),
        (-9.0, ("groupe",), True),
        (-1.0, ("groupe", "violence"), False),
        (-9.0, ("violence", "negation", "premiere_personne"), False),
    ],
)
def test_who_is_read_again(first: float, names: tuple[str, ...], asked: bool) -> None:
    assert read_again(BAND, np.array([first]), holding(*names)).tolist() == [asked]


@pytest.mark.parametrize("name", AIMED)
def test_each_of_these_classes_calls_the_encoder(name: str) -> None:
    assert read_again(BAND, np.array([-20.0]), holding(name)).all()


def test_a_group_named_is_enough_and_a_plain_text_is_spared(shipped: Cascade) -> None:
    encoder = Listening()
    scored = Cascade(shipped.model, encoder).score([PLAIN, NAMED, HARSH])
    assert (scored.first[:2] < BAND[0]).all()
    assert scored.first[2] > BAND[1]
    assert encoder.asked == [NAMED]
    assert np.isnan(scored.second).tolist() == [True, False, True]


def test_a_text_not_read_again_takes_the_line_of_its_side(shipped: Cascade) -> None:
    head = shipped.model.second
    assert head is not None
    first = np.array([-7.0, 3.0])
    (low, high) = expected(head, first)
    assert (low, high) == pytest.approx(
        (head.below[0] * -7.0 + head.below[1], head.above[0] * 3.0 + head.above[1]), abs=1e-9
    )


def test_the_longer_a_text_the_more_its_logit_is_drawn_in() -> None:
    told = damping(grams(["", "?", "Salut les amis", PLAIN, " ".join([PLAIN] * 4), " ".join([PLAIN] * 40)]))
    none, mark, few, usual, long, longer = told
    assert none == mark == few == pytest.approx((USUAL_LENGTH / SHORT) ** LENGTH_POWER)
    assert few > usual > 0.95 > long > longer > 0


def test_the_score_is_the_damped_sum_of_both_logits(shipped: Cascade) -> None:
    head = shipped.model.second
    assert head is not None
    scored = Cascade(shipped.model, Listening()).score([PLAIN, NAMED, HARSH])
    total = damping(scored.grams) * (
        scored.first + np.where(np.isnan(scored.second), expected(head, scored.first), scored.second)
    )
    free = [0, 1]  # without a word of hate: above the floor or not, nothing is added
    assert scored.score[free] == pytest.approx(head.scale.probability(total)[free], abs=1e-9)

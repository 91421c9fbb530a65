"""Frames: what reports or refuses a propos is seen, on folded text, alone and with the hostile words of the same text."""

from __future__ import annotations

import numpy as np
import pytest

from classifiers.noise.frames import HELD, frame_features, frames, lines, width
from classifiers.noise.ngrams import grams
from classifiers.text.folding import plain

NAMES = frames().names


def seen(text: str) -> set[str]:
    found = grams([text])
    (row,) = frame_features(lines(found.folded), found.classes)
    return {name for name, value in zip(NAMES, row, strict=False) if value}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Il m'a traité de menteur devant tout le monde.", {"traiter_de", "on_lui_a_dit"}),
        ("Le RACISME n'est pas une opinion.", {"nom_de_la_haine"}),
        ("Ces propos sont racistes, une plainte est déposée.", {"nommer_la_parole", "qualifier_la_haine", "suites"}),
        ("Elle a dit « non » hier soir à la réunion.", {"guillemets", "entre_guillemets"}),
        ("« Tout est dit »", {"guillemets", "entre_guillemets", "surtout_entre_guillemets"}),
        ("Merci pour la recette du gratin.", set()),
        ("", set()),
    ],
)
def test_a_frame_is_seen_where_it_stands(text: str, names: set[str]) -> None:
    assert seen(text) == names


def test_a_frame_is_crossed_with_the_hostile_words_of_its_text() -> None:
    texts = ["On l'a traité de parasite.", "On l'a traité de menteur.", "Quel parasite."]
    found = grams(texts)
    features = frame_features(lines(found.folded), found.classes)
    assert features.shape == (3, width())
    column = len(NAMES) + NAMES.index("traiter_de") * len(HELD) + HELD.index("deshumanisation")
    assert features[:, column].tolist() == [1, 0, 0]


def test_the_lines_of_a_batch_are_its_texts_folded() -> None:
    texts = ["Élève\nretardé", "", "S a l e  œuf", "\ud800"]
    assert lines(grams(texts).folded) == [plain(text).text for text in texts]


def test_features_do_not_depend_on_the_batch() -> None:
    texts = ["Il l'a traité de rat.", "« Dehors », dit le tag raciste.", "Bonjour à tous"]
    whole = grams(texts)
    alone = [frame_features(lines(one.folded), one.classes)[0] for one in (grams([text]) for text in texts)]
    assert np.array_equal(frame_features(lines(whole.folded), whole.classes), np.stack(alone))

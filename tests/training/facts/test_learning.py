"""Learning: same sentences, same numbers, in one run or several; a doubtful sentence weighs less; messages teach only what they tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from classifiers.second.features import feature_rows
from classifiers.second.model import SecondModel
from classifiers.second.values import ShownValue
from tests.classifiers.second.small import FIRST, SmallTokens
from training.facts.annotations import AnnotatedText

pytest.importorskip("jax", reason="the extra `train` is not installed")
from training.facts.examples import DOUBTFUL, Examples, columns_of, holdout, observations, targets
from training.facts.learning import fit
from training.facts.measures import measures, probabilities
from training.progress import TrainingRun
from training.sentences import encode

MENACE: ShownValue = ("menace", True)
SATIRE: ShownValue = ("forme", "satire")
APPROVED: ShownValue = ("approbation", "eloge")


def _row(number: int, text: str, *shown: ShownValue, maybe: str = "") -> AnnotatedText:
    return AnnotatedText(f"r{number}", text, frozenset(shown), frozenset(maybe.split()))


OWN = [
    *(_row(n, f"voici alpha {n}", MENACE, maybe="forme" if n % 5 == 0 else "") for n in range(20)),
    *(_row(n, f"voici beta {n}", SATIRE) for n in range(20, 40)),
    *(_row(n, f"rien du tout {n}") for n in range(40, 80)),
    *(_row(n, f"bravo gamma {n}", APPROVED) for n in range(80, 100)),
]
MESSAGES = [_row(n, f"bravo gamma {n}") for n in range(100, 140)]
"""They do not tell of `approbation`: what they hold of it is not taken for a no."""
VALUES = (APPROVED, SATIRE, MENACE)
COLUMNS = columns_of(observations(FIRST, OWN), VALUES)
EPOCHS = 60
"""A hundred sentences: two batches a pass."""


def _quiet(_: str) -> None:
    """Nobody looks on."""


def _examples(messages: list[AnnotatedText], work: Path) -> Examples:
    rows = [*OWN, *messages]
    sentences = encode([row.text for row in rows], SmallTokens(), TrainingRun(work, _quiet))
    return Examples(rows, sentences, feature_rows(observations(FIRST, rows), COLUMNS), np.arange(len(rows)) >= len(OWN))


def _learnt(messages: list[AnnotatedText], work: Path, epochs: int = 2) -> SecondModel:
    examples = _examples(messages, work)
    return fit(examples, np.arange(len(examples.rows)), COLUMNS, TrainingRun(work, _quiet), epochs=epochs)


def test_the_same_sentences_give_the_same_model(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two, more = _learnt([], tmp_path / "one"), _learnt([], tmp_path / "two"), _learnt(MESSAGES, tmp_path / "one")
    assert one.digest == two.digest != more.digest


def test_a_run_goes_on_from_where_an_earlier_one_stopped(tmp_path: Path) -> None:
    for name in ("whole", "halves"):
        (tmp_path / name).mkdir()
    examples, every = _examples([], tmp_path / "halves"), np.arange(len(OWN))

    def stop(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(examples, every, COLUMNS, TrainingRun(tmp_path / "halves", stop), epochs=2)
    epochs: list[str] = []
    again = fit(examples, every, COLUMNS, TrainingRun(tmp_path / "halves", epochs.append), epochs=2)
    assert (len(epochs), again.digest) == (1, _learnt([], tmp_path / "whole").digest)


def test_it_learns_what_is_shown_and_the_measure_counts_it(tmp_path: Path) -> None:
    examples = _examples(MESSAGES, tmp_path)
    every, model = np.arange(len(examples.rows)), _learnt(MESSAGES, tmp_path, EPOCHS)
    counted = dict(measures(model, examples, every, probabilities(model, examples, every), 0.5))
    assert counted == {MENACE: (20, 0, 0), APPROVED: (20, 0, 0), SATIRE: (20, 0, 0)}


def test_doubt_weighs_less_and_messages_teach_only_what_they_tell(tmp_path: Path) -> None:
    shown, much = targets(_examples(MESSAGES, tmp_path), VALUES)
    assert shown.sum(0).tolist() == [20, 20, 20]
    assert much[5].tolist() == pytest.approx([1, DOUBTFUL, 1])
    assert much[120].tolist() == [0, 1, 1]


def test_whole_blocks_are_left_out() -> None:
    out = holdout(140)
    assert out.sum() == 28
    assert out[28:42].all()
    assert not out[:28].any()

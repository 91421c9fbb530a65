"""Learning: same sentences, same numbers; a doubtful sentence weighs less; messages teach only what they tell."""

from __future__ import annotations

import pytest

from classifiers.second import learning
from classifiers.second.annotated import Annotated, Shown
from classifiers.second.learning import Weighed, columns_of, fit, left_out, measured, seen_by, weigh
from classifiers.second.model import SecondModel
from tests.classifiers.second.small import FIRST, SmallTokens

MENACE: Shown = ("menace", True)
SATIRE: Shown = ("forme", "satire")
APPROVED: Shown = ("approbation", "eloge")


def _row(number: int, text: str, *shown: Shown, maybe: str = "") -> Annotated:
    return Annotated(f"r{number}", text, frozenset(shown), frozenset(maybe.split()))


OWN = [
    *(_row(n, f"voici alpha {n}", MENACE, maybe="forme" if n % 5 == 0 else "") for n in range(20)),
    *(_row(n, f"voici beta {n}", SATIRE) for n in range(20, 40)),
    *(_row(n, f"rien du tout {n}") for n in range(40, 80)),
    *(_row(n, f"bravo gamma {n}", APPROVED) for n in range(80, 100)),
]
MESSAGES = [_row(n, f"bravo gamma {n}") for n in range(100, 140)]
"""They do not tell of `approbation`: what they hold of it is not taken for a no."""
VALUES = (APPROVED, SATIRE, MENACE)
COLUMNS = columns_of(seen_by(FIRST, OWN), VALUES)
PASSES = 60
"""A hundred sentences: two batches a pass."""


def _weighed(messages: list[Annotated]) -> Weighed:
    return weigh(OWN, messages, seen_by(FIRST, [*OWN, *messages]), SmallTokens(), COLUMNS)


def _learnt(messages: list[Annotated]) -> SecondModel:
    return fit(_weighed(messages), VALUES, COLUMNS, passes=PASSES)


def test_the_same_sentences_give_the_same_model() -> None:
    assert _learnt([]).digest == _learnt([]).digest != _learnt(MESSAGES).digest


def test_how_many_numbers_are_worked_on_at_a_time_changes_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fit(_weighed([]), VALUES, COLUMNS, passes=1)
    monkeypatch.setattr(learning, "CACHED", 1_000)
    assert fit(_weighed([]), VALUES, COLUMNS, passes=1).digest == whole.digest


def test_it_learns_what_is_shown_and_the_measure_counts_it() -> None:
    weighed = _weighed(MESSAGES)
    counted = dict(measured(_learnt(MESSAGES), weighed, 0.5))
    assert counted[MENACE] == (20, 0, 0)
    assert counted[APPROVED] == (20, 0, 0)
    assert counted[SATIRE] == (20, 0, 0)


def test_whole_blocks_are_left_out() -> None:
    out = left_out(140)
    assert out.sum() == 28
    assert out[28:42].all()
    assert not out[:28].any()

"""The card of the second reader: that of its model, the shipped one too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from api.texts.second_reader import shipped_folder
from classifiers.second.model import CARD, MODEL, load, save
from tests.classifiers.second.small import model
from training.facts.card import card


def test_the_card_of_what_is_read_back_is_that_of_what_was_made(tmp_path: Path) -> None:
    about = {"data": "d", "lexicons": "l", "sentences": 1, "messages": 0, "left_out": 1}
    measures = {"0.5": [("menace", True, 1, 0, 0)]}
    made = replace(model(), about={**about, "measures": measures, "versions": {"python": "3", "numpy": "2"}})
    save(made, tmp_path / "m.skops")
    assert card(load(tmp_path / "m.skops")) == card(made)


def test_the_shipped_card_is_that_of_the_shipped_model() -> None:
    assert (shipped_folder() / CARD).read_text(encoding="utf-8") == card(load(shipped_folder() / MODEL))

"""Words of a place in the data of a file, and of an order."""

from __future__ import annotations

import pytest

from engine.analysis.difference.place_words import say_order, say_place


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("versions/1994-03-01/until", "version du 1er mars 1994, dernier jour"),
        ("fields/haine/others", "champ, haine, autres infractions"),
        ("rules/pharos/versions/2019-01-01/deadline/days", "règle, pharos, version du 1er janvier 2019, délai, jours"),
        ("followup/answers/iccam/reminder_hours", "suivi, réponses, iccam, rappel en heures"),
        ("2019-13-45", "2019-13-45"),
        ("", "le fichier"),
    ],
)
def test_a_place_is_said_without_a_key(path: str, words: str) -> None:
    assert say_place(path) == words


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (["a", "b", "c"], ["b", "a", "c"], "« b » passe avant « a »"),
        (["a", "b", "c"], ["b", "c", "a"], "« a » passe après « c »"),
        (["a", "b", "c"], ["c", "a", "b"], "« c » passe avant « a »"),
        (["a", "b"], ["b", "c"], ""),
        (["a", "b"], ["a", "b"], ""),
        (["a"], None, ""),
    ],
)
def test_an_order_is_said_by_what_passes_before_what(old: list[str], new: list[str] | None, words: str) -> None:
    assert say_order(old, new) == words

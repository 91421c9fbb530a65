"""Facts and penalties in words."""

from __future__ import annotations

from engine.explanation.words import say_known, say_penalty
from engine.model.knowledge import Members
from engine.model.law import Penalty
from tests.engine.explanation.test_narration import little

FORM = little().ruleset.facts["forme"]


def test_a_set_known_in_part_is_said_without_a_sign() -> None:
    known = Members(frozenset({"citation"}), frozenset({"satire"}))
    assert say_known(known, FORM, "fr") == "notamment citation, sans satire"
    assert say_known(known, FORM, "en") == "including quotation, without satire"
    assert say_known(Members(frozenset(), frozenset({"satire"})), FORM, "fr") == "sans satire"


def test_a_class_of_contraventions_is_set_as_it_is_printed() -> None:
    assert "5ᵉ classe" in say_penalty(Penalty(contravention_class=5, fine_euros=1_500), "fr")
    assert "class 5" in say_penalty(Penalty(contravention_class=5, fine_euros=1_500), "en")

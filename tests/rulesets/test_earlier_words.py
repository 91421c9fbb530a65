"""Words of the shipped vocabulary that were called otherwise: what was stated in them is still read, and says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.facts.statements import read_report
from engine.model.knowledge import Exactly
from tests.shared import shipped

EARLIER: tuple[tuple[dict[str, Any], str, Any, str], ...] = (
    ({"consultation_repetee": True}, "consultation_habituelle", True, "consultation_repetee : true"),
    ({"consultation_repetee": False}, "consultation_habituelle", False, "consultation_repetee : false"),
)


@pytest.mark.parametrize(("given", "fact", "value", "words"), EARLIER)
def test_an_earlier_word_is_read_as_what_it_is_today(given: dict[str, Any], fact: str, value: Any, words: str) -> None:
    stated = read_report({"facts": given}, shipped().ruleset.facts).facts[fact]
    assert stated.knowledge == Exactly(value)
    assert stated.was == words


def test_viewing_images_of_minors_by_habit_evokes_no_text_on_terrorism() -> None:
    facts = {"acte_image": ["consultation"], "sujet_represente": "mineur", "consultation_habituelle": True}
    report = read_report({"date_of_facts": date(2017, 1, 15), "facts": facts}, shipped().ruleset.facts)
    assert not shipped().qualify(report, date(2017, 2, 1)).assessment("cp-421-2-5-2").evoked

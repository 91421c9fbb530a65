"""Statements of earlier rules: what today's vocabulary takes of them is read, the rest is left out, and nothing is refused."""

from __future__ import annotations

from typing import Any

import pytest

from engine.facts.earlier import readable
from engine.facts.statements import Lengths, read_report
from tests.shared import shipped

FACTS = shipped().ruleset.facts


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({}, set()),
        ({"danger_immediat": True, "fait_disparu": True}, {"danger_immediat"}),
        ({"danger_immediat": "lune", "acces": "ouvert"}, {"acces"}),
        ({"danger_immediat": {"value": True, "de": "hier"}, "acces": "ouvert"}, {"acces"}),
        ({"danger_immediat": None, "acces": "ouvert"}, {"acces"}),
        ({"danger_immediat": {"value": True, "span": [2, 9]}}, set()),  # of a text that is not there
        ({"age_victime": 30, "victime_mineure": True}, {"age_victime"}),
        ({"victime_mineure": True, "age_victime": 30, "acces": "ouvert"}, {"age_victime", "acces"}),
        ({"victime_mineure": True, "age_victime": 12}, {"victime_mineure", "age_victime"}),
    ],
)
def test_what_is_left_is_taken(given: dict[str, Any], left: set[str]) -> None:
    found = readable(given, FACTS)
    assert found == {name: given[name] for name in left}
    read_report({"facts": found}, FACTS)


def test_a_passage_is_kept_within_its_text() -> None:
    given = {"danger_immediat": {"value": True, "span": [2, 9]}}
    assert readable(given, FACTS, Lengths(9)) == given

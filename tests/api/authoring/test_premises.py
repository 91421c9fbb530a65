"""Premises of a condition: the facts that a case starts from."""

from __future__ import annotations

from typing import Any

import pytest

from api.authoring.premises import NoPremises, premises, union_of

NOTIONS: dict[str, Any] = {
    "publicite": {"any": ({"not": {"notion": "seul"}}, {"fact": "acces", "in": ("ouvert", "inscription")})},
    "cercle": {"notion": "cercle"},
}


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        ({"fact": "menace"}, {"menace": True}),
        ({"fact": "menace", "is": False}, {"menace": False}),
        ({"not": {"fact": "menace"}}, {"menace": False}),
        ({"notion": "publicite"}, {"acces": "ouvert"}),
        ({"fact": "age", "under": 15}, {"age": 14}),
        ({"fact": "age", "from": 15, "under": 18}, {"age": 15}),
        ({"at_least": 1, "of": ({"fact": "a"}, {"fact": "b"})}, {"a": True}),
        (
            {"all": ({"fact": "forme", "includes": "satire"}, {"fact": "forme", "includes_any": ("citation", "x")})},
            {"forme": ["satire", "citation"]},
        ),
    ],
)
def test_facts_make_a_condition_true(condition: Any, facts: dict[str, Any]) -> None:
    assert premises(condition, NOTIONS.get) == facts


@pytest.mark.parametrize(
    "condition",
    [
        None,
        "menace",
        {"notion": "absente"},
        {"notion": "cercle"},
        {"fact": "age", "over": 3},
        {"not": {"fact": "forme", "includes": "satire"}},
        {"all": ({"fact": "a"}, {"not": {"fact": "a"}})},
    ],
)
def test_what_no_facts_were_found_for_is_refused(condition: Any) -> None:
    with pytest.raises(NoPremises):
        premises(condition, NOTIONS.get)


def test_facts_of_several_conditions_are_put_together_or_refused() -> None:
    assert union_of([{"a": True}, {"b": ["x"]}, {"b": ["y", "x"]}]) == {"a": True, "b": ["x", "y"]}
    with pytest.raises(NoPremises):
        union_of([{"a": 1}, {"a": 2}])

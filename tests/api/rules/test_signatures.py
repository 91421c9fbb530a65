"""Who signs what, from the policy alone."""

from __future__ import annotations

from itertools import permutations

from api.kit.permissions import Role
from api.rules.signatures import OWN_FIELD, SignaturePolicy, Signer, TouchedField, missing_seats

APPROVER, REVIEWER = Role.POLICY_APPROVER, Role.REVIEWER
LAX = SignaturePolicy.model_validate(
    {
        "rules": [
            {"fields": ["*"], "classes": ["wider"], "signed_by": {"policy_approver": 1}},
            {"fields": ["mineurs"], "classes": ["wider"], "signed_by": {"reviewer": 1}},
        ],
        "emergency": {"published_by": ["policy_approver"], "ratified_by": {"reviewer": 1}, "within_hours": 1},
    }
)


def test_the_policy_itself_needs_two_whatever_else_is_touched_and_in_any_order() -> None:
    parts = [TouchedField(OWN_FIELD, "wider"), TouchedField("mineurs", "wider"), TouchedField("haine", "wider")]
    assert LAX.seats(parts[:1]) == {APPROVER: 2}
    assert {tuple(LAX.seats(order).items()) for order in permutations(parts)} == {((REVIEWER, 1), (APPROVER, 2))}


def test_a_person_fills_one_seat_and_the_seats_are_filled_as_well_as_can_be() -> None:
    both, approver = Signer("a", frozenset({APPROVER, REVIEWER})), Signer("b", frozenset({APPROVER}))
    seats = {APPROVER: 1, REVIEWER: 1}
    assert missing_seats(seats, [both]) == {REVIEWER: 1} or missing_seats(seats, [both]) == {APPROVER: 1}
    assert missing_seats(seats, [approver, both]) == {}
    assert missing_seats(seats, [approver]) == {REVIEWER: 1}

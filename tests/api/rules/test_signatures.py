"""Who signs what, from the policy alone."""

from __future__ import annotations

from itertools import permutations

from api.kit.permissions import Role
from api.rules.signatures import (
    OWN_FIELD,
    SignaturePolicy,
    Signer,
    TouchedField,
    missing_seats,
    unreachable_places,
)

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


def test_what_two_rules_ask_of_one_field_must_be_reachable_together_and_so_must_the_two_of_the_policy_itself() -> None:
    approvers = [Signer(name, frozenset({APPROVER})) for name in "abd"]
    reviewers = [Signer(name, frozenset({REVIEWER})) for name in "ce"]
    assert unreachable_places(LAX, [*approvers, *reviewers]) == []
    assert unreachable_places(LAX, [*approvers, reviewers[0]]) == ["/rules/1/signed_by", "/emergency/ratified_by"]
    assert unreachable_places(LAX, [*approvers[:2], *reviewers]) == [], "whoever else writes, two change the policy"
    assert "/rules/0/signed_by" in unreachable_places(LAX, [approvers[0], *reviewers])
    both = [Signer(name, frozenset({APPROVER, REVIEWER})) for name in "ab"]
    assert unreachable_places(LAX, both)[:2] == ["/rules/0/signed_by", "/rules/1/signed_by"], (
        "one person fills one seat"
    )


def test_an_emergency_must_be_ratifiable_whoever_published_it() -> None:
    people = [Signer("a", frozenset({APPROVER})), Signer("b", frozenset({APPROVER}))]
    approvers = [*people, Signer("c", frozenset({APPROVER}))]
    alone = LAX.model_copy(update={"rules": LAX.rules[:1]})
    assert unreachable_places(alone, [*approvers, Signer("d", frozenset({REVIEWER}))]) == ["/emergency/ratified_by"]

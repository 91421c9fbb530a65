"""A pattern tried by RE2: its matches, its groups, and what it refuses."""

from __future__ import annotations

import pytest

from classifiers.cues.byte_regex import ByteRegex
from classifiers.cues.notation import BadPattern

STEEP = r"b(?:a|aa)+(?P<m>[cd])"
LONG = b"b" + b"a" * 80 + b"x " + b"baac"


def test_matches_come_from_the_left_none_inside_another() -> None:
    compiled = ByteRegex(STEEP)
    assert [match.span() for match in compiled.every(b"baac bac", 0, 8)] == [(0, 4), (5, 8)]
    assert compiled.first(b"baac bac", 1, 8).span() == (5, 8)
    assert compiled.first(b"baac bac", 0, 3) is None


def test_what_would_take_many_steps_back_takes_none() -> None:
    compiled = ByteRegex(STEEP)
    assert [match.span(1) for match in compiled.every(LONG, 0, len(LONG))] == [(86, 87)]
    assert compiled.first(LONG, 0, len(LONG)).span() == (83, 87)


def test_what_re2_refuses_is_told() -> None:
    with pytest.raises(BadPattern, match="trop grand"):
        _ = ByteRegex("(?:[a-z]{1000}){1000}").linear


def test_groups_are_known_by_the_first_letter_of_their_name() -> None:
    assert ByteRegex("(?P<n0>[0-9]+) (?P<m>a(?P<p1>b))").groups == (("n", 1), ("m", 2), ("p", 3))

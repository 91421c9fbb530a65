"""PCRE2 finds what RE2 finds; where it would take too many steps, or its code would be too large, RE2 answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from api.lexicons import open_lexicon
from classifiers.cues.compiled import Compiled
from classifiers.cues.notation import BadPattern
from classifiers.cues.prepare import prepare
from tests.cues.drawn import PATTERNS, TEXTS, drawn_lexicon
from tests.shared import RULESETS


def _spans(compiled: Compiled, matches: list[Any]) -> list[list[tuple[int, int]]]:
    return [[match.span(group) for group in range(len(compiled.groups) + 1)] for match in matches]


@settings(max_examples=600, deadline=None)
@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=8))
def test_both_engines_find_the_same(pattern: str, texts: list[str]) -> None:
    lexicon = drawn_lexicon(pattern)
    assume(lexicon is not None)
    assert lexicon is not None
    compiled = lexicon.matcher.patterns[0].compiled
    for text in texts:
        (prepared,) = prepare([text], lexicon.alphabet)
        data, end = prepared.data, len(prepared.data)
        found = compiled.every(data, 0, end)
        assert _spans(compiled, found) == _spans(compiled, list(compiled.linear.finditer(data, 0, end))), (
            pattern,
            text,
        )
        first = compiled.first(data, 0, end)
        assert (first and first.span()) == (found[0].span() if found else None)


STEEP = r"b(?:a|aa)+(?P<m>[cd])"
LONG = b"b" + b"a" * 80 + b"x " + b"baac"


def test_too_many_steps_are_left_to_re2() -> None:
    compiled = Compiled(STEEP)
    assert [match.span(1) for match in compiled.every(LONG, 0, len(LONG))] == [(86, 87)]
    assert compiled.first(LONG, 0, len(LONG)).span() == (83, 87)
    assert "linear" in compiled.__dict__


def test_few_steps_do_without_re2() -> None:
    compiled = Compiled(STEEP)
    assert [match.span() for match in compiled.every(b"baac", 0, 4)] == [(0, 4)]
    assert "linear" not in compiled.__dict__


def test_with_no_step_allowed_re2_does_everything() -> None:
    compiled = Compiled(STEEP, max_steps=0)
    assert [match.span() for match in compiled.every(b"baac", 0, 4)] == [(0, 4)]
    assert "linear" in compiled.__dict__


def test_code_too_large_for_pcre2_is_left_to_re2() -> None:
    compiled = Compiled(f"(?:{'|'.join(f'[a-z]+ {number} [^a-z]+' for number in range(1_500))})")
    assert [match.span() for match in compiled.every(b"ab 1499 -", 0, 9)] == [(0, 9)]
    assert "linear" in compiled.__dict__


def test_what_re2_refuses_is_told() -> None:
    with pytest.raises(BadPattern, match="trop grand"):
        _ = Compiled("(?:[a-z]{1000}){1000}").linear


def test_nearly_every_pattern_of_the_lexicons_is_machine_code() -> None:
    patterns = open_lexicon(RULESETS).matcher.patterns
    left = [pattern.rule for pattern in patterns if pattern.compiled.quick is None]
    assert len(left) < len(patterns) / 100


def test_groups_are_known_by_the_first_letter_of_their_name() -> None:
    assert Compiled("(?P<n0>[0-9]+) (?P<m>a(?P<p1>b))").groups == (("n", 1), ("m", 2), ("p", 3))

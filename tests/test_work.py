"""The work counters count what they say: an engine that finds what `re` finds, and a square that is told from a line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.noise import contents, hidden_words, short
from classifiers.text import french
from tests.work import Stepped, Work, check_linear

PATTERNS = [
    pattern for owner in (contents, hidden_words, short, french) for pattern in vars(owner).values()
    if isinstance(pattern, re.Pattern)
]  # fmt: skip
PIECES = ["a", "é", "1", " ", ".", "@", "-", "'", "/", "http://", "www.", "a.fr/", "[at]", "\u0335", "а", "#", "_"]


@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_steps_find_what_the_pattern_finds(pattern: re.Pattern[str], text: str) -> None:
    assert Stepped(pattern, Work()).spans(text) == [found.span() for found in pattern.finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "piece", "size"),
    [(r"a+b", "a", 60), (r"(?:a|aa)+b", "a", 5), (r"<.*?>", "<", 60), (r"(a+)\1b", "a", 30), (r" *$", " ", 60)],
)  # fmt: skip
def test_a_pattern_that_takes_the_square_is_refused(pattern: str, piece: str, size: int) -> None:
    work = Work()
    with pytest.raises(AssertionError, match="more work"):
        check_linear(work, lambda text: Stepped(re.compile(pattern), work).findall(f"{text}x"), piece, size)


def test_lines_that_take_the_square_are_refused() -> None:
    def pairs(text: str) -> int:
        return sum(one == other for one in text for other in text)

    with pytest.raises(AssertionError, match="more work"):
        check_linear(Work(), pairs, "a", 50)
    check_linear(Work(), lambda text: sum(char == "a" for char in text), "a", 50)

"""Folding one text quickly gives what folding it in full gives, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classifiers.text.folding import fold, fold_quickly, plain

_TRYING = st.text(st.sampled_from("abcéŒœ$0143*_.- '’«»\n\t\u200bA😀ﬁ\ufe0f²½٣\ud800漢аk\U000e0041"), max_size=30)


@given(st.one_of(_TRYING, st.text(max_size=60)))
@example("œ\u200b")
@example("s 4 l e")
@example("\U00030000")
@example("a:a\U0001e7e0a:a")
@example("a\u30fb\u30fb\u30fb\u30fb")
def test_folding_quickly_is_folding(text: str) -> None:
    quick, full = fold_quickly(text), fold([text])
    if quick is not None:
        assert quick == full.codes[:-1].tobytes().decode("utf-32-le")
        assert full.place.tolist() == list(range(len(text) + 1))


@pytest.mark.parametrize(
    ("text", "quickly"),
    [("Ils sont là, « tous » !", True), ("s4le", False), ("saaale", False), ("s a l e", False), ("cœur", False)],
)
def test_only_what_needs_no_repair_is_folded_quickly(text: str, quickly: bool) -> None:
    assert (fold_quickly(text) is not None) is quickly


@given(st.text(max_size=60))
def test_both_ways_give_places_within_the_text(text: str) -> None:
    folded = plain(text)
    assert len(folded.place) == len(folded.text) + 1
    assert folded.place[-1] == len(text)

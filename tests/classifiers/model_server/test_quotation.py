"""A quotation is found where its letters are, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.model_server.quotation import QuotedWords

TEXT = "Je sais où tu habites,\n12 rue des Lilas. Tu   vas le REGRETTER… « s a l e » type"


@pytest.mark.parametrize(
    ("quotation", "words"),
    [
        ("Je sais où tu habites", "Je sais où tu habites"),
        ("je sais ou tu habites", "Je sais où tu habites"),
        ("«\xa0Tu vas le regretter\xa0»", "Tu   vas le REGRETTER"),
        ("habites, 12 rue", "habites,\n12 rue"),
        ("…regretter.", "REGRETTER"),
        ("sale", "s a l e"),
    ],
)
def test_a_quotation_leads_to_the_words_of_the_report(quotation: str, words: str) -> None:
    place = QuotedWords(TEXT).place(quotation)
    assert place is not None
    assert TEXT[place.start : place.end] == words


@pytest.mark.parametrize(
    "quotation", ["je sais qui tu es", "habite", "ais où tu", "", " ", "«»", "a", "…", "12 rue des Lilas, Paris"]
)
def test_words_that_are_not_there_have_no_place(quotation: str) -> None:
    assert QuotedWords(TEXT).place(quotation) is None


def test_whole_words_are_looked_for_beyond_the_first_that_holds_them() -> None:
    place = QuotedWords("aucune, une").place("une")
    assert place == (8, 11)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_whatever_is_cut_out_is_found_with_the_same_letters(text: str, start: int, length: int) -> None:
    words = QuotedWords(text)
    cut = text[start : start + length]
    place = words.place(cut)
    if place is not None:
        assert 0 <= place.start < place.end <= len(text)
        assert words.place(text[place.start : place.end]) is not None

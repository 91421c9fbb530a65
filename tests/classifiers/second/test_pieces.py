"""A text in pieces: short, in order, none overlapping, nothing but blanks between them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from classifiers.second.pieces import MOST, READ, SHORT, pieces, sentences


@given(st.text(alphabet=st.sampled_from("ab .!?…\n«»é\u202e\x00😀")))
def test_sentences_hold_everything_but_blanks(text: str) -> None:
    found = sentences(text)
    between = [text[a.end : b.start] for a, b in itertools.pairwise(found)]
    assert not "".join(between).strip()
    assert all(text[p.start : p.end].strip() == text[p.start : p.end] != "" for p in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.text())
def test_pieces_are_in_order_and_not_empty(text: str) -> None:
    found = pieces(text)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_short_sentences_are_read_with_the_next_and_long_texts_are_cut() -> None:
    text = "Un. Deux. Trois."
    assert [text[p.start : p.end] for p in pieces(text)] == [text]
    longer = "Une phrase assez longue pour compter, de soixante-dix signes au moins. " * 3 + "Fin."
    assert [longer[p.start : p.end][-4:] for p in pieces(longer)] == ["ins.", "ins.", "Fin."]
    assert len(pieces("mot. " * 400_000)) == MOST
    assert pieces("mot " * 400_000)[-1].end <= READ
    assert all(p.end - p.start >= SHORT for p in pieces("mot " * 4_000))


def test_an_empty_text_has_none() -> None:
    assert pieces("") == pieces(" \n\t ") == []

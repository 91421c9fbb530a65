"""The tokeniser loses no character, and takes linear time on any text."""

from __future__ import annotations

from time import process_time

import pytest

from classifiers.pipeline.tokenizer import CLOSE, LONGEST, whole_text
from tests.classifiers.pipeline.small import blank, texts

NLP = blank()
NLP.max_length = 2_000_000


@pytest.mark.parametrize("text", texts(), ids=lambda text: ascii(text)[:20])
def test_every_character_is_in_its_place(text: str) -> None:
    doc = NLP.make_doc(text)
    assert whole_text(doc) == text
    assert len(doc.text) == len(text)
    assert all(doc.text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_ordinary_words_are_those_of_spacy() -> None:
    doc = NLP.make_doc("L'homme qu'elle a vu, aujourd'hui, n'est-il pas là ?")
    assert [token.text for token in doc][:6] == ["L'", "homme", "qu'", "elle", "a", "vu"]
    assert "aujourd'hui" in [token.text for token in doc]


@pytest.mark.parametrize("piece", ["🙂", "'", "l'", "(", "a", "é\n", "a.b! ", "\n", "漢", " ", "\x00"])
def test_a_megabyte_takes_linear_time(piece: str) -> None:
    """The tokeniser alone takes the square of a run without a blank: a minute for 20,000 faces."""
    text = (piece * 1_000_000)[:1_000_000]
    begun = process_time()
    doc = NLP.make_doc(text)
    assert process_time() - begun < 10
    assert doc.text == text


@pytest.mark.parametrize("size", [LONGEST, LONGEST + 1, CLOSE - 1, CLOSE, CLOSE + 1])
@pytest.mark.parametrize("end", ["", " ", "  x", "\nx "])
def test_nothing_is_lost_where_it_cuts(size: int, end: str) -> None:
    text = "b" * size + end
    assert NLP.make_doc(text).text == text

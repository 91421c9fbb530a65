"""The tokeniser loses no character, and is linear on any text."""

from __future__ import annotations

from functools import cache

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from classifiers.pipeline.tokenizer import CLOSE, LONGEST, whole_text
from tests.classifiers.pipeline.small import blank, texts


@cache
def french() -> Language:
    """One for all tests."""
    made = blank()
    made.max_length = 2_000_000
    return made


@pytest.mark.parametrize("text", texts(), ids=lambda text: ascii(text)[:20])
def test_every_character_is_in_its_place(text: str) -> None:
    doc = french().make_doc(text)
    assert whole_text(doc) == text
    assert len(doc.text) == len(text)
    assert all(doc.text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_ordinary_words_are_those_of_spacy() -> None:
    doc = french().make_doc("L'homme qu'elle a vu, aujourd'hui, n'est-il pas là ?")
    assert [token.text for token in doc][:6] == ["L'", "homme", "qu'", "elle", "a", "vu"]
    assert "aujourd'hui" in [token.text for token in doc]


@pytest.mark.parametrize("piece", ["🙂", "'", "l'", "(", "a", "é\n", "a.b! ", "\n", "漢", " ", "\x00"])
def test_a_megabyte_is_tokenised_by_short_runs(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The inner tokeniser takes the square of a run without a blank: it is shown no long one, and each character once."""
    inner = french().tokenizer._inner
    shown: list[str] = []

    def recorded(text: str) -> Doc:
        shown.append(text)
        return inner(text)

    monkeypatch.setattr(french().tokenizer, "_inner", recorded)
    text = (piece * 1_000_000)[:1_000_000]
    assert french().make_doc(text).text == text
    assert max((len(run) for part in shown for run in part.split()), default=0) <= LONGEST
    assert sum(map(len, shown)) <= CLOSE


@pytest.mark.parametrize("size", [LONGEST, LONGEST + 1, CLOSE - 1, CLOSE, CLOSE + 1])
@pytest.mark.parametrize("end", ["", " ", "  x", "\nx "])
def test_nothing_is_lost_where_it_cuts(size: int, end: str) -> None:
    text = "b" * size + end
    assert french().make_doc(text).text == text

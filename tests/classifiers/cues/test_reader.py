"""Any text at all: no crash, places right in the text as given, time in proportion, the same answer each time."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.texts.lexicons import open_reader
from classifiers.cues.alphabet import Alphabet
from classifiers.cues.prepare import MAX_SENTENCE, STRETCH, prepare
from classifiers.text.folding import plain
from tests.classifiers.cues.lexicons import one, shown
from tests.shared import RULESETS

READER = one("je vais te (tuer|frapper)", says={"menace": True, "objet_menace": ["mort", "violences"]})
SHIPPED = open_reader(RULESETS)
HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            ["je vais te tuer", "JE  VAIS\u200bTE\u202e TUER", "ｊｅ vais te tuer", "je vais te tueeeer", "j e v a i s", "\u0301", "\u202e",
             "😀", "👩\u200d👧", "\ud800", "\x00", "\r\n", ". ", "« ", " »", "#JeVaisTeTuer", "œ", "ﬁ", "…", "е", "0", "3 mars 2024", "14 ans"]
        ),
    ),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=300)
@given(HOSTILE)
@example("")
@example("\ud800je vais te tuer\udfff")
@example("\u202eje vais te tuer")
@example("AO0¹A0A0E0AA")  # read as Portuguese: the cue of a language covers the whole text
def test_the_words_at_the_place_of_a_cue_are_those_that_were_read(text: str) -> None:
    for cue in READER.read(text):
        assert 0 <= cue.start < cue.end <= len(text)
        if cue.fact == "langue":
            continue
        words = "".join(char for char in plain(text[cue.start : cue.end]).text if char.isalnum())
        assert words.startswith("je"), words
        assert "vaiste" in words
        assert words.endswith(("tuer", "tueer", "frapper")), words


@settings(max_examples=200)
@given(st.lists(HOSTILE, max_size=5))
def test_texts_read_together_are_read_as_each_alone(texts: list[str]) -> None:
    assert list(SHIPPED.read_many(texts)) == [SHIPPED.read(text) for text in texts]


@settings(max_examples=200)
@given(HOSTILE)
def test_places_grow_with_the_text_and_stay_in_it(text: str) -> None:
    (one_,) = prepare([text], Alphabet(()))
    assert len(one_.data) == len(one_.place) - 1
    assert (one_.place[1:] >= one_.place[:-1]).all()
    assert one_.place[-1] == len(text)
    assert all(one_.data[end] == 10 for end in one_.ends)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "oui", "« non »", "x" * 900]),
            st.sampled_from([" ", ". ", "\n", "-"]),
            st.integers(1, 400),
        ),
        max_size=6,
    )
)
def test_a_text_is_cut_between_sentences_none_of_which_is_without_end(pieces: list[tuple[str, str, int]]) -> None:
    text = "".join((word + by) * count for word, by, count in pieces)
    (one_,) = prepare([text], Alphabet(()))
    stretches = one_.stretches
    covered = b"\n".join(one_.data[start:end] for start, end in stretches)
    assert covered == one_.data.removesuffix(b"\n") or covered == one_.data
    assert all(one_.data[end] == 10 for _, end in stretches[:-1])
    sentences = one_.data.split(b"\n")
    assert all(len(one) <= MAX_SENTENCE or b" " not in one[:-MAX_SENTENCE] for one in sentences)
    assert all(end - start <= max(STRETCH, *map(len, sentences)) for start, end in stretches)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    for text in (raw.decode("utf-8", "replace"), raw.decode("latin-1"), raw.decode("utf-8", "surrogateescape")):
        assert SHIPPED.read(text) == SHIPPED.read(text)


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "!", ". ", "je ", "je vais te ", "je vais te tuer ", "é", "\u0301", "😀", "« ", "\n", "#aB", "m.", "aaaa", "a b c d ", "0", "12 ans "],
)  # fmt: skip
def test_work_grows_in_proportion_to_the_text(piece: str) -> None:
    short, long = (_calls(piece * (size // len(piece))) for size in (20_000, 80_000))
    assert long <= 5 * short + 2_000


def _calls(text: str) -> int:
    """How many functions are called to read a text; RE2 and Aho-Corasick are linear by construction."""
    count = 0

    def counts(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counts)
    try:
        SHIPPED.read(text)
    finally:
        sys.setprofile(None)
    return count


def test_a_text_of_a_million_characters_is_read() -> None:
    text = "Bonjour à tous. " * 62_500 + "Je vais te tuer."
    cue = next(cue for cue in SHIPPED.read(text) if cue.fact == "menace")
    assert text[cue.start : cue.end] == "Je vais te tuer"


def test_a_name_is_found_after_a_word_without_capital() -> None:
    found = one("<{nom_propre} {nom_propre}> (ment|triche)")
    assert shown(found, "je pense que Anna Moreau ment, et que Paul Durand triche") == ["Anna Moreau", "Paul Durand"]

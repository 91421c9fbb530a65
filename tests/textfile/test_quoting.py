"""What a message repeats of its input is short, printable, and written as a file would hold it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textfile.quoting import MAX_SHOWN, choices, did_you_mean, printable, quoted, short, suggestion
from textfile.text import Text

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=80) | st.dates(),
    lambda some: st.lists(some) | st.dictionaries(st.text() | st.integers(), some),
    max_leaves=20,
)


@given(anything)
def test_anything_is_quoted_on_one_short_printable_line(value: Any) -> None:
    shown = quoted(value)
    assert shown.isprintable()
    assert 0 < len(shown) <= MAX_SHOWN + 2


@given(st.text(st.characters()))
def test_a_text_is_made_printable_and_stays_the_same_when_it_was(text: str) -> None:
    assert printable(text).isprintable()
    assert printable(text) == text or not text.isprintable()
    assert printable(short(text, 10)).isprintable()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "rien"),
        ("", "un texte vide"),
        ((), "une liste vide"),
        (True, "`true`"),
        (12, "12"),
        (date(2024, 5, 1), "2024-05-01"),
        (("mineur",), "`[mineur]`"),
        ({"fr": "Menace"}, "`{fr: Menace}`"),
        ("\x1b[2J", r"`\x1b[2J`"),
        ("\ud800", r"`\ud800`"),
        ("a\nb", r"`a\nb`"),
        ("é\u202e", r"`é\u202e`"),
    ],
)
def test_a_value_is_quoted_as_a_file_holds_it(value: Any, shown: str) -> None:
    assert quoted(value) == shown


def test_a_number_of_five_thousand_digits_is_named_and_not_written() -> None:
    assert quoted(10**5000) == "un nombre de plus de 60 chiffres"


def test_a_very_deep_value_is_cut() -> None:
    value: Any = 5
    for _ in range(5_000):
        value = [value]
    assert quoted(value) == "`[[[…]]]`"


def test_words_are_listed_in_french() -> None:
    assert [choices("a"), choices("ab"), choices("abc")] == ["a", "a ou b", "a, b ou c"]
    assert choices("abc", "en") == "a, b or c"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "nothing"),
        ("", "an empty text"),
        ([], "an empty list"),
        ((), "an empty list"),
        ([10**5000], "`[a number of more than 60 digits]`"),
        ({"a": {"b": 10**5000}}, "`{a: {b: a number of more than 60 digits}}`"),
        (True, "`true`"),
        ("mineur", "`mineur`"),
    ],
)
def test_a_value_is_quoted_in_english(value: object, shown: str) -> None:
    assert quoted(value, "en") == shown


def test_a_number_too_long_to_be_shown_is_told_in_english() -> None:
    assert quoted(10**5000, "en") == "a number of more than 60 digits"


def test_a_word_of_fifty_thousand_letters_is_compared_with_nothing() -> None:
    assert did_you_mean("menaces", ["menace"]) == "vouliez-vous `menace` ?"
    assert suggestion("menaces", ["menace"]) == Text(fr="vouliez-vous `menace` ?", en="did you mean `menace`?")
    assert suggestion("zèle", ["menace"]) is None
    assert did_you_mean("menace" * 10_000, ["menace"], "voir la liste") == "voir la liste"

"""Sharing what alternatives begin with changes nothing of what is found: the first that matches is still the first."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from classifiers.cues.pieces import ANY, Piece, RegexAtom, one_of, written

EDGE = RegexAtom(r"\b", 0, empty=True)
BLANK = RegexAtom("[^a-z]+", ANY & ~sum(1 << byte for byte in range(97, 123)))
ANYTHING = RegexAtom("[a-z]*", sum(1 << byte for byte in range(97, 123)), empty=True)


def _char(char: str) -> RegexAtom:
    return RegexAtom(char, 1 << ord(char), char=True)


ATOMS = st.sampled_from([*map(_char, "abc"), *map(_char, "ab"), EDGE, BLANK, ANYTHING])
PIECES = st.lists(ATOMS, max_size=5).map(tuple)
CHOICES = st.recursive(
    PIECES,
    lambda inner: st.builds(
        lambda items, optional, before, after: (*before, *one_of(items, optional=optional), *after),
        st.lists(inner, min_size=1, max_size=5),
        st.booleans(),
        PIECES,
        PIECES,
    ),
    max_leaves=6,
)


def _plain(items: list[Piece]) -> str:
    return "(?:" + "|".join(map(written, items)) + ")"


TEXTS = ["".join(signs) for size in range(4) for signs in product("abc -", repeat=size)]
"""All short ones: a drawn one besides, which may be longer."""


@settings(max_examples=250)
@given(st.lists(CHOICES, min_size=1, max_size=7), st.booleans(), PIECES, st.text("abc -", max_size=9))
@example([(_char("a"), _char("b")), (_char("a"),), (_char("a"), _char("b"), _char("c"))], False, (), "abc")
@example([(ANYTHING, _char("b")), (_char("a"),), (ANYTHING, _char("c"))], False, (), "abc")
@example([(), (_char("a"),), ()], False, (_char("b"),), "ab")
@example([(BLANK, BLANK), (BLANK, _char("a"))], False, (), "--a")
def test_alternatives_that_share_match_as_those_written_one_by_one(
    items: list[Piece], optional: bool, after: Piece, text: str
) -> None:
    for few in range(1, len(items) + 1):
        shared = re.compile(written((*one_of(items[:few], optional=optional), *after)))
        plain = re.compile(_plain(items[:few]) + "?" * optional + written(after))
        for tried in (text, *TEXTS):
            for start in range(len(tried) + 1):
                one, other = shared.match(tried, start), plain.match(tried, start)
                assert (one and one.span()) == (other and other.span()), (shared.pattern, plain.pattern, tried)


@pytest.mark.parametrize(
    ("words", "source"),
    [
        (["vol", "vole", "voleur"], r"vol(?:|e(?:|ur))"),
        (["sale", "pire", "sac"], r"(?:sa(?:le|c)|pire)"),
        (["a", "a"], r"a"),
    ],
)
def test_what_alternatives_begin_with_is_written_once(words: list[str], source: str) -> None:
    assert written(one_of([tuple(map(_char, word)) for word in words])) == source


def test_the_edge_that_all_end_with_is_written_once() -> None:
    items = [(*map(_char, word), EDGE) for word in ("sale", "pire")]
    assert written(one_of(items)) == r"(?:sale|pire)\b"


def test_a_class_joins_the_alternatives_around_it() -> None:
    inner = one_of([(*map(_char, word), EDGE) for word in ("sale", "pire")])
    assert written(one_of([inner, (*map(_char, "sa"), EDGE)])) == r"(?:sa(?:le|)|pire)\b"

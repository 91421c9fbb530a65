"""Fragments never hide a match: whatever a pattern and a text, a pattern that matches is woken. And they wake little else."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from classifiers.cues.lexicon import Lexicon
from classifiers.cues.prepare import prepare
from tests.classifiers.cues.drawn import PATTERNS, TEXTS, drawn_lexicon


def _woken(lexicon: Lexicon, text: str) -> tuple[bool, bool]:
    """Whether the pattern is woken, and whether it matches."""
    (prepared,) = prepare([text], lexicon.alphabet)
    (pattern,) = lexicon.matcher.patterns
    matches = pattern.compiled.first(prepared.data, 0, len(prepared.data)) is not None
    return any(lexicon.matcher.awake(prepared)), matches


@settings(max_examples=600)
@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=8))
@example("{nombre} …3 le", ["14le"])
@example("? …3 le", ["?le"])
@example("{longue} (petit |gros |){longue}", ["baard petit gouards"])
@example("a🐒", ["ŋa🐒ŋ"])
@example("(t'|sale)a", ["ta"])
@example("(…1 )le", ["un le", "unle"])
def test_a_pattern_that_matches_is_woken(pattern: str, texts: list[str]) -> None:
    lexicon = drawn_lexicon(pattern)
    assume(lexicon is not None)
    assert lexicon is not None
    for text in texts:
        woken, matches = _woken(lexicon, text)
        assert woken or not matches, (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "asleep", "woken"),
    [
        ("mort", "amorti, mortel, mooorts", "à MOOOORT !"),
        ("sale voleur", "un sale type, un voleur", "sale, voleur"),
        ("il faut", "faut-il", "qu'il faut"),
        ("vas-y", "vas la y", "vas’y"),
        ("vas-y", "vas la y", "vasy"),
        ("sale … {groupe}", "sale, ou revoleuses", "sale bande de voleuses"),
        ("*ez les {groupe}", "les voleurs, prenez-en", "prenez les voleurs"),
        ("pirate ?", "pirate !", "pirate, non ?"),
    ],
)
def test_fragments_have_the_edges_of_their_words(pattern: str, asleep: str, woken: str) -> None:
    lexicon = drawn_lexicon(pattern)
    assert lexicon is not None
    assert (_woken(lexicon, asleep)[0], _woken(lexicon, woken)[0]) == (False, True)

"""Fragments never hide a match: what they wake holds all that every pattern, tried in turn, would find."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from api.lexicons import open_lexicon
from classifiers.cues.prepare import prepare
from tests.shared import RULESETS

LEXICON = open_lexicon(RULESETS)
SENTENCES = sorted({example.text for rule in LEXICON.rules for example in (*rule.hits, *rule.misses)})
WORDS = sorted({word for sentence in SENTENCES for word in sentence.split()})
TEXTS = st.one_of(st.sampled_from(SENTENCES), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_pattern_that_matches_is_woken(text: str) -> None:
    (prepared,) = prepare([text], LEXICON.alphabet)
    woken = set(LEXICON.matcher.awake(prepared))
    matching = {n for n, pattern in enumerate(LEXICON.matcher.patterns) if pattern.regex.search(prepared.data)}
    assert matching <= woken

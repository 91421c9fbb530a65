"""A pattern is made ready before any text asks for it."""

from __future__ import annotations

from api.lexicons import open_reader
from classifiers.cues.compiled import Compiled
from tests.shared import ROOT


def test_a_pattern_is_made_before_a_text_wakes_it() -> None:
    first, *others = open_reader(ROOT / "docs/examples/petite-loi").lexicon.matcher.patterns
    assert "compiled" not in vars(first)
    first.ready()
    assert "quick" in vars(first.compiled)
    assert "linear" not in vars(first.compiled)
    assert not any("compiled" in vars(other) for other in others)


def test_where_pcre2_cannot_re2_is_made_ready() -> None:
    compiled = Compiled("b+c")
    vars(compiled)["quick"] = None  # as when its code would be too large
    compiled.ready()
    assert "linear" in vars(compiled)

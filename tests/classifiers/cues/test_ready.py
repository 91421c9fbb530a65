"""A pattern is made ready before any text asks for it."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from api.texts.lexicons import open_reader
from tests.shared import ROOT


def test_a_pattern_is_made_before_a_text_wakes_it(tmp_path: Path) -> None:
    law = copytree(ROOT / "docs/examples/petite-loi", tmp_path / "loi")  # opened by no other test
    first, *others = open_reader(law).lexicon.matcher.patterns
    assert "compiled" not in vars(first)
    first.ready()
    assert "linear" in vars(first.compiled)
    assert not any("compiled" in vars(other) for other in others)

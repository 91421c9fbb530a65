"""Every lexicon shipped is sound, speaks the vocabulary, and does on its own sentences what it says."""

from __future__ import annotations

from itertools import pairwise

import pytest

from api.cli.lexicon_checks import lexicon_trials
from api.texts.lexicons import Lexicons
from tests.docs.examples import ROOT
from tests.shared import RULESETS, shipped
from textfile.diagnostics import render_text

WIDTH = 150
"""Characters of a line, at most."""


@pytest.fixture(scope="module")
def lexicons() -> Lexicons:
    return Lexicons(RULESETS, shipped().ruleset.facts)


def test_the_lexicons_shipped_have_no_fault(lexicons: Lexicons) -> None:
    assert render_text(lexicons.diagnostics) == ""


def test_the_lexicons_shipped_do_what_they_say() -> None:
    tried, faults = lexicon_trials(RULESETS, shipped().ruleset.facts)
    assert render_text(faults) == ""
    assert tried > 0


def test_every_lexicon_says_what_it_is_about(lexicons: Lexicons) -> None:
    assert lexicons.documents
    assert [name for name, document in lexicons.documents.items() if not document.data.get("about")] == []


def test_the_guide_shows_the_lexicon_of_the_example() -> None:
    guide = (ROOT / "docs/guides/ecrire-un-lexique.md").read_text(encoding="utf-8")
    assert (ROOT / "docs/examples/petite-loi/lexicons/menaces.yaml").read_text(encoding="utf-8") in guide


def test_a_lawyer_can_read_every_line_of_the_lexicons(lexicons: Lexicons) -> None:
    lines = [(name, line) for name, document in lexicons.documents.items() for line in document.text.splitlines()]
    assert [(name, line[:60]) for name, line in lines if len(line) > WIDTH] == []


def test_a_comment_says_what_every_entry_forces_or_forbids(lexicons: Lexicons) -> None:
    silent = [
        (name, line)
        for name, document in lexicons.documents.items()
        for before, line in pairwise(document.text.splitlines())
        if line.startswith("  - id:") and not before.startswith("  #")
    ]
    assert silent == []

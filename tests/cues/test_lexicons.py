"""Every lexicon shipped is sound, speaks the vocabulary, and does on its own sentences what it says."""

from __future__ import annotations

import pytest

from api.cli.lexicon_checks import lexicon_trials
from api.lexicons import Lexicons
from engine.language.diagnostics import render_text
from tests.docs.examples import ROOT
from tests.shared import RULESETS, shipped


def test_the_lexicons_shipped_have_no_fault() -> None:
    assert render_text(Lexicons(RULESETS, shipped().ruleset.facts).diagnostics) == ""


def test_the_lexicons_shipped_do_what_they_say() -> None:
    tried, faults = lexicon_trials(RULESETS, shipped().ruleset.facts)
    assert render_text(faults) == ""
    assert tried > 0


@pytest.mark.parametrize("file", sorted(path.name for path in (RULESETS / "lexicons").glob("*.yaml")))
def test_a_lexicon_says_what_it_is_about(file: str) -> None:
    lexicons = Lexicons(RULESETS)
    assert lexicons.documents[f"lexicons/{file}"].data.get("about")


def test_the_guide_shows_the_lexicon_of_the_example() -> None:
    guide = (ROOT / "docs/guides/ecrire-un-lexique.md").read_text(encoding="utf-8")
    assert (ROOT / "docs/examples/petite-loi/lexicons/menaces.yaml").read_text(encoding="utf-8") in guide

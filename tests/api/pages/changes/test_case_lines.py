"""States of cases in words: every line on a state that the engine writes, in both languages."""

from __future__ import annotations

import pytest

from api.pages.changes.case_lines import difference_line
from api.pages.changes.views import CaseSentence
from api.pages.shell.say import Say
from tests.api.service.world import small_law


@pytest.mark.parametrize(
    ("line", "french", "english"),
    [
        (
            "état : attendu excluded, obtenu open (acte, cible)",
            "état : attendu écarté, obtenu ouvert (acte, cible)",
            "state: expected excluded, got open (acte, cible)",
        ),
        (
            "état sur faits confirmés : attendu established, obtenu open",
            "état sur faits confirmés : attendu établi, obtenu ouvert",
            "state on confirmed facts: expected established, got open",
        ),
        (
            "cp-222-17 : attendu excluded (acte), obtenu out_of_scope (territoire)",
            "cp-222-17 : attendu écarté (acte), obtenu hors champ d'application (territoire)",
            "cp-222-17: expected excluded (acte), got out of scope (territoire)",
        ),
        ("attendu established, obtenu refuted", "attendu établi, obtenu réfuté", "expected established, got refuted"),
    ],
)
def test_a_state_is_said_in_the_language_of_the_page(line: str, french: str, english: str) -> None:
    for language, words in (("fr", french), ("en", english)):
        found = difference_line(f"    {line}", Say(small_law().ruleset, language))
        assert found.words.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'") == words
        assert not found.is_french


@pytest.mark.parametrize(
    "line", ["dernier jour : attendu 2020-01-01, obtenu None", "prudence : attendue True, obtenue False"]
)
def test_what_is_no_state_stays_in_french(line: str) -> None:
    assert difference_line(line, Say(small_law().ruleset, "en")) == CaseSentence(line, is_french=True)

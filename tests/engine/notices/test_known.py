"""What is known of a fact settles a literal when every value it allows agrees; its words are those of the vocabulary."""

from __future__ import annotations

from typing import Any

import pytest

from engine.notices.fact_words import fact_sentence, settles
from engine.notices.words import FactWords
from textfile.text import Text


@pytest.mark.parametrize(
    ("known", "test", "about", "settled_true", "settled_false"),
    [
        (True, "true", None, True, False),
        (False, "true", None, False, True),
        ("a", "one_of", ["a", "b"], True, False),
        ("c", "one_of", ["a", "b"], False, True),
        ({"one_of": ["a", "b"]}, "one_of", ["a", "b"], True, False),
        ({"one_of": ["a", "c"]}, "one_of", ["a", "b"], False, False),
        ({"one_of": ["c", "d"]}, "one_of", ["a", "b"], False, True),
        (["a", "c"], "includes_any", ["a"], True, False),
        ([], "includes_any", ["a"], False, True),
        ({"includes": ["a"], "excludes": []}, "includes_any", ["a", "b"], True, False),
        ({"includes": [], "excludes": ["a", "b"]}, "includes_any", ["a", "b"], False, True),
        ({"includes": [], "excludes": ["a"]}, "includes_any", ["a", "b"], False, False),
        (15, "at_least", 15, True, False),
        (14, "at_least", 15, False, True),
        ({"min": 15}, "at_least", 15, True, False),
        ({"min": 3}, "at_least", 15, False, False),
        ({"max": 14}, "at_least", 15, False, True),
        ({"max": 20}, "at_least", 15, False, False),
        ("2026-01-02", "at_least", "2026-01-01", True, False),
        (None, "true", None, False, False),
    ],
)
def test_a_literal_is_settled_by_what_is_known(
    known: Any, test: str, about: Any, settled_true: bool, settled_false: bool
) -> None:
    literal = {"fact": "f", "test": test, "threshold" if test == "at_least" else "values": about}
    assert settles(known, {**literal, "holds": True}) is settled_true
    assert settles(known, {**literal, "holds": False}) is settled_false


CHOICE = FactWords(
    type="choice",
    label=Text(fr="Accès", en="Access"),
    values={"a": Text(fr="ouvert", en="open"), "b": Text(fr="privé", en="private")},
)
AGE = FactWords(type="integer", label=Text(fr="Âge", en="Age"), unit=Text(fr="ans", en="years"))
DAY = FactWords(type="date", label=Text(fr="Jour", en="Day"))


@pytest.mark.parametrize(
    ("known", "fact", "french", "english"),
    [
        ("a", CHOICE, "Accès\u202f: ouvert", "Access: open"),
        (True, CHOICE, "Accès\u202f: oui", "Access: yes"),
        (["a", "b"], CHOICE, "Accès\u202f: ouvert, privé", "Access: open, private"),
        ([], CHOICE, "Accès\u202f: aucun", "Access: none"),
        ({"one_of": ["a", "b"]}, CHOICE, "Accès\u202f: ouvert ou privé", "Access: open or private"),
        ({"includes": ["a"], "excludes": ["b"]}, CHOICE, "Accès\u202f: +ouvert, −privé", "Access: +open, −private"),
        (14, AGE, "Âge\u202f: 14 ans", "Age: 14 years"),
        ({"max": 17}, AGE, "Âge\u202f: moins de 18 ans", "Age: under 18 years"),
        ({"min": 18}, AGE, "Âge\u202f: 18 ans ou plus", "Age: 18 years or more"),
        ({"min": 13, "max": 17}, AGE, "Âge\u202f: 13 ans – 17 ans", "Age: 13 years – 17 years"),
        ({"min": "2026-05-03"}, DAY, "Jour\u202f: à partir du 3 mai 2026", "Day: from 3 May 2026"),
        ({"max": "2026-05-03"}, DAY, "Jour\u202f: au plus tard le 3 mai 2026", "Day: no later than 3 May 2026"),
        ("2026-03-01", DAY, "Jour\u202f: 1er mars 2026", "Day: 1 March 2026"),
    ],
)
def test_a_fact_is_told_in_both_languages(known: Any, fact: FactWords, french: str, english: str) -> None:
    assert (fact_sentence(known, fact, "fr"), fact_sentence(known, fact, "en")) == (french, english)

"""What a comment says of the content is reported: dropped where the text says otherwise, and nothing of who reports passes for the content."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.texts.intake import Intake
from api.texts.lexicons import open_reader, sets_of
from api.texts.voices import DISSENT, add_comment_facts, of_content
from classifiers.cues.model import Cue
from classifiers.cues.presumed import add_presumed
from engine.facts.statements import read_report
from engine.language.loader import load_folder
from engine.model.knowledge import Span
from tests.shared import ROOT, shipped

FACTS = shipped().ruleset.facts
SETS = sets_of(FACTS)
REPORT = {"text": "t" * 20, "comment": "c" * 40}


def cue(fact: str, value: Any, start: int = 0, end: int = 5, confidence: float = 0.9) -> Cue:
    return Cue(fact, value, start, end, confidence, "essai")


def read(text: list[Cue], comment: list[Cue], **stated: Any) -> dict[str, Any]:
    report = {**REPORT, "facts": stated}
    found = add_comment_facts(add_presumed(report, text, SETS), stated, comment, FACTS, SETS)
    read_report(found, FACTS)  # the engine always takes what is left
    facts: dict[str, Any] = found["facts"]
    return facts


def test_what_only_the_comment_says_is_presumed_from_it() -> None:
    facts = read([], [cue("menace", True, 30, 38)])
    assert facts["menace"]["source"] == "commentaire du signalant (essai)"
    (fact,) = read_report({**REPORT, "facts": facts}, FACTS).facts.values()
    assert fact.span == Span(30, 38, "comment")


def test_where_both_agree_the_text_speaks() -> None:
    facts = read([cue("menace", True)], [cue("menace", True, 30, 38)])
    assert facts["menace"]["source"] == "indice textuel (essai)"


def test_where_they_disagree_the_comment_is_dropped_and_the_source_says_so() -> None:
    facts = read([cue("menace", True)], [cue("menace", False, 30, 38)])
    assert (facts["menace"]["value"], facts["menace"]["source"]) == (True, "indice textuel (essai)" + DISSENT)


def test_a_set_of_which_the_text_shows_as_much_is_no_disagreement() -> None:
    both = [cue("objet_menace", "mort"), cue("objet_menace", "viol")]
    assert not read(both, both[:1])["objet_menace"]["source"].endswith(DISSENT)
    assert read(both[:1], both)["objet_menace"]["source"].endswith(DISSENT)


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        (cue("age_victime", 20), cue("victime_mineure", True)),
        (cue("victime_mineure", True), cue("age_victime", 20)),
    ],
)
def test_a_disagreement_by_meaning_is_one(text: Cue, comment: Cue) -> None:
    facts = read([text], [comment])
    assert list(facts) == [text.fact]
    assert facts[text.fact]["source"].endswith(DISSENT)


def test_two_things_that_go_together_are_both_presumed() -> None:
    assert read([cue("victime_mineure", True)], [cue("age_victime", 13)]).keys() == {"victime_mineure", "age_victime"}


def test_what_somebody_states_stands_without_a_word() -> None:
    assert read([], [cue("menace", True)], menace=False) == {"menace": False}


def test_a_long_source_keeps_its_dissent() -> None:
    long = [Cue("menace", True, 0, 5, 0.9, f"regle-{number:03d}-{'x' * 30}") for number in range(20)]
    source = read(long, [cue("menace", False)])["menace"]["source"]
    assert len(source) <= 200
    assert source.endswith(DISSENT)


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [("contexte", "temoignage", False), ("contexte", "vente", True), ("langue", "en", False), ("menace", True, True)],
)
def test_what_says_something_of_who_reports_is_nothing_of_the_content(fact: str, value: Any, told: bool) -> None:
    assert of_content(fact, value) is told
    assert (fact in read([], [cue(fact, value)])) is told


def test_a_text_that_testifies_still_does() -> None:
    assert read([cue("contexte", "temoignage")], [])["contexte"]["value"]["includes"] == ["temoignage"]


SCRIPTS = ("لقد قال ", "他写道: ", "👩‍🚀 ", "é́ ", "‮", "\x00\x1b[2J ", "ﬁn ", "İ ", "ß ", "\ufeff")


@settings(max_examples=60)
@given(*(st.lists(st.sampled_from(SCRIPTS), max_size=12) for _ in range(3)))
def test_places_are_those_of_the_right_words_whatever_comes_before(
    text: list[str], before: list[str], after: list[str]
) -> None:
    """The content threatens nobody; the comment quotes a threat somewhere in any script."""
    report = {"text": "".join(text) + " bonjour", "comment": f"{''.join(before)} je vais te frapper {''.join(after)}"}
    taken = intake().enrich(report)
    fact = taken.data["facts"]["menace"]
    start, end = fact["span"]
    assert (fact["span_in"], report["comment"][start:end]) == ("comment", "frapper")
    both = intake().enrich({**report, "text": report["comment"]}).data["facts"]["menace"]
    assert "span_in" not in both


@cache
def intake() -> Intake:
    root = ROOT / "docs/examples/petite-loi"
    return Intake(open_reader(root), load_folder(root).facts, None)


def test_what_the_law_cannot_hold_is_left_out() -> None:
    assert read([], [cue("menace", "beaucoup"), cue("fait_disparu", True)]) == {}

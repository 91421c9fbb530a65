"""What a report may say, and how it is understood."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf, Span, StatedFact
from engine.model.outcome import Standing
from tests.engine.facts.vocabulary import faults, read

ALL = frozenset({"citation", "injure", "image"})


def known(fact: str, value: Any) -> Knowledge | None:
    stated = read({"facts": {fact: value}}).facts
    return stated[fact].knowledge if fact in stated else None


@pytest.mark.parametrize(
    ("fact", "value", "wanted"),
    [
        ("menace", True, Exactly(True)),
        ("menace", False, Exactly(False)),
        ("menace", "oui", Exactly(True)),
        ("menace", "non", Exactly(False)),
        ("menace", "yes", Exactly(True)),
        ("acces", "groupe", Exactly("groupe")),
        ("acces", {"one_of": ["groupe", "prive"]}, OneOf(frozenset({"groupe", "prive"}))),
        ("acces", {"one_of": ["groupe", "groupe"]}, OneOf(frozenset({"groupe"}))),
        ("forme", [], Exactly(frozenset())),
        ("forme", ["injure", "injure"], Exactly(frozenset({"injure"}))),
        ("forme", {"includes": ["injure"]}, Members(frozenset({"injure"}), frozenset())),
        (
            "forme",
            {"includes": ["injure"], "excludes": ["image"]},
            Members(frozenset({"injure"}), frozenset({"image"})),
        ),
        ("forme", {"excludes": ["image"], "includes": None}, Members(frozenset(), frozenset({"image"}))),
        ("age_victime", 0, Exactly(0)),
        ("age_victime", 120, Exactly(120)),
        ("age_victime", {"min": 13, "max": 17}, Between(13, 17)),
        ("age_victime", {"min": 13}, Between(13, None)),
        ("age_victime", {"max": 17, "min": None}, Between(None, 17)),
        ("age_victime", {"min": 15, "max": 15}, Exactly(15)),
        ("nombre_messages", -3, Exactly(-3)),
        ("nombre_messages", 10**30, Exactly(10**30)),
        ("mise_en_ligne", "2024-02-29", Exactly(date(2024, 2, 29))),
        ("mise_en_ligne", date(2024, 2, 29), Exactly(date(2024, 2, 29))),
        ("mise_en_ligne", {"min": "2024-01-01"}, Between(date(2024, 1, 1), None)),
        ("pays", "FR", Exactly("FR")),
        ("pays", "XK", Exactly("XK")),
        ("langue", "gsw", Exactly("gsw")),
    ],
)
def test_a_value_is_understood(fact: str, value: Any, wanted: Knowledge) -> None:
    assert known(fact, value) == wanted


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("menace", None),
        ("menace", "inconnu"),
        ("menace", "incertain"),
        ("acces", "unknown"),
        ("forme", "inconnu"),
        ("age_victime", "inconnu"),
        ("mise_en_ligne", None),
        ("pays", {"value": None}),
        ("menace", {"value": "inconnu", "standing": "presumed"}),
        ("age_victime", {"min": None, "max": None}),
        ("acces", {"one_of": ["ouvert", "groupe", "prive"]}),
        ("forme", {"includes": []}),
        ("forme", {"includes": None, "excludes": []}),
        ("age_victime", {"min": 0, "max": 120}),
    ],
)
def test_what_says_nothing_leaves_the_fact_unknown(fact: str, value: Any) -> None:
    assert read({"facts": {fact: value}}).facts == {}


def test_nothing_but_keys_is_needed() -> None:
    report = read({})
    assert (report.id, report.facts, report.date_of_facts, report.text, report.url) == (
        "signalement",
        {},
        None,
        None,
        None,
    )
    assert report.raised == frozenset()


def test_every_field_is_kept() -> None:
    report = read(
        {
            "id": "A-1",
            "url": "https://exemple.test/1",
            "text": "bonjour",
            "comment": "vu hier",
            "reported_category": "haine",
            "date_of_facts": "2024-05-01",
            "facts": {"menace": {"value": True, "standing": "presumed", "source": "text_cue", "span": [0, 7]}},
            "raised": ["menace-publique/citation"],
        }
    )
    assert (report.id, report.url, report.text) == ("A-1", "https://exemple.test/1", "bonjour")
    assert report.comment == "vu hier"
    assert (report.reported_category, report.date_of_facts) == ("haine", date(2024, 5, 1))
    assert report.facts == {"menace": StatedFact("menace", Exactly(True), Standing.PRESUMED, "text_cue", Span(0, 7))}
    assert report.raised == {"menace-publique/citation"}


@pytest.mark.parametrize(
    ("given", "kept"), [("A-1", "A-1"), (12, "12"), (0, "0"), ("", "signalement"), (None, "signalement")]
)
def test_the_id_is_text_in_the_end(given: Any, kept: str) -> None:
    assert read({"id": given}).id == kept


def test_a_text_of_the_greatest_length_is_taken() -> None:
    assert len(read({"text": "é" * 1_000_000}).text or "") == 1_000_000


@pytest.mark.parametrize("voice", ["text", "comment"])
@pytest.mark.parametrize("words", ["é" * 1_000_001, "un mot \ud83d"])
def test_words_refused_are_the_only_ones_blamed(words: str, voice: str) -> None:
    stated = {"menace": {"value": True, "span": [0, 6], "span_in": voice}}
    assert [fault.field for fault in faults({voice: words, "facts": stated})] == [voice]


@pytest.mark.parametrize(
    ("span_in", "voice"), [("text", "text"), ("comment", "comment"), (None, "text"), ("absent", "text")]
)
def test_a_passage_is_of_the_text_unless_it_is_said_to_be_of_the_comment(span_in: Any, voice: Any) -> None:
    raw = {"value": True, "span": [0, 3], "span_in": span_in}
    if span_in == "absent":
        del raw["span_in"]
    report = read({"text": "bonjour", "comment": "vu hier", "facts": {"menace": raw}})
    assert report.facts["menace"].span == Span(0, 3, voice)


def test_a_span_may_cover_the_whole_text_and_may_be_empty() -> None:
    for span in ([0, 3], [3, 3], [0, 0]):
        assert faults({"text": "abc", "facts": {"menace": {"value": True, "span": span}}}) == []


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ({"mineur": True}, Between(0, 17)),
        ({"mineur": False}, Between(18, 120)),
        ({"majeur": True}, Between(18, 120)),
        ({"majeur": False}, Between(0, 17)),
        ({"mineur": True, "majeur": False}, Between(0, 17)),
        ({"mineur": True, "age_victime": 12}, Exactly(12)),
        ({"age_victime": {"min": 15}, "mineur": True}, Between(15, 17)),
        ({"age_victime": {"min": 17}, "mineur": True}, Exactly(17)),
        ({"mineur": "inconnu", "age_victime": 30}, Exactly(30)),
    ],
)
def test_a_fact_that_means_another_is_read_as_the_other(stated: dict[str, Any], wanted: Knowledge) -> None:
    facts = read({"facts": stated}).facts
    assert facts == {"age_victime": StatedFact("age_victime", wanted)}


def test_a_confirmed_statement_outweighs_a_presumed_one_that_contradicts_it() -> None:
    presumed_age = {"value": 30, "standing": "presumed"}
    facts = read({"facts": {"age_victime": presumed_age, "mineur": True}}).facts
    assert facts == {"age_victime": StatedFact("age_victime", Between(0, 17))}
    presumed_minor = {"value": True, "standing": "presumed"}
    facts = read({"facts": {"age_victime": 30, "mineur": presumed_minor}}).facts
    assert facts == {"age_victime": StatedFact("age_victime", Exactly(30))}


def test_of_a_presumed_age_and_a_confirmed_minority_the_minority_stays_sure() -> None:
    facts = read({"facts": {"age_victime": {"value": 16, "standing": "presumed"}, "mineur": True}}).facts
    assert facts == {"age_victime": StatedFact("age_victime", Exactly(16), Standing.PRESUMED, sure=Between(0, 17))}


def test_two_confirmed_statements_beside_a_presumed_age_are_both_sure() -> None:
    presumed_age = {"value": 12, "standing": "presumed"}
    facts = read({"facts": {"age_victime": presumed_age, "moins_de_15": True, "mineur": True}}).facts
    assert facts["age_victime"].sure == Between(0, 14)


def test_contrary_confirmed_statements_are_refused_beside_a_presumed_age_too() -> None:
    both = {"mineur": True, "majeur": True}
    assert [found.field for found in faults({"facts": both})] == ["facts.majeur"]
    presumed = {"value": 16, "standing": "presumed"}
    fields = [found.field for found in faults({"facts": {"age_victime": presumed, **both}})]
    assert fields == ["facts.majeur"]


def test_a_statement_contrary_to_another_is_named_with_it() -> None:
    (found,) = faults({"facts": {"mineur": True, "majeur": True}})
    assert (found.field, found.message) == ("facts.majeur", "contredit `mineur`")


def test_presumed_statements_that_contradict_each_other_are_refused_unless_one_gives_way() -> None:
    minor, adult = {"value": True, "standing": "presumed"}, {"value": True, "standing": "presumed"}
    assert [found.field for found in faults({"facts": {"mineur": minor, "majeur": adult}})] == ["facts.majeur"]
    facts = read({"facts": {"mineur": minor, "majeur": adult, "age_victime": 30}}).facts
    assert facts == {"age_victime": StatedFact("age_victime", Exactly(30))}


def test_confirmed_statements_that_leave_one_age_only_confirm_it() -> None:
    facts = read({"facts": {"age_victime": {"min": 14}, "moins_de_15": True, "mineur": True}}).facts
    assert facts == {"age_victime": StatedFact("age_victime", Exactly(14))}


def test_the_order_of_statements_does_not_matter() -> None:
    said = {"age_victime": {"value": 12, "standing": "presumed"}, "moins_de_15": True, "mineur": True}
    backwards = dict(reversed(said.items()))
    assert read({"facts": said}).facts == read({"facts": backwards}).facts

"""What a model answers is held to the schema, the vocabulary and the words of the report, whatever the server let through."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from classifiers.model_server.answers import UnreadableReply, read_answers, read_sorting
from classifiers.model_server.quotation import QuotedWords
from classifiers.model_server.reading import ModelAnswer, Voice
from classifiers.model_server.schemas import asking_schema, schema_digest, sorting_schema
from tests.classifiers.model_server.questionnaires import ASKED, QUESTIONS

RAW: dict[Voice, str] = {
    "text": "Tu as treize ans, je te retrouve le 3 mai 2026 à l'école.",
    "comment": "Il la menace, elle a 13 ans.",
    "url": "https://forum.exemple/chez-nous",
}
WORDS = {voice: QuotedWords(said) for voice, said in RAW.items()}


def answered(**said: Any) -> tuple[tuple[ModelAnswer, ...], dict[str, int]]:
    answers, dropped = read_answers(json.dumps(said), QUESTIONS, WORDS, RAW)
    return answers, dict(Counter(dropped.values()))


def said(value: Any, quotation: str, voice: str = "texte", certainty: str = "certain") -> dict[str, Any]:
    return {"valeur": value, "citation": quotation, "voix": voice, "certitude": certainty}


def test_an_answer_is_the_value_the_place_of_its_words_and_how_sure() -> None:
    answers, dropped = answered(menace=said(True, "la menace", "commentaire", "probable"), forme=None)
    assert answers == (ModelAnswer("menace", True, "comment", 3, 12, 0.7),)
    assert dropped == {}


@pytest.mark.parametrize(
    ("fact", "value", "quotation", "wanted"),
    [
        ("age_victime", 13, "treize ans", 13),
        ("age_victime", 13, "13 ans", 13),
        ("date_des_faits", "2026-05-03", "le 3 mai 2026", "2026-05-03"),
        ("contexte", ["ecole", "ecole", "jeu"], "à l'école", ("ecole", "jeu")),
        ("pays", "FR", "l'école", "FR"),
        ("langue", "fr", "l'école", "fr"),
    ],
)
def test_values_of_every_type(fact: str, value: Any, quotation: str, wanted: Any) -> None:
    voice = "texte" if quotation in RAW["text"] else "commentaire"
    answers, dropped = answered(**{fact: said(value, quotation, voice)})
    assert [one.value for one in answers] == [wanted]
    assert dropped == {}


@pytest.mark.parametrize(
    ("fact", "answer", "reason"),
    [
        ("menace", "oui", "forme"),
        ("menace", {"valeur": True}, "forme"),
        ("menace", said(True, "la menace", "signalant"), "forme"),
        ("menace", said(True, "la menace", "commentaire", "peut-être"), "forme"),
        ("menace", said(True, 3), "forme"),  # type: ignore[arg-type]
        ("menace", said(True, "x" * 241), "forme"),
        ("menace", said("true", "treize ans"), "valeur"),
        ("menace", said(1, "treize ans"), "valeur"),
        ("forme", said("apologie", "treize ans"), "valeur"),
        ("contexte", said([], "treize ans"), "valeur"),
        ("contexte", said(["jeu", "guerre"], "treize ans"), "valeur"),
        ("age_victime", said(121, "treize ans"), "valeur"),
        ("age_victime", said(True, "treize ans"), "valeur"),
        ("age_victime", said(14, "treize ans"), "nombre"),
        ("age_victime", said(13, "le 3 mai"), "nombre"),
        ("date_des_faits", said("2026-13-01", "le 3 mai 2026"), "valeur"),
        ("date_des_faits", said("2026-05-04", "le 3 mai 2026"), "nombre"),
        ("pays", said("France", "treize ans"), "valeur"),
        ("langue", said("FR", "treize ans"), "valeur"),
        ("menace", said(True, "je vais te retrouver"), "citation"),
        ("menace", said(True, "la menace", "texte"), "citation"),
    ],
)
def test_what_does_not_hold_is_dropped_and_counted(fact: str, answer: Any, reason: str) -> None:
    assert answered(**{fact: answer}) == ((), {reason: 1})


def test_an_address_is_quoted_too() -> None:
    answers, _ = answered(forme=said("menace", "forum.exemple", "adresse"))
    assert [(one.voice, one.start) for one in answers] == [("url", 8)]


def test_an_answer_to_no_question_is_no_answer() -> None:
    assert answered(autre=said(True, "treize ans")) == ((), {})


@pytest.mark.parametrize("reply", ["", "{", "[]", '"texte"', "null", "[" * 100_000])
def test_a_reply_of_another_shape_is_refused_whole(reply: str) -> None:
    with pytest.raises(UnreadableReply):
        read_answers(reply, QUESTIONS, WORDS, RAW)
    with pytest.raises(UnreadableReply):
        read_sorting(reply, ASKED)


def test_a_sorting_holds_names_of_the_questionnaire_alone() -> None:
    reply = {
        "nature": "a_examiner",
        "champs": ["suicide", "autre", 3, "suicide"],
        "gravites": ["life"],
        "themes": ["x", "haine"],
    }
    sorting = read_sorting(json.dumps(reply), ASKED)
    assert (sorting.fields, sorting.gravity, sorting.themes, sorting.noise) == (
        ("suicide",),
        ("life",),
        ("haine",),
        None,
    )
    assert read_sorting(json.dumps({**reply, "nature": "humour"}), ASKED).noise == "humour"
    with pytest.raises(UnreadableReply):
        read_sorting(json.dumps({**reply, "nature": "autre"}), ASKED)


def test_questions_of_a_theme_come_in_the_order_of_the_vocabulary_with_those_always_asked() -> None:
    assert [one.fact for one in ASKED.of_themes(["haine"])] == ["forme", "contexte", "pays", "langue", "danger"]
    assert [one.fact for one in ASKED.of_themes([])] == ["danger"]


def test_digests_change_with_wordings_and_with_values() -> None:
    from dataclasses import replace

    other = replace(ASKED, questions=(replace(QUESTIONS[0], question="Autre ?"), *QUESTIONS[1:]))
    assert other.prompt_digest != ASKED.prompt_digest
    assert schema_digest(other) == schema_digest(ASKED)
    assert schema_digest(replace(ASKED, noise={"opinion": "une opinion"})) != schema_digest(ASKED)


def _answers() -> st.SearchStrategy[Any]:
    scalars = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=20)
        | st.sampled_from(["jeu", "injure", "certain", "texte"])
    )
    values = st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    )
    shaped = st.fixed_dictionaries(
        {
            "valeur": values,
            "citation": st.sampled_from(["treize ans", "13 ans", "3 mai 2026", "rien"]) | values,
            "voix": values | st.sampled_from(["texte", "commentaire"]),
            "certitude": st.sampled_from(["certain", "probable"]) | values,
        }
    )
    return st.dictionaries(st.sampled_from([one.fact for one in QUESTIONS]), shaped | values, max_size=5)


@given(_answers())
def test_nothing_outside_the_schema_is_taken(reply: Any) -> None:
    answers, dropped = read_answers(json.dumps(reply), QUESTIONS, WORDS, RAW)
    assert len(answers) + len(dropped) == sum(one is not None for one in reply.values())
    schema = asking_schema(QUESTIONS)
    for answer in answers:
        one = reply[answer.fact]
        assert Draft202012Validator(schema["properties"][answer.fact]).is_valid(one)
        assert 0 <= answer.start < answer.end <= len(RAW[answer.voice])


def test_the_schemas_are_schemas() -> None:
    for schema in (sorting_schema(ASKED), asking_schema(QUESTIONS)):
        Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False

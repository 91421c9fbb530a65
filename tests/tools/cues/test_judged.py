"""What a judge said is what the measure counts by."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from api.texts.earlier_words import EarlierWords
from classifiers.cues.shapes import value_name
from engine.language.loader import load_folder
from tests.shared import RULESETS
from tools.cues import judged, measure


def test_what_is_judged_replaces_what_the_first_reader_said() -> None:
    row = {
        "id": "a",
        "text": "…",
        "facts": {"forme": {"value": ["insulte", "question"], "span": "…"}, "menace": True, "cible": "groupe"},
        "maybe": ["forme", "contexte"],
    }
    answers = {
        "yes": {"forme": ["citation"], "fait_impute": [True]},
        "no": {"forme": ["question"]},
        "doubt": {"menace": [True]},
    }
    (told,) = judged.settled([row | {"judged": answers}])
    assert told["facts"] == {
        "forme": {"value": ["insulte", "citation"], "span": "…"},
        "cible": ["groupe"],
        "fait_impute": [True],
    }
    assert told["maybe"] == ["contexte", "menace"]


def test_a_text_on_which_readers_agree_stays_as_it_is() -> None:
    row = {"id": "b", "text": "…", "facts": {"menace": True}, "maybe": ["cible"], "judged": {}}
    assert list(judged.settled([row])) == [row]


def test_the_values_on_which_readers_part_are_judged() -> None:
    known = load_folder(RULESETS).facts
    words = EarlierWords(known, {})
    answers = parted = 0
    for row in (*measure.sentences(measure.SENTENCES), *measure.sentences(measure.REAL)):
        marks = [_named(reading["facts"]) for reading in judged.readings(row)]
        assert len(marks) >= 2
        for fact, value in judged.judgment(row):
            assert any((fact, value) in one for one in marks)
            assert not all((fact, value) in one for one in marks)
            if value in ("true", "false") or known[fact].type == "language":
                continue
            for now, today in words.today(fact, value):
                assert today is True or today in known[now].values
        answers += len(judged.judgment(row))
        parted += len(set[tuple[str, str]]().union(*marks) - marks[0].intersection(*marks[1:2]))
    assert answers == pytest.approx(parted, rel=0.05)


def test_answers_are_read_by_fact_and_value() -> None:
    row = {"id": "x", "judged": {"yes": {"menace": [True]}, "doubt": {"forme": ["appel"]}}}
    assert judged.judgment(row) == {("menace", "true"): "yes", ("forme", "appel"): "doubt"}


def _named(facts: Mapping[str, object]) -> set[tuple[str, str]]:
    return {
        (fact, value_name(one))
        for fact, told in facts.items()
        for one in judged.values_in(told)
        if isinstance(one, bool | str)
    }

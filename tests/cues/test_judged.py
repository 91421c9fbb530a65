"""What a judge said is what the measure counts by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifiers.cues.shapes import value_name
from engine.language.loader import load_folder
from tests.cues import judged, measure
from tests.shared import RULESETS


def test_what_is_judged_replaces_what_the_first_reader_said() -> None:
    row = {
        "id": "a",
        "text": "…",
        "facts": {"forme": {"value": ["insulte", "question"], "span": "…"}, "menace": True, "cible": "groupe"},
        "maybe": ["forme", "contexte"],
    }
    answers = {
        ("forme", "question"): "no",
        ("forme", "citation"): "yes",
        ("menace", "true"): "doubt",
        ("fait_impute", "true"): "yes",
    }
    (told,) = judged.settled([row], {"a": answers})
    assert told["facts"] == {
        "forme": {"value": ["insulte", "citation"], "span": "…"},
        "cible": ["groupe"],
        "fait_impute": [True],
    }
    assert told["maybe"] == ["contexte", "menace"]


def test_a_text_on_which_readers_agree_stays_as_it_is() -> None:
    row = {"id": "b", "text": "…", "facts": {"menace": True}, "maybe": ["cible"]}
    assert list(judged.settled([row], {"a": {("menace", "true"): "no"}})) == [row]


def test_the_values_on_which_readers_part_are_judged() -> None:
    known = load_folder(RULESETS).facts
    answers = judged.judgments()
    readings = [[*measure.sentences(measure.APART), *measure.sentences(measure.REAL / "a_part")]]
    readings += [
        list(measure.sentences(folder)) for folder in (measure.AGAIN, measure.AND_AGAIN, measure.REAL / "relus")
    ]
    said: dict[str, list[set[tuple[str, str]]]] = {}
    for row in (row for reading in readings for row in reading):
        said.setdefault(row["id"], []).append(_named(row))
    for name, told in answers.items():
        assert len(said[name]) >= 2
        for fact, value in told:
            assert any((fact, value) in one for one in said[name])
            assert not all((fact, value) in one for one in said[name])
            assert value in ("true", "false") or value in known[fact].values or known[fact].type == "language"
    parted = sum(len(set[tuple[str, str]]().union(*told) - told[0].intersection(*told[1:2])) for told in said.values())
    assert sum(map(len, answers.values())) == pytest.approx(parted, rel=0.05)


def test_answers_are_read_by_fact_and_value(tmp_path: Path) -> None:
    line = {"id": "x", "yes": {"menace": [True]}, "doubt": {"forme": ["appel"]}}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert judged.judgments(tmp_path) == {"x": {("menace", "true"): "yes", ("forme", "appel"): "doubt"}}


def _named(row: dict[str, object]) -> set[tuple[str, str]]:
    facts = row["facts"]
    assert isinstance(facts, dict)
    return {
        (fact, value_name(one))
        for fact, told in facts.items()
        for one in judged.values_in(told)
        if isinstance(one, bool | str)
    }

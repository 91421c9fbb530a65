"""What the third reader judged is what the measure counts by."""

from __future__ import annotations

import json
from pathlib import Path

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


def test_a_text_on_which_two_readers_agree_stays_as_it_is() -> None:
    row = {"id": "b", "text": "…", "facts": {"menace": True}, "maybe": ["cible"]}
    assert list(judged.settled([row], {"a": {("menace", "true"): "no"}})) == [row]


def test_every_value_on_which_two_readers_part_is_judged_once(tmp_path: Path) -> None:
    known = load_folder(RULESETS).facts
    answers = judged.judgments()
    rows = [*measure.sentences(measure.APART, "libres"), *measure.sentences(measure.REAL / "a_part")]
    again = {r["id"]: r for folder in (measure.AGAIN, measure.REAL / "relus") for r in measure.sentences(folder)}
    parted = {row["id"]: _named(row) ^ _named(again[row["id"]]) for row in rows}
    assert {name: set(told) for name, told in answers.items()} == {name: told for name, told in parted.items() if told}
    for told in answers.values():
        for fact, name in told:
            assert name in ("true", "false") or name in known[fact].values
    line = {"id": "x", "yes": {"menace": [True]}, "doubt": {"forme": ["appel"]}}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert judged.judgments(tmp_path) == {"x": {("menace", "true"): "yes", ("forme", "appel"): "doubt"}}


def _named(row: dict[str, object]) -> set[tuple[str, str]]:
    facts = row["facts"]
    assert isinstance(facts, dict)
    return {
        (fact, value_name(one))
        for fact, told in facts.items()
        for one in judged._values(told)
        if isinstance(one, bool | str)
    }

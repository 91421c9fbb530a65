"""Shards: one bad line is named and the others run, nothing of a report's words comes out, and whoever answers gives the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.backtest.archive import ArchiveChanged
from api.backtest.laws import law_of_folder
from api.backtest.shards import ShardTask, answer_shard, bare
from tests.api.backtest.small import WORDS, archive, law_pair, records, shards, tasks


def answered(task: ShardTask) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(answer_shard(task))
    return data


def only_task(tmp_path: Path, *lines: dict[str, Any] | str) -> ShardTask:
    (task,) = tasks(law_pair(tmp_path), shards(archive(tmp_path / "a.jsonl", lines)))
    return task


GOOD = {"id": "bon", "date_of_decision": "2024-01-15", "date_of_facts": "2024-01-02", "facts": {"menace": True}}


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ("{pas du JSON", "json", ""),
        ("[1]", "object", ""),
        ({**GOOD, "date_of_decision": "hier"}, "day", "date_of_decision"),
        ({**GOOD, "date_of_decision": None}, "no_day", "date_of_decision"),
        ({**GOOD, "date_of_facts": "2024-02-01"}, "after", "date_of_facts"),
        ({**GOOD, "facts": {"menasse": True}}, "fact", "facts.menasse"),
        ({**GOOD, "facts": {"acces": "partout"}}, "fact", "facts.acces"),
        ({**GOOD, "facts": [1]}, "field", "facts"),
        ({**GOOD, "raised": ["menace/rien"]}, "fact", "raised.menace/rien"),
        ({**GOOD, "decision": "menace"}, "decision", "decision"),
        ({**GOOD, "answer": {"ruleset": "x"}}, "answer", "answer"),
    ],
)
def test_a_bad_line_is_named_and_the_others_run(
    tmp_path: Path, line: dict[str, Any] | str, code: str, field: str
) -> None:
    data = answered(only_task(tmp_path, GOOD, line, GOOD))
    assert data["faults"] == [[2, code, field]]
    assert data["counts"]["read"] == 2


def test_a_chosen_day_stands_for_that_of_each(tmp_path: Path) -> None:
    task = only_task(tmp_path, {**GOOD, "date_of_decision": None})
    assert answered(replace(task, day=date(2030, 1, 1)))["faults"] == []


def test_what_only_one_law_takes_is_left_aside_under_the_other(tmp_path: Path) -> None:
    laws = law_pair(tmp_path)
    file = tmp_path / "new/facts/exemple.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("groupe_ferme:", "cercle:", 1), encoding="utf-8")
    for other in (tmp_path / "new").rglob("*.yaml"):
        said = other.read_text(encoding="utf-8")
        other.write_text(said.replace("groupe_ferme", "cercle"), encoding="utf-8")
    renamed = replace(laws, new=law_of_folder(tmp_path / "new"))
    lines = [{**GOOD, "facts": {"acces": value}} for value in ("cercle", "groupe_ferme", "ouvert")]
    (task,) = tasks(renamed, shards(archive(tmp_path / "a.jsonl", lines)))
    data = answered(task)
    assert data["aside"] == {"old": {"acces": 1}, "new": {"acces": 1}}
    assert data["faults"] == []
    assert data["counts"]["read"] == 3


def test_a_renamed_fact_is_read_in_the_words_of_each_law(tmp_path: Path) -> None:
    laws = law_pair(tmp_path)
    for file in (tmp_path / "new").rglob("*.yaml"):
        said = file.read_text(encoding="utf-8")
        said = said.replace(
            "- id: menace\n    type: boolean", "- id: intimidation\n    was: [{fact: menace}]\n    type: boolean"
        )
        file.write_text(
            said.replace("fact: menace}", "fact: intimidation}").replace(
                "was: [{fact: intimidation}]", "was: [{fact: menace}]"
            ),
            encoding="utf-8",
        )
    renamed = replace(laws, new=law_of_folder(tmp_path / "new"))
    (task,) = tasks(
        renamed, shards(archive(tmp_path / "a.jsonl", [{**GOOD, "facts": {"menace": True, "acces": "ouvert"}}]))
    )
    data = answered(task)
    assert data["aside"] == {"old": {}, "new": {}}
    assert data["faults"] == []
    assert "menace" not in data["edit"]["offences"]


def test_no_word_of_a_report_leaves_the_machine_and_the_bytes_are_the_same(tmp_path: Path) -> None:
    lines: list[dict[str, Any] | str] = [*records(60)]
    lines[7], lines[20] = f'{{"text": "{WORDS}', f'["{WORDS}"]'
    for task in tasks(law_pair(tmp_path), shards(archive(tmp_path / "a.jsonl", lines))):
        sent = bare(task)
        assert isinstance(sent.records, bytes)
        assert WORDS.encode() not in sent.records
        assert b"exemple.invalid" not in sent.records
        result = answer_shard(sent)
        assert result == answer_shard(task)
        assert WORDS.encode() not in result


def test_an_archive_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    task = only_task(tmp_path, GOOD)
    archive(tmp_path / "a.jsonl", [{**GOOD, "id": "nom"}])
    with pytest.raises(ArchiveChanged):
        answer_shard(task)


def test_each_report_is_counted_once(tmp_path: Path) -> None:
    lines = list(records(200))
    parts = [answered(task) for task in tasks(law_pair(tmp_path), shards(archive(tmp_path / "a.jsonl", lines)))]
    assert len(parts) == 5
    assert sum(part["counts"]["read"] for part in parts) == 200
    assert sum(part["counts"].get("proved", 0) + part["counts"].get("run", 0) for part in parts) == 200
    assert sum(part["counts"].get("proved", 0) for part in parts) > 50
    decided = [line for line in lines if "decision" in line]
    assert sum(part["counts"].get("decided", 0) for part in parts) == len(decided)


def test_a_change_names_the_edited_clause_and_its_facts(tmp_path: Path) -> None:
    line = {**GOOD, "facts": {"menace": True, "victime_mineure": False}}
    data = answered(only_task(tmp_path, line))
    assert data["edit"]["suggested"] == {"menace-mineur": {"gained": 1}}
    (example,) = data["examples"]['["menace-mineur","gained"]']
    assert example["causes"] == [["element", "menace-mineur", "minorite", "both", []]]
    assert example["facts"] == {"age_victime": {"min": 18, "max": 120}, "menace": True}
    assert (example["old"][0], example["new"][0]) == ("excluded", "established")

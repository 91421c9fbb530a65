"""Whole reports with their labels: of one shape, each once, those that measure by other authors than those that teach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parents[2] / "data/annotated/reports"
FILES = sorted(FOLDER.glob("*/*.jsonl"))


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_report_has_the_shape_and_the_author_of_its_file(path: Path) -> None:
    validator = Draft202012Validator(json.loads((FOLDER / "schema.json").read_text(encoding="utf-8")))
    faults = [f"{row['id']}: {fault.message}" for row in rows(path) for fault in validator.iter_errors(row)]
    assert faults == []
    assert {row["id"][0] for row in rows(path)} == {path.stem.upper()}


def test_no_report_comes_twice_and_no_author_both_teaches_and_measures() -> None:
    every = [row for path in FILES for row in rows(path)]
    assert (
        len({row["id"] for row in every}) == len({(row["text"], row["comment"]) for row in every}) == len(every) == 950
    )
    authors = {folder: {path.stem for path in FILES if path.parent.name == folder} for folder in ("train", "heldout")}
    assert authors["train"] & authors["heldout"] == set()
    assert all(authors.values())

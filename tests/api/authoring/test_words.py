"""Every key and every word of a closed list that a file of rules may hold is said in French."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from api.authoring.file_shapes import SHAPES, FileShape, schema_of
from api.authoring.words import KEYS, VALUES
from classifiers.cues.shapes import CueEntry, LexiconFile
from engine.analysis.difference import place_words
from engine.language.json_schema import CONDITION

RECIPIENTS = {"pharos", "iccam", "arcom"}
"""Keys that are identifiers of rules too, and are said as they are written."""


def parts_of(data: Any) -> Iterator[dict[str, Any]]:
    """Every mapping of a schema."""
    if isinstance(data, dict):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from parts_of(inner)


def schema_parts(shape: FileShape) -> list[dict[str, Any]]:
    """The parts of the schema of a shape, conditions and cues included."""
    schemas = [schema_of(shape), CONDITION]
    schemas += [CueEntry.model_json_schema(by_alias=True)] if shape.model is LexiconFile else []
    return [part for schema in schemas for part in parts_of(schema)]


def keys_of(parts: list[dict[str, Any]]) -> set[str]:
    """The keys that parts of a schema name."""
    return {key for part in parts if isinstance(part.get("properties"), dict) for key in part["properties"]}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_key_and_every_word_is_said(shape: FileShape) -> None:
    parts = schema_parts(shape)
    words = {word for part in parts for word in [*part.get("enum", ()), part.get("const")] if isinstance(word, str)}
    assert (sorted(keys_of(parts) - KEYS.keys()), sorted(words - VALUES.keys())) == ([], [])


def test_a_difference_names_no_key_of_what_stands_beside_the_law() -> None:
    beside = [shape for shape in SHAPES if shape.pattern.startswith(("facts", "lexicons", "routing", "notices"))]
    beside += [shape for shape in SHAPES if shape.pattern.startswith("parameters")]
    keys = {key for shape in beside if "cases" not in shape.pattern for key in keys_of(schema_parts(shape))}
    assert "rules" in keys
    assert sorted(keys - place_words.KEYS.keys() - RECIPIENTS) == []

"""The JSON Schemas of the files of rules: every shipped file is of its schema, a misspelt one is not."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from api.authoring.file_shapes import SHAPES
from api.cli.main import app
from engine.language.json_schema import json_schema
from engine.model.law import Offence
from tests.engine.language import broken_references, broken_shape, broken_sharing
from tests.engine.language.broken import Broken
from tests.shared import ROOT, RULESETS
from textfile.reader import read_bytes

RUN = CliRunner()
OFFENCE = RULESETS / "offences/contenus_mineurs/cp-227-24/offence.yaml"


@cache
def validator(name: str) -> Draft202012Validator:
    (shape,) = [shape for shape in SHAPES if shape.name == name]
    schema = json_schema(shape.model, shape.pattern, shape.model is Offence)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def plain(data: Any) -> Any:
    """What an editor sees: days are text, lists are lists, decimals are numbers."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, tuple):
        return [plain(item) for item in data]
    if isinstance(data, str) and re.fullmatch(r"0\.[0-9]+", data):
        return float(data)
    return data.isoformat() if isinstance(data, date) else data


def of(path: Path) -> Any:
    return plain(read_bytes(path.read_bytes(), path.name).data)


@pytest.mark.parametrize("root", [RULESETS, ROOT / "docs/examples/petite-loi"], ids=["shipped", "small"])
@pytest.mark.parametrize("name", [shape.name for shape in SHAPES])
def test_every_file_is_of_its_schema(name: str, root: Path) -> None:
    (pattern,) = [shape.pattern for shape in SHAPES if shape.name == name]
    files = sorted(root.glob(pattern))
    assert files or root != RULESETS
    for path in files:
        assert [error.message for error in validator(name).iter_errors(of(path))] == [], path


def test_every_file_of_the_law_has_a_schema() -> None:
    known = {path for shape in SHAPES for path in RULESETS.glob(shape.pattern)}
    others = {path.relative_to(RULESETS).parts[0] for path in RULESETS.rglob("*.yaml") if path not in known}
    assert others == {"parameters"}


REFUSED = [
    case
    for case in (*broken_shape.CASES, *broken_sharing.CASES, *broken_references.CASES)
    if case.name in {
        "R101-cle-mal-ecrite", "R101-dans-un-texte", "R101-dans-un-element", "R102-libelle-absent", "R107-anglais-absent",
        "R102-condition-absente", "R103-yes", "R104-confiance-inconnue", "R105-deux-comparaisons", "R105-in-avec-une-valeur",
        "R105-mot-inconnu", "R105-at-least-sans-of", "R105-comparaison-inconnue", "R101-a-cote-de-as",
        "R101-reprise-de-ce-qui-est-propre", "R103-reprise-mal-ecrite", "R103-difference-mal-ecrite",
    }
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=[case.name for case in REFUSED])
def test_what_check_refuses_of_a_shape_an_editor_underlines(case: Broken, tmp_path: Path) -> None:
    root = case.build(tmp_path)
    faults = [
        error
        for shape in SHAPES
        for path in root.glob(shape.pattern)
        for error in validator(shape.name).iter_errors(of(path))
    ]
    assert faults


def test_they_are_written_where_one_says(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["rules", "schema", "--to", str(tmp_path / "schemas")])
    assert result.exit_code == 0
    written = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "schemas").iterdir()}
    assert written.keys() == {shape.name for shape in SHAPES}
    assert written["infraction"]["title"] == "offences/*/*/offence.yaml"


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "plein").write_text("", encoding="utf-8")
    result = RUN.invoke(app, ["rules", "schema", "--to", str(tmp_path / "plein")])
    assert result.exit_code == 2
    assert "plein" in result.stderr

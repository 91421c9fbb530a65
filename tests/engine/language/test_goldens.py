"""What is said of each fault is reviewed like code: one golden file a fault.

`pytest tests/engine/language/test_goldens.py --update-goldens` rewrites them; read the difference before committing it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import engine
import textfile
from engine.analysis.case_files import cross_runs, offence_runs
from engine.analysis.case_runs import failures, run_cases, run_cross
from engine.language.loader import load_folder
from engine.reasoning.qualify import Engine
from tests.conftest import Golden
from tests.engine.language import (
    broken_cases,
    broken_meaning,
    broken_reading,
    broken_references,
    broken_shape,
    broken_sharing,
    broken_time,
)
from tests.engine.language.broken import MINIMAL, Broken, diagnose, shown
from textfile.diagnostics import Diagnostic, render_json

GOLDEN = Path(__file__).parent / "golden"
BROKEN = [
    case
    for module in (
        broken_reading,
        broken_shape,
        broken_references,
        broken_time,
        broken_meaning,
        broken_cases,
        broken_sharing,
    )
    for case in module.CASES
]
each = pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in BROKEN])
Diagnosing = Callable[[Broken], tuple[list[Diagnostic], str]]


@pytest.fixture(scope="module")
def diagnosis(tmp_path_factory: pytest.TempPathFactory) -> Diagnosing:
    """What is said of a broken ruleset, as diagnostics and as its golden file shows them; each is built once."""
    kept: dict[str, tuple[list[Diagnostic], str]] = {}

    def tell(case: Broken) -> tuple[list[Diagnostic], str]:
        if case.name not in kept:
            root = case.build(tmp_path_factory.mktemp("broken"))
            found = diagnose(root)
            kept[case.name] = (found, shown(found, root))
        return kept[case.name]

    return tell


def test_the_minimal_ruleset_has_nothing_to_report() -> None:
    assert diagnose(MINIMAL) == []


def test_the_cases_of_the_minimal_ruleset_get_their_answers() -> None:
    engine_ = Engine(load_folder(MINIMAL))
    runs, _ = offence_runs(MINIMAL, engine_.ruleset)
    across, _ = cross_runs(MINIMAL, engine_.ruleset)
    assert len(runs) > len(engine_.ruleset.offences)
    assert failures(run_cases(engine_, runs)) == []
    assert run_cross(engine_, across) == []


@each
def test_a_broken_ruleset_is_told_as_its_golden_says(case: Broken, diagnosis: Diagnosing, golden: Golden) -> None:
    golden(GOLDEN / f"{case.name}.txt", diagnosis(case)[1])


@each
def test_a_broken_ruleset_is_told_under_its_own_code_and_no_other(case: Broken, diagnosis: Diagnosing) -> None:
    assert {found.code for found in diagnosis(case)[0]} == {case.code} | case.also


@each
def test_text_and_json_say_the_same(case: Broken, diagnosis: Diagnosing) -> None:
    found = diagnosis(case)[0]
    assert [_as_text(item) for item in json.loads(render_json(found))] == [item.as_text() for item in found]


def _as_text(item: dict[str, object]) -> str:
    """The terminal form, rebuilt from the JSON alone."""
    severity = {"error": "erreur", "warning": "avertissement"}[str(item["severity"])]
    lines = [f"{item['file']}:{item['line']}:{item['column']}: {severity} {item['code']}: {item['message']}"]
    related: list[dict[str, object]] = item["related"]  # type: ignore[assignment]
    lines += [f"    voir {r['file']}:{r['line']}:{r['column']}: {r['label']}" for r in related]
    lines += [f"    aide : {item['hint']}"] if item["hint"] else []
    return "\n".join(lines)


def test_no_golden_file_is_left_without_its_broken_ruleset(request: pytest.FixtureRequest) -> None:
    unused = [path for path in GOLDEN.iterdir() if path.stem not in {case.name for case in BROKEN}]
    if request.config.getoption("--update-goldens"):
        while unused:
            unused.pop().unlink()
    assert unused == []


def test_broken_rulesets_have_different_names() -> None:
    names = [case.name for case in BROKEN]
    assert len(names) == len(set(names))


OF_PARAMETERS = {"R804"}
"""Codes of parameters that the service reads: their golden files are in tests/api/law/golden."""


def test_every_code_in_the_source_has_a_golden_file_and_every_golden_file_a_code() -> None:
    codes = {
        node.value
        for package in (engine, textfile)
        for path in Path(package.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_code(node.value)
    }
    assert codes == {case.code for case in BROKEN} | OF_PARAMETERS


def _is_code(text: str) -> bool:
    """A code of what is wrong in a folder: R9 says what a sound law says for nothing, tried in tests/engine/analysis."""
    return len(text) == 4 and text[0] == "R" and text[1:].isdigit() and text[1] != "9"

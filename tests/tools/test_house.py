"""The measures of the house: knots of imports, long signatures, lines of a tree, and the laws that hold today."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tools import house


@pytest.mark.parametrize(
    ("arrows", "knots"),
    [
        ([("a", "b"), ("b", "c")], []),
        ([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")], [{"a", "b", "c"}]),
        ([("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")], [{"a", "b"}, {"c", "d"}]),
    ],
)
def test_what_imports_itself_through_others_is_one_knot(arrows: list[tuple[str, str]], knots: list[set[str]]) -> None:
    assert list(house._knots(arrows)) == knots


def test_a_cycle_is_named_by_its_parent_and_its_siblings() -> None:
    edges = [("api.a.one", "api.b.two"), ("api.b.three", "api.a.four"), ("api.c", "api.a.one")]
    assert list(house._cycles(edges)) == ["api: a, b"]


def test_a_long_signature_is_found_and_a_command_is_told_apart() -> None:
    source = "def f(self, a, b, c, d, e, g, *, h): ...\n@app.command('x')\ndef g(a, b, c, d, e, f, h): ...\ndef h(a, b, c, d, e, f): ...\ndef i(a: Annotated[str, typer.Option('--a')], b, c, d, e, f, g): ..."
    places = list(house._long_signatures([(house.ROOT / "api/x.py", ast.parse(source))]))
    assert places == [("api/x.py:1 f", False), ("api/x.py:3 g", True), ("api/x.py:5 i", True)]


def test_lines_are_those_of_code_data_and_prose(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("un\ndeux\n", encoding="utf-8")
    (tmp_path / "docs/b.png").write_bytes(b"\n\n\n")
    assert house.lines_of(tmp_path) == {"docs": 2}


def test_the_house_has_no_cycle_no_arrow_up_and_no_long_signature() -> None:
    measured = house.structure()
    assert (measured.cycles, measured.upward, measured.long_signatures) == ((), (), ())
    assert measured.packages > 15

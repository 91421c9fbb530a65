"""Security page (docs/security.md): no item of the standard is missing or out of its place, and each test it names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.shared import ROOT

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
STANDINGS = {"Met", "In part", "Not met", "Operator", "Not applicable"}
COLUMNS = 5
ITEMS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 5, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
"""Items of levels 1 and 2 of each section of OWASP ASVS 5.0.0, which come first there; in 2.3, one of level 3 too."""


def rows() -> list[list[str]]:
    """Rows of items: number, what is asked, standing, how, tests."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| v5.0.0-")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named_tests() -> list[str]:
    """Tests that the page names."""
    return sorted(set(re.findall(r"`(tests/[\w/.]+::\w+)`", PAGE)))


@cache
def functions(path: Path) -> frozenset[str]:
    """Names of the test functions of a file, those of its classes included."""
    return frozenset(_functions(ast.parse(path.read_text(encoding="utf-8"))))


def _functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name


def test_every_item_is_there_once_and_in_order() -> None:
    expected = [f"v5.0.0-{section}.{number}" for section, last in ITEMS.items() for number in range(1, last + 1)]
    assert [row[0] for row in rows()] == expected
    assert len(expected) == 254


def test_every_item_says_where_it_stands_and_why() -> None:
    assert [row for row in rows() if len(row) != COLUMNS or row[2] not in STANDINGS or not row[1] or not row[3]] == []


@pytest.mark.parametrize("name", named_tests())
def test_a_test_that_the_page_names_exists(name: str) -> None:
    path, _, function = name.partition("::")
    assert (ROOT / path).is_file()
    assert function in functions(ROOT / path)


def test_every_cell_of_tests_names_tests_alone() -> None:
    assert [row[0] for row in rows() if row[-1] and not re.fullmatch(r"`tests/[^`]+`(, `tests/[^`]+`)*", row[-1])] == []


def test_what_is_missing_most_is_not_said_to_be_met() -> None:
    (part,) = re.findall(r"## What is missing most\n(.*?)\n## ", PAGE, re.DOTALL)
    standing = {row[0].removeprefix("v5.0.0-"): row[2] for row in rows()}
    numbers = re.findall(r"\b\d+\.\d+\.\d+\b", part)
    assert numbers
    assert [number for number in numbers if standing[number] not in ("In part", "Not met")] == []
    assert {number for number, one in standing.items() if one == "Not met"} <= set(numbers)

"""The glossary names every value the model can give, and no other; its words and names are those of the code."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import pytest

from engine.model import answer, fact, knowledge, law, outcome, routing
from engine.routing.router import RouteStatus
from engine.routing.situation import Network
from tests.docs.examples import ROOT

PAGE = ROOT / "docs/glossary.md"
FOLDERS = ("api", "engine", "classifiers", "textfile", "rulesets")


def options(annotation: Any) -> frozenset[str]:
    """The words of a `Literal`, wherever it stands in an annotation."""
    if typing.get_origin(annotation) is typing.Literal:
        return frozenset(typing.get_args(annotation))
    return frozenset().union(*(options(part) for part in typing.get_args(annotation)))


def field(model: type[Any], name: str) -> frozenset[str]:
    """The words one field of a model may take."""
    return options(typing.get_type_hints(model)[name])


def values(enumeration: type[StrEnum]) -> frozenset[str]:
    """The words of an enumeration."""
    return frozenset(member.value for member in enumeration)


MODEL: dict[str, frozenset[str]] = {
    "Outcome": values(outcome.Outcome),
    "Voice": options(knowledge.Voice),
    "Status": values(outcome.Status),
    "Standing": values(outcome.Standing),
    "TimeBar": values(outcome.TimeBar),
    "Issue": values(outcome.Issue),
    "Confidence": values(outcome.Confidence),
    "ClauseKind": options(answer.ClauseKind),
    "SettingKind": field(answer.Setting, "kind"),
    "RelationKind": field(law.Relation, "kind"),
    "Prevails": field(law.Relation, "prevails"),
    "ElementKind": field(law.Element, "kind"),
    "Void": field(law.Version, "void"),
    "Conduct": field(law.Offence, "conduct"),
    "Nature": field(law.Offence, "nature"),
    "LimitationStart": field(law.Limitation, "starts"),
    "Route": options(law.Route),
    "Recipient": options(routing.Recipient),
    "NoticeKind": options(routing.NoticeKind),
    "RouteStatus": options(RouteStatus),
    "Network": options(Network),
    "FactType": options(fact.FactType),
    "Exposure": options(fact.Exposure),
    "SourceKind": options(fact.SourceKind),
}


def named(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """The values the table gives for each enumeration: `` `a`, `b` (Name) `` in its third column."""
    found: dict[str, set[str]] = {}
    for line in lines:
        cells = line.split("|")
        if len(cells) == 6:
            for words, name in re.findall(r"((?:`\w+`(?:, )?)+) \((\w+)\)", cells[3]):
                found.setdefault(name, set()).update(re.findall(r"`(\w+)`", words))
    return {name: frozenset(words) for name, words in found.items()}


def test_every_value_of_the_model_is_in_the_glossary_and_no_other() -> None:
    assert named(PAGE.read_text(encoding="utf-8").splitlines()) == MODEL


def test_a_row_gives_its_values_under_their_enumeration() -> None:
    rows = ["| cumul | sum | `a`, `b` (Kind), `Name` | both |", "| autre | x | `c` (Kind) | x |", "prose `d` (Kind)"]
    assert named(rows) == {"Kind": frozenset("abc")}


def test_every_row_has_four_columns() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert [row for row in rows if row.count("|") != 5] == []


def _rows() -> list[tuple[str, str, str]]:
    """A term, the word the code says it with, its names and values."""
    cells = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [(row[1].strip(), row[2].strip(), row[3].strip()) for row in cells[2:] if row[2].strip()]


@pytest.fixture(scope="module")
def code() -> str:
    """The source, and the rulesets whose vocabulary is data."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.suffix in (".py", ".yaml"))


def test_every_term_has_the_word_that_the_code_says_it_with(code: str) -> None:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", code).lower()
    said = f" {re.sub('[^a-z]+', ' ', apart)} "
    assert [(term, word) for term, words, _ in _rows() for word in words.split(", ") if f" {word} " not in said] == []


def test_every_name_of_the_glossary_is_in_the_code(code: str) -> None:
    words = set(re.findall(r"\w+", code))
    named_ = [(term, name) for term, _, names in _rows() for name in re.findall(r"`([\w.]+)`", names)]
    assert [(term, name) for term, name in named_ if not set(filter(None, name.split("."))) <= words] == []


def test_no_term_is_told_without_a_word() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    terms = [line for line in lines[2:] if not line.startswith("| **")]
    assert len(_rows()) == len(terms)

"""The glossary names every value the model can give, and no other."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from engine.model import answer, fact, knowledge, law, outcome, routing
from engine.routing.router import RouteStatus
from engine.routing.situation import Network
from tests.docs.examples import ROOT

PAGE = ROOT / "docs/glossary.md"


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
    """The values the table gives for each enumeration: `` `a`, `b` (Name) `` in its second column."""
    found: dict[str, set[str]] = {}
    for line in lines:
        cells = line.split("|")
        if len(cells) == 5:
            for words, name in re.findall(r"((?:`\w+`(?:, )?)+) \((\w+)\)", cells[2]):
                found.setdefault(name, set()).update(re.findall(r"`(\w+)`", words))
    return {name: frozenset(words) for name, words in found.items()}


def test_every_value_of_the_model_is_in_the_glossary_and_no_other() -> None:
    assert named(PAGE.read_text(encoding="utf-8").splitlines()) == MODEL


def test_a_row_gives_its_values_under_their_enumeration() -> None:
    rows = ["| cumul | `a`, `b` (Kind), `Name` | both |", "| autre | `c` (Kind) | x |", "prose `d` (Kind)"]
    assert named(rows) == {"Kind": frozenset("abc")}


def test_every_row_has_three_columns() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert [row for row in rows if row.count("|") != 4] == []

"""What a third reader judged of the values on which two readers of the kept-apart texts part.

The first reader wrote a sentence or read a message, the second read it again knowing nothing of the first; the third was shown the values that one of
them alone had marked, without knowing whose they were. `measure` counts by the outcome; `--first` counts by the first reader alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from classifiers.cues.shapes import value_name

FOLDER = Path(__file__).parent / "juges"
ANSWERS = ("yes", "no", "doubt")

Judged: TypeAlias = Mapping[tuple[str, str], str]
"""The answer given to each value of a fact in one text."""


def judgments(folder: Path = FOLDER) -> dict[str, Judged]:
    """The answers, by the id of a text; texts of which two readers said the same have none."""
    return {
        row["id"]: {
            (fact, value_name(one)): answer
            for answer in ANSWERS
            for fact, values in row.get(answer, {}).items()
            for one in values
        }
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for row in [json.loads(line)]
    }


def settled(rows: Iterable[dict[str, Any]], judged: Mapping[str, Judged]) -> Iterator[dict[str, Any]]:
    """The rows as the third reader left them: what it says is there, and what it doubts of. A fact it is sure of is in doubt no more."""
    for row in rows:
        answers = judged.get(row["id"])
        yield row if answers is None else row | _settled(row, answers)


def _settled(row: Mapping[str, Any], answers: Judged) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for fact, told in row["facts"].items():
        kept = [one for one in _values(told) if answers.get((fact, value_name(one)), "yes") == "yes"]
        if kept:
            facts[fact] = told | {"value": kept} if isinstance(told, dict) else kept
    for (fact, name), answer in answers.items():
        told = facts.get(fact, [])
        if answer == "yes" and name not in map(value_name, _values(told)):
            more = [*_values(told), _value(name)]
            facts[fact] = told | {"value": more} if isinstance(told, dict) else more
    doubted = {fact for (fact, _), answer in answers.items() if answer == "doubt"}
    sure = {fact for fact, _ in answers} - doubted
    return {"facts": facts, "maybe": sorted(set(row.get("maybe", ())) - sure | doubted)}


def _values(told: Any) -> list[Any]:
    value = told["value"] if isinstance(told, dict) else told
    return value if isinstance(value, list) else [value]


def _value(name: str) -> bool | str:
    return {"true": True, "false": False}.get(name, name)

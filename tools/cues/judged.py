"""What a judge said of the values on which the readers of the kept-apart texts part.

The first reader wrote a text or read a message; the second read it again knowing nothing of the
first, and so did a third of some. The judge was shown the values that not all of them had marked,
without knowing whose they were. `measure` counts by the outcome; `--first` counts by the first
reader alone. A line holds it all: `facts` and `maybe` of the first reader, `again` for the others,
`judged` for the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from classifiers.cues.shapes import value_name

ANSWERS = ("yes", "no", "doubt")

Judged: TypeAlias = Mapping[tuple[str, str], str]
"""The answer given to each value of a fact in one text."""


def judgment(row: Mapping[str, Any]) -> Judged:
    """The answers on one text; one of which all readers said the same has none."""
    return {
        (fact, value_name(one)): answer
        for answer in ANSWERS
        for fact, values in row.get("judged", {}).get(answer, {}).items()
        for one in values
    }


def readings(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What each reader of a text marked in it, the first one first."""
    return [row, *row.get("again", ())]


def settled(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows as the judge left them: what it says is there, and what it doubts of. A fact it is
    sure of is in doubt no more.
    """
    for row in rows:
        answers = judgment(row)
        yield row | _settled(row, answers) if answers else row


def _settled(row: Mapping[str, Any], answers: Judged) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for fact, told in row["facts"].items():
        kept = [one for one in values_in(told) if answers.get((fact, value_name(one)), "yes") == "yes"]
        if kept:
            facts[fact] = told | {"value": kept} if isinstance(told, dict) else kept
    for (fact, name), answer in answers.items():
        told = facts.get(fact, [])
        if answer == "yes" and name not in map(value_name, values_in(told)):
            more = [*values_in(told), _value(name)]
            facts[fact] = told | {"value": more} if isinstance(told, dict) else more
    doubted = {fact for (fact, _), answer in answers.items() if answer == "doubt"}
    sure = {fact for fact, _ in answers} - doubted
    return {"facts": facts, "maybe": sorted(set(row.get("maybe", ())) - sure | doubted)}


def values_in(told: Any) -> list[Any]:
    """The values an annotation gives a fact: alone, in a list, or with the words that show them."""
    value = told["value"] if isinstance(told, dict) else told
    return value if isinstance(value, list) else [value]


def _value(name: str) -> bool | str:
    return {"true": True, "false": False}.get(name, name)

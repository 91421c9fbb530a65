"""Cases of a question that a lawyer answered: one on each side of the boundary, as a file of cases
writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from engine.analysis.boundary.questions import BoundaryQuestion, BoundarySide
from engine.analysis.case_shapes import CaseBase
from engine.analysis.drafting.editor import Missing, with_item
from engine.model.law import Offence
from textfile.reader import Unreadable, read_bytes

_WIDTH = 1_000


class CasesUnreadable(ValueError):
    """A file of cases that has no list to add to."""


def case_of(question: BoundaryQuestion, author: str, base: CaseBase, name: str) -> tuple[str, ...]:
    """The text of the cases of a question, one for each side, on the base of the file they go to.
    `author`: the pseudonym of whoever answered; `name`: what the case is about, in words.
    """
    sides = ((question.here, name), (question.beyond, f"{name}, au-delà de la limite"))
    return tuple(_written(_case(question.day, side, said, author, base)) for side, said in sides)


def with_cases(text: str | None, question: BoundaryQuestion, author: str, base: CaseBase | None, name: str) -> str:
    """The file of cases with those of a question after its others; `text`, `base`: None where the
    offence has no file yet.

    Raises:
        CasesUnreadable: the file has no list of cases.
    """
    start = base or CaseBase(date_of_facts=question.day, facts={})
    cases = case_of(question, author, start, name)
    if text is None:
        head = f"base:\n  date_of_facts: {question.day}\n  facts: {{}}\n\ncases:\n"
        return head + "".join(f"  - {first}\n{rest}" for first, rest in map(_indented, cases))
    try:
        for count, one in enumerate(cases, start=_count(text) + 1):
            text = with_item(text, ("cases",), one)
            if _count(text) != count:
                raise CasesUnreadable("the list of cases stands on one line")
    except (Missing, Unreadable) as error:
        raise CasesUnreadable(str(error)) from error
    return text


def _count(text: str) -> int:
    """How many cases a file has; none where it has no list of them."""
    found = read_bytes(text.encode(), "cases.yaml").data
    return len(found["cases"]) if isinstance(found, dict) and isinstance(found.get("cases"), tuple) else 0


def name_of(question: BoundaryQuestion, offence: Offence, label: str) -> str:
    """The name of the cases of a question: the fact that decides, in lower case at its start."""
    return f"limite de {offence.id} : {label[:1].lower()}{label[1:]}"


def _case(day: date, side: BoundarySide, name: str, author: str, base: CaseBase) -> dict[str, Any]:
    case: dict[str, Any] = {"name": name, "by": author}
    changed = {fact: value for fact, value in side.facts.items() if base.facts.get(fact) != value}
    unset = [fact for fact in base.facts if fact not in side.facts]
    if changed:
        case["set"] = changed
    if unset:
        case["unset"] = unset
    if day != base.date_of_facts:
        case["date_of_facts"] = day
    if base.date_of_decision is not None:
        case["date_of_decision"] = day
    expect: dict[str, Any] = {"status": side.status.value}
    if side.because:
        expect["because"] = [*side.because]
    return {**case, "expect": expect}


def _written(case: Mapping[str, Any]) -> str:
    return "\n".join(f"{key}: {_flow(value)}" for key, value in case.items())


def _flow(value: Any) -> str:
    """A value on one line, as files of cases write it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value)
    said = yaml.safe_dump(value, default_flow_style=True, width=_WIDTH, allow_unicode=True)
    return said.removesuffix("\n").removesuffix("\n...").strip()


def _quoted(value: str) -> str:
    """A text as YAML takes it inside brackets: plain where it is a name, else between quotes."""
    return value if value.isidentifier() and yaml.safe_load(value) == value else _escaped(value)


def _escaped(value: str) -> str:
    said = yaml.safe_dump(value, default_style='"', width=_WIDTH, allow_unicode=True)
    return said.removesuffix("\n")


def _indented(case: str) -> tuple[str, str]:
    first, *rest = case.splitlines()
    return first, "".join(f"    {line}\n" for line in rest)

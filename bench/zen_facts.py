"""Facts and literals as zen-engine takes them: a JSON object, and conditions in its expression
language.

Two forms of the same report. *Plain* facts are what a person would send: `acces: "ouvert"`,
`age_victime__min: 15`. *Digested* facts are our boolean comparisons already settled, `a12: true`:
zen-engine is then spared the comparisons that we do ourselves.

Learnt by trying 2.1.3: an absent name is null; `null == true` and `null in […]` are false, but
`null >= 3`, `'x' in null` and `null and …` are errors; texts cannot be ordered, so days are sent as
numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bench.rule_firing import known_atoms
from engine.model.knowledge import Between, Exactly, Members, OneOf, StatedFact
from engine.model.literal import Atom
from engine.reasoning.plan import Plan


def plain_facts(facts: Mapping[str, StatedFact]) -> dict[str, Any]:
    """What is known, exactly or in part, under names that zen expressions can use; unknown facts
    are left out.
    """
    sent: dict[str, Any] = {}
    for name, stated in facts.items():
        match stated.knowledge:
            case Exactly(frozenset() as members):
                sent[name] = sorted(members)
            case Exactly(bool() | str() as value):
                sent[name] = value
            case Exactly(value):
                sent[f"{name}__min"] = sent[f"{name}__max"] = _number(value)
            case Between(lower, upper):
                sent |= {f"{name}__{end}": _number(b) for end, b in (("min", lower), ("max", upper)) if b is not None}
            case OneOf(values):
                sent[f"{name}__among"] = sorted(values)
            case Members(includes, excludes):
                sent[f"{name}__with"], sent[f"{name}__without"] = sorted(includes), sorted(excludes)
    return sent


def digested_facts(plan: Plan, facts: Mapping[str, StatedFact]) -> dict[str, bool]:
    """The comparisons that the facts settle."""
    return {f"a{position}": value for position, value in known_atoms(plan, facts).items()}


def on_plain_facts(atom: Atom, holds: bool) -> str:
    """« This comparison is known to hold », or known not to, over plain facts. Never null, never an
    error.
    """
    name, keys = atom.fact, ", ".join(f"'{key}'" for key in atom.keys)
    match atom.kind:
        case "true":
            return f"{name} == {_word(holds)}"
        case "is":
            test, every = ("", "all") if holds else ("not ", "none")
            return f"({name} == null ? {name}__among != null and {every}({name}__among, # in [{keys}]) : {name} {test}in [{keys}])"
        case "has" if holds:
            return f"({name} != null ? {_in(atom, name)} : {name}__with != null and ({_in(atom, f'{name}__with')}))"
        case "has":
            absent = " and ".join(f"'{key}' in {name}__without" for key in atom.keys)
            return f"({name} != null ? not({_in(atom, name)}) : {name}__without != null and {absent})"
        case _:
            bound = _number(atom.threshold)
            return f"({name}__min ?? -1) >= {bound}" if holds else f"({name}__max ?? 10000000) < {bound}"


def on_digested_facts(position: int, holds: bool) -> str:
    """The same over digested facts."""
    return f"a{position} == {_word(holds)}"


def _in(atom: Atom, name: str) -> str:
    return " or ".join(f"'{key}' in {name}" for key in atom.keys)


def _number(value: Any) -> int:
    return value.toordinal() if isinstance(value, date) else int(value)


def _word(holds: bool) -> str:
    return "true" if holds else "false"

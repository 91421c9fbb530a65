"""Boolean facts that `mean` a comparison on another fact, written out: the engine then sees one
fact only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.language.project import Definition, Project
from engine.model.condition import All, AnyOf, AtLeast, Condition, IsTrue, Not, Within
from engine.model.fact import FactDefinition, Means
from engine.model.law import Penalty, Source
from textfile.text import Frozen, Text

_PLAIN = (str, int, date, type(None), Text, Source, Penalty)
"""Types that hold no condition."""


def write_out(project: Project) -> None:
    """Rewrites, in place, every condition of the project that looks at a fact with `means`."""
    means = {p.value.id: p.value.means for p in project.facts if p.value.means is not None}
    if not means:
        return
    groups: list[list[Definition[Any]]] = [
        project.facts, project.notions, project.offences, project.out_of_field, project.routes,
    ]  # fmt: skip
    for group in groups:
        group[:] = [Definition(_in_model(p.value, means), p.document, p.path) for p in group]


def written_out(condition: Condition, means: Mapping[str, Means]) -> Condition:
    """The condition with each such fact replaced by what it means."""
    match condition:
        case IsTrue(fact, value) if fact in means:
            meant = means[fact]
            test = Within(meant.fact, meant.from_, meant.under)
            return test if value else Not(test)
        case All(parts):
            return All(tuple(written_out(p, means) for p in parts))
        case AnyOf(parts):
            return AnyOf(tuple(dict.fromkeys(written_out(p, means) for p in parts)))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(written_out(p, means) for p in parts))
        case Not(part):
            return Not(written_out(part, means))
        case _:
            return condition


def meanings(facts: Mapping[str, FactDefinition]) -> dict[str, Means]:
    """The facts that mean a comparison on another."""
    return {name: fact.means for name, fact in facts.items() if fact.means is not None}


def _in_model(value: Any, means: Mapping[str, Means]) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Frozen):
        changed = {}
        for name in type(value).model_fields:
            before = getattr(value, name)
            after = _in_model(before, means)
            if after is not before:
                changed[name] = after
        return value.model_copy(update=changed) if changed else value
    if isinstance(value, tuple):
        items = tuple(_in_model(item, means) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if isinstance(value, dict):
        items_by_key = {key: _in_model(item, means) for key, item in value.items()}
        return items_by_key if any(items_by_key[key] is not item for key, item in value.items()) else value
    if isinstance(value, IsTrue | All | AnyOf | AtLeast | Not):
        new = written_out(value, means)
        return value if new == value else new
    return value

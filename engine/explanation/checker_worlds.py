"""What the proof checker knows of conditions and values: its own enumeration, shared with nothing that produces proofs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from engine.model import condition as c
from engine.model.fact import FactDefinition
from engine.model.ruleset import Ruleset

World = Mapping[str, Any]
Literals = Sequence[Mapping[str, Any]]


class Worlds:
    """Conditions of a ruleset as read on one day, and the worlds in which facts so far stated leave them."""

    def __init__(self, ruleset: Ruleset, day: date) -> None:
        self._ruleset = ruleset
        self._day = day
        self._found: dict[tuple[c.Condition, int], str] = {}

    def outcome(self, condition: c.Condition, said: Mapping[str, Any]) -> str:
        """`established`, `refuted` or `open` on facts given as plain values, by trying every completion."""
        key = (condition, id(said))  # one proof asks the same of the same facts many times
        if key not in self._found:
            self._found[key] = self._outcome(condition, said)
        return self._found[key]

    def _outcome(self, condition: c.Condition, said: Mapping[str, Any]) -> str:
        seen: set[bool] = set()
        for world in self.completions(condition, (), said):
            seen.add(self.holds(condition, world))
            if len(seen) == 2:
                return "open"
        return "established" if seen == {True} else "refuted"

    def completions(
        self, condition: c.Condition, literals: Literals, said: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Every way to complete the facts of a condition that respects the literals and what is said."""
        tests = list(self._tests(condition))
        names = sorted({t.fact for t in tests} | {lit["fact"] for lit in literals})
        domains = []
        for name in names:
            mine = [lit for lit in literals if lit["fact"] == name]
            values = allowed(self._ruleset.facts[name], said.get(name), mine, [t for t in tests if t.fact == name])
            domains.append([v for v in values if all(agrees(lit, v) for lit in mine)])
        return (dict(zip(names, world, strict=True)) for world in itertools.product(*domains))

    def holds(self, condition: c.Condition, world: World) -> bool:
        """The condition when every fact is known."""
        if isinstance(condition, c.NotionRef):
            return self.holds(self._notion(condition.notion), world)
        if isinstance(condition, c.Not):
            return not self.holds(condition.part, world)
        if isinstance(condition, c.All | c.AnyOf | c.AtLeast):
            true = [self.holds(part, world) for part in condition.parts].count(True)
            if isinstance(condition, c.AtLeast):
                return true >= condition.count
            return true == len(condition.parts) if isinstance(condition, c.All) else true > 0
        value = world[condition.fact]
        if isinstance(condition, c.IsTrue):
            return bool(value is condition.value)
        if isinstance(condition, c.IsOneOf):
            return value in condition.values
        if isinstance(condition, c.IncludesAny):
            return not frozenset(condition.members).isdisjoint(value)
        return not (
            (condition.lower is not None and value < condition.lower)
            or (condition.upper is not None and value >= condition.upper)
        )

    def evoked(self, conditions: Sequence[c.Condition], said: Mapping[str, Any]) -> bool:
        """Whether what is said affirms one of the conditions' comparisons, in the sense they take it (all, if none is affirmative)."""
        leaves = [leaf for condition in conditions for leaf in self._leaves(condition, True)]
        affirmative = [leaf for leaf, positive in leaves if positive]
        chosen = affirmative or [c.Not(leaf) for leaf, _ in leaves]
        return self.outcome(c.AnyOf(tuple(chosen)), said) == "established"

    def _leaves(self, condition: c.Condition, positive: bool) -> Iterator[tuple[c.Condition, bool]]:
        if isinstance(condition, c.NotionRef):
            yield from self._leaves(self._notion(condition.notion), positive)
        elif isinstance(condition, c.All | c.AnyOf | c.AtLeast):
            for part in condition.parts:
                yield from self._leaves(part, positive)
        elif isinstance(condition, c.Not):
            yield from self._leaves(condition.part, not positive)
        elif isinstance(condition, c.IsTrue) and not condition.value:
            yield c.IsTrue(condition.fact, True), not positive
        else:
            yield condition, positive

    def _tests(self, condition: c.Condition) -> Iterator[Any]:
        if isinstance(condition, c.NotionRef):
            yield from self._tests(self._notion(condition.notion))
        elif isinstance(condition, c.All | c.AnyOf | c.AtLeast):
            for part in condition.parts:
                yield from self._tests(part)
        elif isinstance(condition, c.Not):
            yield from self._tests(condition.part)
        else:
            yield condition

    def _notion(self, name: str) -> c.Condition:
        version = self._ruleset.notions[name].at(self._day)
        if version is None:
            raise KeyError(f"notion {name} on {self._day}")
        return version.condition


def allowed(fact: FactDefinition, raw: Any, literals: Literals, tests: Sequence[Any] = ()) -> Iterator[Any]:
    """Values of a fact: the one said, or those a partial statement allows, or all that tests and literals tell apart."""
    if fact.type == "boolean":
        yield from (True, False) if raw is None else (raw,)
    elif fact.type == "choice":
        yield from raw["one_of"] if isinstance(raw, dict) else fact.values if raw is None else [raw]
    elif fact.type in ("country", "language"):
        named = {v for t in tests for v in t.values} | {v for lit in literals for v in lit["values"]}
        yield from (*sorted(named), "\0") if raw is None else (raw,)
    elif fact.type == "set":
        yield from _sets(raw, literals, tests)
    else:
        yield from _numbers(fact, raw, literals, tests)


def _sets(raw: Any, literals: Literals, tests: Sequence[Any]) -> Iterator[frozenset[str]]:
    if isinstance(raw, list):
        yield frozenset(raw)
        return
    sure = set(raw.get("includes", ())) if raw else set()
    never = set(raw.get("excludes", ())) if raw else set()
    groups = [frozenset(t.members) for t in tests] + [frozenset(lit["values"]) for lit in literals]
    alike: dict[tuple[bool, ...], str] = {}  # one member stands for those that every test and literal treats the same
    for member in sorted(frozenset().union(*groups) - sure - never):
        alike.setdefault(tuple(member in group for group in groups), member)
    free = list(alike.values())
    for chosen in itertools.product((False, True), repeat=len(free)):
        yield frozenset(sure | {m for m, here in zip(free, chosen, strict=True) if here})


def _numbers(fact: FactDefinition, raw: Any, literals: Literals, tests: Sequence[Any]) -> Iterator[Any]:
    read = date.fromisoformat if fact.type == "date" else int
    if raw is not None and not isinstance(raw, dict):
        yield read(raw)
        return
    low: Any = read(raw["min"]) if raw and "min" in raw else fact.min
    high: Any = read(raw["max"]) if raw and "max" in raw else fact.max
    step: Any = timedelta(days=1) if fact.type == "date" else 1
    cuts: set[Any] = {b for t in tests for b in (t.lower, t.upper) if b is not None} | {
        read(lit["threshold"]) for lit in literals
    }
    points = {p for cut in cuts for p in (cut - step, cut)} | {b for b in (low, high) if b is not None}
    yield from (p for p in sorted(points) if (low is None or p >= low) and (high is None or p <= high))


def agrees(literal: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is as a literal says."""
    match literal["test"]:
        case "true":
            said = value is True
        case "one_of":
            said = value in literal["values"]
        case "includes_any":
            said = not frozenset(literal["values"]).isdisjoint(value)
        case _:
            threshold = literal["threshold"]
            said = value >= (date.fromisoformat(threshold) if isinstance(threshold, str) else threshold)
    return bool(said is literal["holds"])

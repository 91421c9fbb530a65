"""Evaluation of conditions for the proof checker: by trying values, over facts as plain data.

It shares no code with the engine.

Values that no comparison of a condition tells apart are tried once, and a branch stops where the
rest no longer matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from engine.model import condition as c
from engine.model.fact import FactDefinition
from engine.model.ruleset import Ruleset

Literal = Mapping[str, Any]
"""A literal as a proof writes it."""
Facts = Mapping[str, Any]
"""Knowledge of facts, as a proof writes it: a value, or `{min, max}`, `{one_of}`, `{includes,
excludes}`.
"""

ELSEWHERE = "\0"
"""A country or language that nothing names."""


class _Spelt(NamedTuple):
    """A condition with its notions written out, its comparisons by fact, the values to try of each
    when unknown, and the answers worked out of it, by what the facts and the literals say.
    """

    written_out: c.Condition
    tests: dict[str, list[Any]]
    unknown: dict[str, list[Any]]
    answers: dict[tuple[str, ...], frozenset[bool]]


Wordings = dict[c.Condition, _Spelt]
"""Conditions written out, so that days on which the law reads alike share their answers."""


class ConditionEvaluator:
    """Evaluator of conditions as the law reads them on one day."""

    def __init__(self, ruleset: Ruleset, day: date, wordings: Wordings) -> None:
        self.facts = ruleset.facts
        self.notions = ruleset.notions
        self.day = day
        self._wordings = wordings
        self._spelt: dict[int, tuple[c.Condition, _Spelt]] = {}
        self._affirming: dict[int, tuple[c.Condition, c.Condition]] = {}

    def on(self, day: date) -> ConditionEvaluator:
        """The same on another day, on which every notion reads alike: what is read of a condition
        serves both.
        """
        other = copy(self)
        other.day = day
        return other

    def outcome(self, condition: c.Condition, facts: Facts) -> str:
        """Established in every completion of the facts, refuted in every one, else open."""
        found = self.answers(condition, facts, ())
        return "open" if len(found) == 2 else "established" if True in found else "refuted"

    def answers(self, condition: c.Condition, facts: Facts, literals: Sequence[Literal]) -> frozenset[bool]:
        """The truth values that the condition can take when facts and literals hold; empty when
        they cannot hold together.
        """
        spelt = self._spell(condition)
        names = facts.keys() & spelt.tests.keys()
        names.update([lit["fact"] for lit in literals])
        said = (*[f"{name} {facts.get(name)!r}" for name in sorted(names)], *map(repr, literals))
        known = spelt.answers.get(said)
        if known is None:
            known = spelt.answers[said] = self._answers(spelt, names, facts, literals)
        return known

    def _answers(
        self, spelt: _Spelt, names: Iterable[str], facts: Facts, literals: Sequence[Literal]
    ) -> frozenset[bool]:
        domains = dict(spelt.unknown)
        for name in names:
            mine = [lit for lit in literals if lit["fact"] == name]
            domains[name] = _told_apart(self.facts[name], facts.get(name), spelt.tests.get(name, []), mine)
            if not domains[name]:
                return frozenset()
        return frozenset(_explore(spelt.written_out, domains))

    def affirmed(self, condition: c.Condition, facts: Facts) -> bool:
        """Whether the facts affirm a comparison of the condition in the sense it takes it (a
        negated one, when all are).
        """
        if id(condition) not in self._affirming:
            leaves = list(dict.fromkeys(_leaves(self._spell(condition).written_out, True)))
            chosen = [leaf for leaf, upright in leaves if upright] or [c.Not(leaf) for leaf, _ in leaves]
            self._affirming[id(condition)] = condition, c.AnyOf(tuple(chosen))
        return self.outcome(self._affirming[id(condition)][1], facts) == "established"

    def _spell(self, condition: c.Condition) -> _Spelt:
        known = self._spelt.get(id(condition))
        if known is None:
            written = self._written_out(condition)
            if written not in self._wordings:
                self._wordings[written] = self._read(written)
            known = self._spelt[id(condition)] = condition, self._wordings[written]
        return known[1]

    def _read(self, written: c.Condition) -> _Spelt:
        tests: dict[str, list[Any]] = {}
        for part in c.walk(written):
            if isinstance(part, c.IsTrue | c.IsOneOf | c.IncludesAny | c.Within):
                tests.setdefault(part.fact, []).append(part)
        unknown = {name: _told_apart(self.facts[name], None, mine, ()) for name, mine in tests.items()}
        return _Spelt(written, tests, unknown, {})

    def _written_out(self, condition: c.Condition) -> c.Condition:
        match condition:
            case c.NotionRef(name):
                version = self.notions[name].at(self.day)
                if version is None:
                    raise KeyError(f"notion {name} on {self.day}")
                return self._written_out(version.condition)
            case c.All(parts):
                return c.All(tuple(self._written_out(p) for p in parts))
            case c.AnyOf(parts):
                return c.AnyOf(tuple(self._written_out(p) for p in parts))
            case c.AtLeast(count, parts):
                return c.AtLeast(count, tuple(self._written_out(p) for p in parts))
            case c.Not(part):
                return c.Not(self._written_out(part))
            case _:
                return condition


def agrees(literal: Literal, value: Any) -> bool:
    """Whether a value is as the literal says."""
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


def values(fact: FactDefinition, raw: Any, tests: Iterable[Any], literals: Sequence[Literal]) -> Iterator[Any]:
    """Values of a fact: the one stated, or those a partial statement allows, or all that tests and
    literals tell apart.
    """
    match fact.type:
        case "boolean":
            yield from (True, False) if raw is None else (raw,)
        case "choice":
            yield from raw["one_of"] if isinstance(raw, dict) else fact.values if raw is None else [raw]
        case "country" | "language":
            named = {v for t in tests for v in t.values} | {v for lit in literals for v in lit["values"]}
            yield from [*sorted(named), ELSEWHERE] if raw is None else [raw]
        case "set" if isinstance(raw, list):
            yield frozenset(raw)
        case "set":
            sure, never = (set((raw or {}).get(key, ())) for key in ("includes", "excludes"))
            asked = [*(t.members for t in tests), *(lit["values"] for lit in literals)]
            alike: dict[tuple[bool, ...], str] = {}  # of members that are always named together, one is enough
            for member in sorted({m for members in asked for m in members} - sure - never):
                alike.setdefault(tuple(member in members for members in asked), member)
            for chosen in product((False, True), repeat=len(alike)):
                yield frozenset(sure | {m for m, here in zip(alike.values(), chosen, strict=True) if here})
        case _:
            yield from _numbers(fact, raw, tests, literals)


def _told_apart(fact: FactDefinition, raw: Any, tests: Sequence[Any], literals: Sequence[Literal]) -> list[Any]:
    """Values that fit the literals, one for each way the tests can turn out."""
    tried = values(fact, raw, tests, literals)
    fitting = [value for value in tried if all(agrees(lit, value) for lit in literals)]
    return list({tuple([_holds(test, value) for test in tests]): value for value in fitting}.values())


def _numbers(fact: FactDefinition, raw: Any, tests: Iterable[Any], literals: Sequence[Literal]) -> Iterator[Any]:
    read: Any = date.fromisoformat if fact.type == "date" else int
    if raw is not None and not isinstance(raw, dict):
        yield read(raw)
        return
    low = read(raw["min"]) if raw and "min" in raw else fact.min
    high = read(raw["max"]) if raw and "max" in raw else fact.max
    step: Any = timedelta(days=1) if fact.type == "date" else 1
    cuts = {b for t in tests for b in (t.lower, t.upper) if b is not None} | {
        read(lit["threshold"]) for lit in literals
    }
    points = {p for cut in cuts for p in (cut - step, cut)} | {b for b in (low, high) if b is not None}
    yield from (p for p in sorted(points) if (low is None or p >= low) and (high is None or p <= high))


def _explore(condition: c.Condition, domains: Mapping[str, list[Any]]) -> Iterator[bool]:
    """The answers that the values give, branching on a fact only while the answer is not
    settled.
    """
    answer, undecided = _try(condition, domains)
    if answer is not None:
        yield answer
        return
    found: set[bool] = set()
    for value in domains[undecided]:
        found.update(_explore(condition, {**domains, undecided: [value]}))
        if len(found) == 2:
            break
    yield from found


def _try(condition: c.Condition, domains: Mapping[str, list[Any]]) -> tuple[bool | None, str]:
    """The answer when every value left gives the same, else None and a fact that may settle it."""
    if isinstance(condition, c.Not):
        answer, undecided = _try(condition.part, domains)
        return (None if answer is None else not answer), undecided
    if isinstance(condition, c.All | c.AnyOf | c.AtLeast):
        tried = [_try(part, domains) for part in condition.parts]
        true, false = sum(a is True for a, _ in tried), sum(a is False for a, _ in tried)
        needed = {c.All: len(tried), c.AnyOf: 1}.get(type(condition), getattr(condition, "count", 1))
        if true >= needed or len(tried) - false < needed:
            return true >= needed, ""
        return None, next(fact for answer, fact in tried if answer is None)
    found = {_holds(condition, value) for value in domains[condition.fact]}  # type: ignore[union-attr]
    return (found.pop(), "") if len(found) == 1 else (None, condition.fact)  # type: ignore[union-attr]


def _holds(test: Any, value: Any) -> bool:
    match test:
        case c.IsTrue(_, wanted):
            return value is wanted
        case c.IsOneOf(_, named):
            return value in named
        case c.IncludesAny(_, members):
            return not frozenset(members).isdisjoint(value)
        case _:
            return not (
                (test.lower is not None and value < test.lower) or (test.upper is not None and value >= test.upper)
            )


def _leaves(condition: c.Condition, upright: bool) -> Iterator[tuple[c.Condition, bool]]:
    if isinstance(condition, c.Not):
        yield from _leaves(condition.part, not upright)
    elif isinstance(condition, c.IsTrue) and not condition.value:
        yield c.IsTrue(condition.fact, True), not upright
    elif isinstance(condition, c.All | c.AnyOf | c.AtLeast):
        for part in condition.parts:
            yield from _leaves(part, upright)
    else:
        yield condition, upright

"""The proof checker: accepts a proof or says what is wrong with it. It shares no code with what produced the proof.

It reads the proof as plain data and the law as the ruleset states it, and enumerates values itself. It verifies that

1. every reason rests on facts the proof states, is sufficient for the outcome claimed, and is minimal;
2. a condition said to be open has one completion that makes it hold and one that makes it fail, both allowed by the facts;
3. outcomes on confirmed facts, presumptions and raised defences follow from the facts and the law;
4. the status of each offence, and what it is « because » of, follow from its findings and from the version in force.

Limitation, concurrence and the milder law's choice among versions are arithmetic on these and are tested on their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from engine.model import condition as c
from engine.model.fact import FactDefinition
from engine.model.law import Offence, Version
from engine.model.ruleset import Ruleset

World = Mapping[str, Any]


def check_proof(proof: Mapping[str, Any], ruleset: Ruleset) -> list[str]:
    """What is wrong with a proof, one line a fault; empty when it is accepted."""
    return list(_Checker(proof, ruleset).faults())


class _Checker:
    def __init__(self, proof: Mapping[str, Any], ruleset: Ruleset) -> None:
        self.proof = proof
        self.ruleset = ruleset
        self.facts: Mapping[str, Any] = proof["facts"]

    def faults(self) -> Iterator[str]:
        if self.proof["digests"]["ruleset"] != self.ruleset.digest:
            yield "ruleset: the proof was made under another ruleset"
            return
        named = [o["offence"] for o in self.proof["offences"]]
        if sorted(named) != sorted(self.ruleset.offences):
            yield "offences: the proof does not answer on every offence, once"
            return
        for entry in self.proof["offences"]:
            offence = self.ruleset.offences[entry["offence"]]
            yield from (f"{offence.id}: {fault}" for fault in self._offence(entry, offence))
        main = self.proof["main"]
        if main is not None and next(o for o in self.proof["offences"] if o["offence"] == main)["status"] not in (
            "established",
            "open",
        ):
            yield "main: the main suggestion is neither established nor open"

    # -- one offence --------------------------------------------------------------------------------------------------

    def _offence(self, entry: Mapping[str, Any], offence: Offence) -> Iterator[str]:
        day = date.fromisoformat(self.proof["continued_to" if offence.conduct == "continuing" else "date_of_facts"])
        decision = date.fromisoformat(self.proof["date_of_decision"])
        if entry["version"] is None:
            if offence.at(day) is not None:
                yield "version: a version was in force on the day of the facts"
            elif entry["status"] != "not_in_force":
                yield "status: no version, yet not « not in force »"
            return
        version = next((v for v in offence.versions if v.id == entry["version"]["id"]), None)
        if version is None or version.from_ > max(day, decision) or (version.until is not None and version.until < day):
            yield "version: not in force between the facts and the decision"
            return
        if version.void is not None:
            if entry["status"] != "not_in_force" or entry["findings"]:
                yield "status: the text was void"
            return
        wanted = {
            **dict.fromkeys(version.elements, "element"),
            **dict.fromkeys(version.defences, "defence"),
            **dict.fromkeys(version.scope, "scope"),
        }
        found = {f["name"]: f["kind"] for f in entry["findings"] if f["kind"] in ("element", "defence", "scope")}
        if found != wanted:
            yield "findings: not the clauses of the version"
            return
        readings = self._days(version, day, decision)
        for finding in entry["findings"]:
            attempts = [list(self._finding(finding, offence, reading)) for reading in readings]
            if all(attempts):
                yield from (f"{finding['name']}: {fault}" for fault in attempts[0])
        yield from self._status(entry, offence)

    def _days(self, version: Version, day: date, decision: date) -> list[date]:
        """The days on which the version may have been read: one per wording of the notions between facts and decision."""
        first = max(day, version.from_)
        last = max(first, min(decision, version.until or decision))
        starts = {v.from_ for n in self.ruleset.notions.values() for v in n.versions}
        return [first, *sorted(s for s in starts if first < s <= last)]

    def _finding(self, finding: Mapping[str, Any], offence: Offence, day: date) -> Iterator[str]:
        group = {
            "element": "elements",
            "defence": "defences",
            "scope": "scope",
            "aggravation": "aggravations",
            "caution": "cautions",
        }
        clause = getattr(offence, group[finding["kind"]])[finding["name"]]
        outcome, confirmed = finding["outcome"], finding["confirmed"]
        if outcome == "open":
            if finding["reasons"] or confirmed != "open":
                yield "open, yet reasons are given"
            for key, wanted in (("could_hold", True), ("could_fail", False)):
                worlds = self._worlds(clause.condition, day, finding[key], self.facts)
                if not worlds:
                    yield f"{key}: contradicts the facts"
                elif any(self._holds(clause.condition, day, w) is not wanted for w in worlds):
                    yield f"{key}: does not show it"
            return
        if not finding["reasons"]:
            yield "settled, yet no reason is given"
        claimed = outcome == "established"
        firm = False
        for reason in finding["reasons"]:
            if not all(self._stated(lit) for lit in reason):
                yield "a reason rests on what the facts do not say"
                continue
            if not self._suffices(clause.condition, day, reason, claimed):
                yield "a reason is not sufficient"
            elif any(
                self._suffices(clause.condition, day, [*reason[:i], *reason[i + 1 :]], claimed)
                for i in range(len(reason))
            ):
                yield "a reason is not minimal"
            firm = firm or all(self._is_firm(lit) for lit in reason)
        if (confirmed == outcome) is not firm:
            yield "the outcome on confirmed facts is wrong"

    def _status(self, entry: Mapping[str, Any], offence: Offence) -> Iterator[str]:
        outside, against, pending = set(), set(), set()
        for f in entry["findings"]:
            name, outcome = f["name"], f["outcome"]
            if f["presumed"] and (outcome != "open" or f["kind"] not in ("element", "scope")):
                yield f"{name}: presumed, yet settled"
            if f["kind"] == "element":
                if f["presumed"] and offence.elements[name].presumed is None:
                    yield f"{name}: the law presumes no such element"
                if outcome == "refuted":
                    against.add(name)
                elif outcome == "open" and not f["presumed"]:
                    pending.add(name)
            elif f["kind"] == "defence":
                if outcome == "established":
                    against.add(name)
                elif f["raised"]:
                    pending.add(name)
            elif f["kind"] == "scope":
                if outcome == "refuted":
                    outside.add(name)
                elif outcome == "open" and not f["presumed"]:
                    pending.add(name)
        for status, names in (
            ("out_of_scope", outside),
            ("excluded", against),
            ("open", pending),
            ("established", set()),
        ):
            if names or status == "established":
                if entry["status"] != status:
                    yield f"status: {entry['status']} does not follow from the findings"
                elif set(entry["because"]) != names:
                    yield "because: not what decides"
                return

    # -- facts and values ---------------------------------------------------------------------------------------------

    def _stated(self, literal: Mapping[str, Any]) -> bool:
        """Whether the facts say what the literal says: every value they allow agrees with it."""
        name = literal["fact"]
        if name not in self.facts:
            return False
        values = list(self._allowed(self.ruleset.facts[name], self.facts[name]["value"], [literal]))
        return bool(values) and all(_agrees(literal, v) for v in values)

    def _is_firm(self, literal: Mapping[str, Any]) -> bool:
        """Whether what is confirmed of the fact says what the literal says."""
        stated = self.facts[literal["fact"]]
        sure = stated["value"] if stated["standing"] == "confirmed" else stated["confirmed_value"]
        if sure is None:
            return False
        values = list(self._allowed(self.ruleset.facts[literal["fact"]], sure, [literal]))
        return all(_agrees(literal, v) for v in values)

    def _suffices(
        self, condition: c.Condition, day: date, literals: Sequence[Mapping[str, Any]], claimed: bool
    ) -> bool:
        worlds = self._worlds(condition, day, literals, {})
        return bool(worlds) and all(self._holds(condition, day, w) is claimed for w in worlds)

    def _worlds(
        self, condition: c.Condition, day: date, literals: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Every way to complete the facts of a condition that respects the literals and what the facts already say."""
        tests = list(self._tests(condition, day))
        names = sorted({t.fact for t in tests} | {lit["fact"] for lit in literals})
        domains = []
        for name in names:
            mine = [lit for lit in literals if lit["fact"] == name]
            raw = facts[name]["value"] if name in facts else None
            values = self._allowed(self.ruleset.facts[name], raw, mine, [t for t in tests if t.fact == name])
            domains.append([v for v in values if all(_agrees(lit, v) for lit in mine)])
        return [dict(zip(names, world, strict=True)) for world in itertools.product(*domains)]

    def _allowed(
        self, fact: FactDefinition, raw: Any, literals: Sequence[Mapping[str, Any]], tests: Sequence[Any] = ()
    ) -> Iterator[Any]:
        """Values of a fact: the one stated, or those a partial statement allows, or all that tests and literals tell apart."""
        if fact.type == "boolean":
            yield from (True, False) if raw is None else (raw,)
        elif fact.type == "choice":
            options = raw["one_of"] if isinstance(raw, dict) else fact.values if raw is None else [raw]
            yield from options
        elif fact.type in ("country", "language"):
            named = {v for t in tests for v in t.values} | {v for lit in literals for v in lit["values"]}
            yield from ([*sorted(named), "\x00"]) if raw is None else [raw]
        elif fact.type == "set":
            if isinstance(raw, list):
                yield frozenset(raw)
                return
            sure = set(raw.get("includes", ())) if raw else set()
            never = set(raw.get("excludes", ())) if raw else set()
            named = {m for t in tests for m in t.members} | {v for lit in literals for v in lit["values"]}
            free = sorted(named - sure - never)
            for chosen in itertools.product((False, True), repeat=len(free)):
                yield frozenset(sure | {m for m, here in zip(free, chosen, strict=True) if here})
        else:
            yield from self._numbers(fact, raw, literals, tests)

    def _numbers(
        self, fact: FactDefinition, raw: Any, literals: Sequence[Mapping[str, Any]], tests: Sequence[Any]
    ) -> Iterator[Any]:
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

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _tests(self, condition: c.Condition, day: date) -> Iterator[Any]:
        if isinstance(condition, c.NotionRef):
            yield from self._tests(self._notion(condition.notion, day), day)
        elif isinstance(condition, c.All | c.AnyOf | c.AtLeast):
            for part in condition.parts:
                yield from self._tests(part, day)
        elif isinstance(condition, c.Not):
            yield from self._tests(condition.part, day)
        else:
            yield condition

    def _holds(self, condition: c.Condition, day: date, world: World) -> bool:
        if isinstance(condition, c.NotionRef):
            return self._holds(self._notion(condition.notion, day), day, world)
        if isinstance(condition, c.Not):
            return not self._holds(condition.part, day, world)
        if isinstance(condition, c.All | c.AnyOf | c.AtLeast):
            true = [self._holds(part, day, world) for part in condition.parts].count(True)
            needed = (
                len(condition.parts)
                if isinstance(condition, c.All)
                else condition.count
                if isinstance(condition, c.AtLeast)
                else 1
            )
            return true >= needed
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

    def _notion(self, name: str, day: date) -> c.Condition:
        version = self.ruleset.notions[name].at(day)
        if version is None:
            raise KeyError(f"notion {name} on {day}")
        return version.condition


def _agrees(literal: Mapping[str, Any], value: Any) -> bool:
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

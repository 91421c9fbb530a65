"""The proof checker: accepts a proof or says what is wrong with it. It shares no code with what produced the proof.

It reads the proof as plain data and the law as the ruleset states it, and enumerates values itself. It verifies that

1. every reason rests on facts the proof states, is sufficient for the outcome claimed, and is minimal;
2. a condition said to be open has one completion that makes it hold and one that makes it fail, both allowed by the facts;
3. outcomes on confirmed facts, presumptions, raised defences, circumstances, cautions and « evoked » follow from facts and law;
4. the facts, their standing and date are those that the digest names;
5. the status of each offence (and that on confirmed facts), and what it is « because » of, follow from its findings and from
   the version in force.

Limitation, concurrence and the choice among wordings of equal status are arithmetic on these, and are tested on their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.explanation.checker_worlds import Worlds, agrees, allowed
from engine.model import condition as c
from engine.model.law import Offence, Version
from engine.model.ruleset import Ruleset

Entry = Mapping[str, Any]

_FAVOUR = ("not_in_force", "out_of_scope", "excluded", "open", "established")
"""From the status that most favours the accused to the one that least does."""

_GROUPS = {
    "element": "elements",
    "defence": "defences",
    "scope": "scope",
    "aggravation": "aggravations",
    "caution": "cautions",
}


def check_proof(proof: Mapping[str, Any], ruleset: Ruleset) -> list[str]:
    """What is wrong with a proof, one line a fault; empty when it is accepted."""
    return list(_Checker(proof, ruleset).faults())


class _Checker:
    def __init__(self, proof: Mapping[str, Any], ruleset: Ruleset) -> None:
        self.proof = proof
        self.ruleset = ruleset
        self.facts: Mapping[str, Any] = proof["facts"]
        self.said = {name: f["value"] for name, f in self.facts.items()}
        sure = {
            name: f["value"] if f["standing"] == "confirmed" else f["confirmed_value"] for name, f in self.facts.items()
        }
        self.sure = {name: value for name, value in sure.items() if value is not None}
        self.raised = frozenset(proof["raised"])
        self._read: dict[date, Worlds] = {}

    def faults(self) -> Iterator[str]:
        if self.proof["digests"]["ruleset"] != self.ruleset.digest:
            yield "ruleset: the proof was made under another ruleset"
            return
        if self.proof["digests"]["facts"] != self._facts_digest():
            yield "facts: they are not those that the digest names"
        named = [o["offence"] for o in self.proof["offences"]]
        if sorted(named) != sorted(self.ruleset.offences):
            yield "offences: the proof does not answer on every offence, once"
            return
        for entry in self.proof["offences"]:
            offence = self.ruleset.offences[entry["offence"]]
            yield from (f"{offence.id}: {fault}" for fault in self._offence(entry, offence))
        main = self.proof["main"]
        statuses = {o["offence"]: o["status"] for o in self.proof["offences"]}
        if main is not None and statuses.get(main) not in ("established", "open"):
            yield "main: the main suggestion is neither established nor open"

    def _facts_digest(self) -> str:
        day = None if self.proof["date_is_assumed"] else self.proof["date_of_facts"]
        facts = {name: [f["value"], f["standing"], f["confirmed_value"]] for name, f in self.facts.items()}
        data = {"date_of_facts": str(day), "raised": sorted(self.raised), "facts": facts}
        return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def _worlds(self, day: date) -> Worlds:
        return self._read.setdefault(day, Worlds(self.ruleset, day))

    # -- one offence --------------------------------------------------------------------------------------------------

    def _offence(self, entry: Entry, offence: Offence) -> Iterator[str]:
        day = date.fromisoformat(self.proof["continued_to" if offence.conduct == "continuing" else "date_of_facts"])
        decision = date.fromisoformat(self.proof["date_of_decision"])
        if entry["version"] is None:
            if offence.at(day) is not None:
                yield "version: a version was in force on the day of the facts"
            elif entry["status"] != "not_in_force" or entry["evoked"] or entry["findings"]:
                yield "status: no version, yet something is said of it"
            return
        version = next((v for v in offence.versions if v.id == entry["version"]["id"]), None)
        if version is None or version.from_ > max(day, decision) or (version.until is not None and version.until < day):
            yield "version: not in force between the facts and the decision"
            return
        until = None if version.until is None else version.until.isoformat()
        said = entry["version"]
        if (said["from"], said["until"], said["void"]) != (version.from_.isoformat(), until, version.void):
            yield "version: not its dates"
            return
        if not entry["compared"] and not version.covers(day):
            yield "version: not that of the day, and no other was compared"
        if version.void is not None:
            then = offence.at(
                day
            )  # punished on the day of the facts, and no longer: what evoked it is read on that day
            if entry["status"] != "not_in_force" or entry["confirmed"] != "not_in_force" or entry["findings"]:
                yield "status: the text was void"
            if entry["evoked"] is not (then is not None and self._evokes(offence, then, self._worlds(day))):
                yield "evoked: does not follow from the facts"
            return
        readings = self._days(version, day, decision)
        reading = max(date.fromisoformat(entry["read_from"]), readings[0])
        if reading not in (readings if entry["compared"] else readings[:1]):
            yield "read_from: no wording begins then"
            return
        told = list(self._reading(entry, offence, version, self._worlds(reading)))
        yield from told or self._status(entry, self._worlds(reading))

    def _days(self, version: Version, day: date, decision: date) -> list[date]:
        """The days on which the version may have been read: one per wording of the notions between facts and decision."""
        first = max(day, version.from_)
        last = max(first, min(decision, version.until or decision))
        starts = {v.from_ for n in self.ruleset.notions.values() for v in n.versions}
        return [first, *sorted(s for s in starts if first < s <= last)]

    def _reading(self, entry: Entry, offence: Offence, version: Version, worlds: Worlds) -> Iterator[str]:
        cautions = [
            name
            for name in version.cautions
            if worlds.outcome(offence.cautions[name].condition, self.said) == "established"
        ]
        wanted = [
            *(("element", name) for name in version.elements),
            *(("defence", name) for name in version.defences),
            *(("scope", name) for name in version.scope),
            *(("aggravation", name) for name in version.aggravations),
            *(("caution", name) for name in cautions),
        ]
        if [(f["kind"], f["name"]) for f in entry["findings"]] != wanted:
            yield "findings: not the clauses of the version"
            return
        for finding in entry["findings"]:
            yield from (f"{finding['name']}: {fault}" for fault in self._finding(finding, offence, worlds))
        if entry["evoked"] is not self._evokes(offence, version, worlds):
            yield "evoked: does not follow from the facts"

    def _evokes(self, offence: Offence, version: Version, worlds: Worlds) -> bool:
        core = [offence.elements[name].condition for name in version.elements if offence.elements[name].core]
        return bool(core) and worlds.evoked(core, self.said)

    # -- one finding --------------------------------------------------------------------------------------------------

    def _finding(self, finding: Entry, offence: Offence, worlds: Worlds) -> Iterator[str]:
        clause: Any = getattr(offence, _GROUPS[finding["kind"]])[finding["name"]]
        if finding["confirmed"] != worlds.outcome(clause.condition, self.sure):
            yield "the outcome on confirmed facts is wrong"
        if finding["outcome"] == "open":
            yield from self._open(finding, clause.condition, worlds)
        else:
            yield from self._settled(finding, clause.condition, worlds)
        by_hand = f"{offence.id}/{finding['name']}" in self.raised
        presumable = finding["kind"] == "scope" or (finding["kind"] == "element" and clause.presumed is not None)
        if finding["presumed"] is not (finding["outcome"] == "open" and presumable and not by_hand):
            yield "presumed: does not follow"
        raising = finding["kind"] == "defence" and (by_hand or self._is_raised(clause, worlds, self.said))
        if finding["raised"] is not (finding["outcome"] == "open" and raising):
            yield "raised: does not follow"

    def _is_raised(self, defence: Any, worlds: Worlds, said: Mapping[str, Any]) -> bool:
        if defence.raised_by is not None:
            return worlds.outcome(defence.raised_by, said) == "established"
        return worlds.evoked([defence.condition], said)

    def _open(self, finding: Entry, condition: c.Condition, worlds: Worlds) -> Iterator[str]:
        if finding["reasons"]:
            yield "open, yet reasons are given"
        for key, wanted in (("could_hold", True), ("could_fail", False)):
            found = {worlds.holds(condition, world) for world in worlds.completions(condition, finding[key], self.said)}
            if found != {wanted}:
                yield f"{key}: does not show it, or contradicts the facts"

    def _settled(self, finding: Entry, condition: c.Condition, worlds: Worlds) -> Iterator[str]:
        if not finding["reasons"]:
            yield "settled, yet no reason is given"
        claimed = finding["outcome"] == "established"
        for reason in finding["reasons"]:
            if not all(self._stated(literal) for literal in reason):
                yield "a reason rests on what the facts do not say"
            elif not _suffices(worlds, condition, reason, claimed):
                yield "a reason is not sufficient"
            elif any(
                _suffices(worlds, condition, [*reason[:i], *reason[i + 1 :]], claimed) for i in range(len(reason))
            ):
                yield "a reason is not minimal"
        if finding["confirmed"] == finding["outcome"] and not any(
            all(self._is_sure(lit) for lit in r) for r in finding["reasons"]
        ):
            yield "no reason rests on confirmed facts alone"

    def _stated(self, literal: Entry) -> bool:
        """Whether the facts say what the literal says: every value they allow agrees with it."""
        return self._all_agree(literal, self.said.get(literal["fact"]))

    def _is_sure(self, literal: Entry) -> bool:
        return self._all_agree(literal, self.sure.get(literal["fact"]))

    def _all_agree(self, literal: Entry, raw: Any) -> bool:
        if raw is None:
            return False
        values = list(allowed(self.ruleset.facts[literal["fact"]], raw, [literal]))
        return bool(values) and all(agrees(literal, value) for value in values)

    # -- the status ---------------------------------------------------------------------------------------------------

    def _status(self, entry: Entry, worlds: Worlds) -> Iterator[str]:
        outside, against, pending = self._grounds(entry["findings"], "outcome")
        status, because = _conclusion(outside, against, pending)
        if entry["status"] != status:
            yield f"status: {entry['status']} does not follow from the findings"
        elif set(entry["because"]) != because:
            yield "because: not what decides"
        if entry["compared"]:
            yield from self._compared(entry)
        elif entry["confirmed"] != _conclusion(*self._firm_grounds(entry, worlds))[0]:
            yield "confirmed: does not follow from the confirmed outcomes"

    def _compared(self, entry: Entry) -> Iterator[str]:
        """Each wording between facts and decision judged anew: the most favourable status is the one given, on all facts and on
        confirmed ones."""
        offence = self.ruleset.offences[entry["offence"]]
        day = date.fromisoformat(self.proof["continued_to" if offence.conduct == "continuing" else "date_of_facts"])
        firm = []
        for wording in entry["compared"]:
            version = next((v for v in offence.versions if v.id == wording["version"]), None)
            if version is None or not version.covers(max(day, date.fromisoformat(wording["from"]))):
                yield "compared: no such wording"
                return
            worlds = self._worlds(max(day, date.fromisoformat(wording["from"])))
            if wording["status"] != self._judged(offence, version, worlds, self.said):
                yield f"compared: the status under {wording['version']} does not follow"
            firm.append(self._judged(offence, version, worlds, self.sure))
        if entry["status"] != min((w["status"] for w in entry["compared"]), key=_FAVOUR.index):
            yield "compared: the most favourable wording does not govern"
        if entry["confirmed"] != min(firm, key=_FAVOUR.index):
            yield "confirmed: not the most favourable on confirmed facts"

    def _judged(self, offence: Offence, version: Version, worlds: Worlds, said: Mapping[str, Any]) -> str:
        """The status under one version, from the outcomes of its clauses alone."""
        if version.void is not None:
            return "not_in_force"
        findings = []
        for kind, names in (("element", version.elements), ("defence", version.defences), ("scope", version.scope)):
            for name in names:
                clause: Any = getattr(offence, _GROUPS[kind])[name]
                by_hand = f"{offence.id}/{name}" in self.raised
                findings.append(
                    {
                        "kind": kind,
                        "name": name,
                        "outcome": worlds.outcome(clause.condition, said),
                        "presumed": not by_hand
                        and (kind == "scope" or (kind == "element" and clause.presumed is not None)),
                        "raised": kind == "defence" and (by_hand or self._is_raised(clause, worlds, said)),
                    }
                )
        return _conclusion(*self._grounds(findings, "outcome"))[0]

    def _grounds(self, findings: Sequence[Entry], key: str) -> tuple[set[str], set[str], set[str]]:
        outside, against, pending = set(), set(), set()
        for f in findings:
            name, outcome = f["name"], f[key]
            if f["kind"] == "scope" and outcome == "refuted":
                outside.add(name)
            elif (f["kind"] == "element" and outcome == "refuted") or (
                f["kind"] == "defence" and outcome == "established"
            ):
                against.add(name)
            elif outcome == "open" and (f["raised"] or (f["kind"] in ("element", "scope") and not f["presumed"])):
                pending.add(name)
        return outside, against, pending

    def _firm_grounds(self, entry: Entry, worlds: Worlds) -> tuple[set[str], set[str], set[str]]:
        """The same on confirmed facts: presumptions and what raises a defence are judged on those alone."""
        offence = self.ruleset.offences[entry["offence"]]
        firm = []
        for f in entry["findings"]:
            clause: Any = getattr(offence, _GROUPS[f["kind"]])[f["name"]]
            by_hand = f"{offence.id}/{f['name']}" in self.raised
            presumable = f["kind"] == "scope" or (f["kind"] == "element" and clause.presumed is not None)
            raised = f["kind"] == "defence" and (by_hand or self._is_raised(clause, worlds, self.sure))
            firm.append({**f, "presumed": presumable and not by_hand, "raised": raised})
        return self._grounds(firm, "confirmed")


def _suffices(worlds: Worlds, condition: c.Condition, literals: Sequence[Entry], claimed: bool) -> bool:
    return {worlds.holds(condition, world) for world in worlds.completions(condition, literals, {})} == {claimed}


def _conclusion(outside: set[str], against: set[str], pending: set[str]) -> tuple[str, set[str]]:
    for status, names in (("out_of_scope", outside), ("excluded", against), ("open", pending)):
        if names:
            return status, names
    return "established", set()

"""The proof checker: accepts a proof or says what is wrong with it.

It shares no code with what produced the proof.

It reads the proof as plain data and the law as the ruleset states it, and answers again, by
enumeration. It verifies that

1. the facts are those of the digest, and the days on which the law is read follow from them;
2. each offence is answered once, under a wording in force, all of whose clauses are found, once;
each refers to a condition that
   the proof tells, once, with the right outcome, and no condition is told that no clause refers to;
3. every reason rests on facts the proof states, is sufficient for the outcome claimed, and is
minimal; a condition said to be
   open has one completion that makes it hold and one that makes it fail, both allowed by the facts;
4. outcomes on confirmed facts, presumptions and raised defences follow from the facts and the law;
5. the status of each offence, what it is « because » of, its status on confirmed facts and the
choice of the milder wording
   follow from there.

Limitation and concurrence are arithmetic on these and are tested on their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.explanation.checker_memory import CheckerMemory, Claim
from engine.explanation.checker_worlds import ConditionEvaluator, Facts, Wordings, agrees, values
from engine.model import condition as c
from engine.model.law import Notion, Offence, Penalty, Version
from engine.model.ruleset import Ruleset

_MILDEST_FIRST = ("not_in_force", "out_of_scope", "excluded", "open", "established")
_GROUPS = {
    "element": "elements",
    "defence": "defences",
    "scope": "scope",
    "aggravation": "aggravations",
    "caution": "cautions",
}


def check_proof(proof: Mapping[str, Any], ruleset: Ruleset) -> list[str]:
    """The faults of a proof, one a line; empty when it is accepted.

    A proof of another shape is not accepted.
    """
    return ProofChecker(ruleset).faults(proof)


class ProofChecker:
    """Checker of proofs made under one law: what it reads of a condition serves the proofs that
    follow.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.notion_changes = frozenset(v.from_ for notion in ruleset.notions.values() for v in notion.versions)
        self._wordings: Wordings = {}
        self._readings: dict[date, ConditionEvaluator] = {}
        self._alike: dict[tuple[int | None, ...], ConditionEvaluator] = {}
        self._cores: dict[tuple[str, tuple[str, ...]], c.Condition | None] = {}
        self.memory = CheckerMemory(ruleset)

    def reading(self, day: date) -> ConditionEvaluator:
        """Conditions as the law reads them on a day."""
        if day not in self._readings:
            notions = tuple(self._wording(notion, day) for notion in self.ruleset.notions.values())
            if notions not in self._alike:
                self._alike[notions] = ConditionEvaluator(self.ruleset, day, self._wordings)
            self._readings[day] = self._alike[notions].on(day)
        return self._readings[day]

    @staticmethod
    def _wording(notion: Notion, day: date) -> int | None:
        """The number of the version of a notion on a day."""
        return next((number for number, version in enumerate(notion.versions) if version.covers(day)), None)

    def core(self, offence: Offence, version: Version) -> c.Condition | None:
        """What evokes an offence: any of its core elements; None where it has none."""
        key = offence.id, version.elements
        if key not in self._cores:
            core = [e.condition for e in (offence.elements[name] for name in version.elements) if e.core]
            self._cores[key] = c.AnyOf(tuple(core)) if core else None
        return self._cores[key]

    def faults(self, proof: Mapping[str, Any]) -> list[str]:
        """The faults of a proof, as `check_proof` tells them."""
        try:
            return list(_OneProof(proof, self).faults())
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return [f"shape: {type(error).__name__}: {error}"]


@dataclass(frozen=True, slots=True)
class _View:
    """An offence under one wording, answered again: each clause's (outcome, presumed, raised),
    status and grounds.
    """

    version: Version
    reading: ConditionEvaluator
    clauses: Mapping[tuple[str, str], tuple[str, bool, bool]]
    status: str
    because: frozenset[str]
    penalty: tuple[int, int, int]


class _OneProof:
    def __init__(self, proof: Mapping[str, Any], checker: ProofChecker) -> None:
        self.proof = proof
        self.checker = checker
        self.ruleset = checker.ruleset
        stated: Mapping[str, Any] = proof["facts"]
        self.facts: Facts = {name: fact["value"] for name, fact in stated.items()}
        sure = {
            name: f["value"] if f["standing"] == "confirmed" else f["confirmed_value"] for name, f in stated.items()
        }
        self.sure: Facts = {name: value for name, value in sure.items() if value is not None}
        self.raised = frozenset(proof["raised"])
        self.decision = date.fromisoformat(proof["date_of_decision"])
        self.days = date.fromisoformat(proof["date_of_facts"]), date.fromisoformat(proof["continued_to"])
        self.by_hand = " ".join(sorted(self.raised))
        self.texts = {name: f"{name} {value!r} {self.sure.get(name)!r}" for name, value in sorted(self.facts.items())}

    def faults(self) -> Iterator[str]:
        if self.proof["digests"]["ruleset"] != self.ruleset.digest:
            yield "ruleset: the proof was made under another ruleset"
            return
        if self.proof["digests"]["facts"] != self._digest():
            yield "facts: not those of the digest"
        if self.proof["continued_to"] != self._continued_to():
            yield "continued_to: does not follow from the facts"
        named = [o["offence"] for o in self.proof["offences"]]
        if sorted(named) != sorted(self.ruleset.offences):
            yield "offences: the proof does not answer on every offence, once"
            return
        told = {finding["condition"] for entry in self.proof["offences"] for finding in entry["findings"]}
        if told != set(self.proof["conditions"]):
            yield "conditions: not those that the findings refer to"
            return
        for entry in self.proof["offences"]:
            offence = self.ruleset.offences[entry["offence"]]
            yield from (f"{offence.id}: {fault}" for fault in self._entry(entry, offence))
        live = [o["offence"] for o in self.proof["offences"] if o["status"] in ("established", "open")]
        if self.proof["main"] is not None and self.proof["main"] not in live:
            yield "main: the main suggestion is neither established nor open"
        if self.ruleset.order is not None:
            yield from self._order()

    def _order(self) -> Iterator[str]:
        """No suggestion stands twice, and what is to be looked at is refuted by nothing."""
        proof, status = self.proof, {o["offence"]: o["status"] for o in self.proof["offences"]}
        look = proof["look"]["offences"] if proof["look"] is not None else []
        named = [s["offence"] for s in (*proof["others"], *proof["also"])] + look
        named += [proof["main"]] if proof["main"] is not None else []
        if len(named) != len(set(named)):
            yield "order: an offence stands twice"
        if any(status[s["offence"]] != "open" for s in proof["also"]):
            yield "also: an offence to be examined besides is not open"
        if any(status[name] not in ("established", "open") for name in look):
            yield "look: an offence to be looked at is refuted"
        live = {
            o["offence"]
            for o in proof["offences"]
            if o["status"] == "established" or (o["status"] == "open" and o["evoked"])
        }
        recognised = {name for name in named if status[name] == "open" and self._is_recognised(name)}
        if not live <= {*named} or not {*named} - {*look} <= live | recognised:
            yield "order: not the offences that are established, or open and evoked, or recognised"
        if (proof["first"] or {"offence": None})["offence"] != proof["main"]:
            yield "first: not the main suggestion"

    def _is_recognised(self, name: str) -> bool:
        """Whether a reader recognises an offence well enough for it to be suggested."""
        order, read = self.ruleset.order, self.proof["indications"].get("offences", {})
        if order is None:
            return False
        enough = (order.suggested, order.recognised if order.places else None)
        return any(least is not None and read.get(name, 0.0) >= least for least in enough)

    def _digest(self) -> str:
        proof = self.proof
        facts = {n: [f["value"], f["standing"], f["confirmed_value"]] for n, f in sorted(proof["facts"].items())}
        day = "None" if proof["date_is_assumed"] else proof["date_of_facts"]
        data = {"date_of_facts": day, "raised": sorted(proof["raised"]), "facts": facts}
        if proof.get("disputed"):
            data["disputed"] = {name: fact["value"] for name, fact in sorted(proof["disputed"].items())}
        if proof.get("indications"):
            data["indications"] = proof["indications"]
        return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def _continued_to(self) -> str:
        """ISO days compare as they follow each other."""
        first: str = self.proof["date_of_facts"]
        seen = self.sure.get("date_constat")
        if self.sure.get("en_ligne_au_constat") is not True or not isinstance(seen, str):
            return first
        decision: str = self.proof["date_of_decision"]
        return max(first, min(seen, decision))

    # -- one offence
    # ------------------------------------------------------------------------------------------

    def _entry(self, entry: Mapping[str, Any], offence: Offence) -> list[str]:
        """The faults of an entry; none, unless the checker accepted the same in the same
        situation.
        """
        memory, day = self.checker.memory, self.days[offence.conduct == "continuing"]
        situation = memory.situation(offence, (day, self.decision), self.by_hand, self.texts)
        claim = Claim(entry, [self.proof["conditions"][finding["condition"]] for finding in entry["findings"]])
        if memory.has(situation, claim):
            return []
        faults = list(self._offence(entry, offence, day))
        if not faults:
            memory.add(situation, offence, claim)
        return faults

    def _offence(self, entry: Mapping[str, Any], offence: Offence, day: date) -> Iterator[str]:
        if offence.at(day) is None:
            if (
                entry["version"] is not None
                or entry["findings"]
                or entry["because"]
                or entry["compared"]
                or entry["evoked"]
            ):
                yield "version: none was in force on the day of the facts"
            elif entry["status"] != "not_in_force" or entry["confirmed"] != "not_in_force":
                yield "status: no version, yet not « not in force »"
            return
        views = list(self._views(offence, day, self.facts))
        view = _mildest(views)
        version = entry["version"]
        if version is None or version["id"] != view.version.id:
            yield "version: not the one that governs"
            return
        read = [v for v in views if v.reading.day <= max(day, date.fromisoformat(entry["read_from"]))]
        if not read or (read[-1].version, read[-1].clauses) != (view.version, view.clauses):
            yield "read_from: not the wording that governs"
        if not _matches_version(version, view.version):
            yield "version: not as the law has it"
        for compared in entry["compared"]:
            from_ = max(day, date.fromisoformat(compared["from"]))
            last = [v for v in views if v.reading.day <= from_][-1:]
            if [(v.version.id, v.status) for v in last] != [(compared["version"], compared["status"])]:
                yield "compared: not what another wording gives"
        yield from self._findings(entry, offence, view)
        if entry["status"] != view.status:
            yield f"status: {entry['status']} does not follow from the findings"
        elif set(entry["because"]) != view.because or len(entry["because"]) != len(view.because):
            yield "because: not what decides"
        if entry["evoked"] is not self._is_evoked(offence, view if view.version.void is None else views[0]):
            yield "evoked: does not follow from the facts"
        sure = views if self.sure == self.facts else list(self._views(offence, day, self.sure))
        if entry["confirmed"] != _mildest(sure).status:
            yield "confirmed: not the status on confirmed facts"
        if Penalty.model_validate(entry["penalty"]).weight != view.penalty:
            yield "penalty: not the heaviest incurred"

    def _is_evoked(self, offence: Offence, view: _View) -> bool:
        core = self.checker.core(offence, view.version)
        return core is not None and view.reading.affirmed(core, self.facts)

    def _findings(self, entry: Mapping[str, Any], offence: Offence, view: _View) -> Iterator[str]:
        found = [(f["kind"], f["name"]) for f in entry["findings"]]
        if sorted(found) != sorted(view.clauses):
            yield "findings: not the clauses of the version, once each"
            return
        for number, key in ((1, "presumed"), (2, "raised")):
            named = [name for (_, name), found_of in view.clauses.items() if found_of[number]]
            if sorted(entry[key]) != sorted(named):
                yield f"{key}: does not follow from the facts and the law"
        worded, outcomes = offence.on(view.reading.day), view.clauses
        for finding in entry["findings"]:
            clause = getattr(worded, _GROUPS[finding["kind"]])[finding["name"]]
            told = self.proof["conditions"][finding["condition"]]
            if (finding["label"], finding["article"]) != (clause.label.fr, getattr(clause, "article", None)):
                yield f"{finding['name']}: not in the words of the law"
            outcome = outcomes[finding["kind"], finding["name"]][0]
            if told["outcome"] != outcome:
                yield f"{finding['name']}: outcome does not follow from the facts and the law"
            sure = outcome if self.sure == self.facts else view.reading.outcome(clause.condition, self.sure)
            if told["confirmed"] != sure:
                yield f"{finding['name']}: the outcome on confirmed facts is wrong"
            yield from (f"{finding['name']}: {fault}" for fault in self._reasons(told, clause.condition, view.reading))

    def _reasons(self, told: Mapping[str, Any], condition: Any, reading: ConditionEvaluator) -> Iterator[str]:
        if told["outcome"] == "open":
            if told["reasons"]:
                yield "open, yet reasons are given"
            for key, wanted in (("could_hold", True), ("could_fail", False)):
                if reading.answers(condition, self.facts, told[key]) != {wanted}:
                    yield f"{key}: does not show it"
            return
        claimed = {told["outcome"] == "established"}
        if not told["reasons"]:
            yield "settled, yet no reason is given"
        for reason in told["reasons"]:
            if not all(self._says(self.facts, literal) for literal in reason):
                yield "a reason rests on what the facts do not say"
            elif reading.answers(condition, {}, reason) != claimed:
                yield "a reason is not sufficient"
            elif any(
                reading.answers(condition, {}, [*reason[:i], *reason[i + 1 :]]) == claimed for i in range(len(reason))
            ):
                yield "a reason is not minimal"
        firm = any(all(self._says(self.sure, literal) for literal in reason) for reason in told["reasons"])
        if firm is not (told["confirmed"] == told["outcome"]):
            yield "no confirmed reason, yet confirmed; or the other way round"

    def _says(self, facts: Facts, literal: Mapping[str, Any]) -> bool:
        """Whether the facts say what the literal says: every value they allow agrees with it."""
        if literal["fact"] not in facts:
            return False
        allowed = list(values(self.ruleset.facts[literal["fact"]], facts[literal["fact"]], (), [literal]))
        return bool(allowed) and all(agrees(literal, value) for value in allowed)

    # -- the law answered again
    # ---------------------------------------------------------------------------------------

    def _views(self, offence: Offence, day: date, facts: Facts) -> Iterator[_View]:
        """The offence under each wording (its own, and that of the notions) in force from a day to
        the decision.
        """
        changes = {*offence.changes, *(v.from_ for v in offence.versions)} | self.checker.notion_changes
        for number, start in enumerate([day, *sorted(d for d in changes if day < d <= self.decision)]):
            version = offence.at(start)
            if version is not None and (number == 0 or version.void != "transferred"):
                yield self._view(offence, version, self.checker.reading(start), facts)

    def _view(self, offence: Offence, version: Version, reading: ConditionEvaluator, facts: Facts) -> _View:
        if version.void is not None:
            return _View(version, reading, {}, "not_in_force", frozenset(), Penalty().weight)
        offence = offence.on(reading.day)
        clauses: dict[tuple[str, str], tuple[str, bool, bool]] = {}
        named: dict[str, set[str]] = {"out_of_scope": set(), "excluded": set(), "open": set(), "established": set()}
        for kind, group in _GROUPS.items():
            for name in getattr(version, group):
                clause = getattr(offence, group)[name]
                outcome = reading.outcome(clause.condition, facts)
                by_hand = f"{offence.id}/{name}" in self.raised
                presumable = kind == "scope" or (kind == "element" and clause.presumed is not None)
                presumed = outcome == "open" and presumable and not by_hand
                raised = outcome == "open" and kind == "defence" and (by_hand or _is_raised(clause, reading, facts))
                if kind != "caution" or outcome == "established":
                    clauses[kind, name] = (outcome, presumed, raised)
                if outcome == {"element": "refuted", "defence": "established"}.get(kind):
                    named["excluded"].add(name)
                elif outcome == "refuted" and kind == "scope":
                    named["out_of_scope"].add(name)
                elif raised or (outcome == "open" and kind in ("element", "scope") and not presumed):
                    named["open"].add(name)
        status = next((status for status, names in named.items() if names), "established")
        incurred = [version.penalty or Penalty()]
        incurred += [p for a, p in version.aggravations.items() if clauses["aggravation", a][0] == "established"]
        return _View(version, reading, clauses, status, frozenset(named[status]), max(p.weight for p in incurred))


def _is_raised(defence: Any, reading: ConditionEvaluator, facts: Facts) -> bool:
    if defence.raised_by is not None:
        return reading.outcome(defence.raised_by, facts) == "established"
    return reading.affirmed(defence.condition, facts)


def _mildest(views: list[_View]) -> _View:
    """The wording that governs: the answer that most favours the accused, then the lightest
    penalty, then the oldest.
    """
    if views[0].status == "not_in_force":
        return views[0]
    punished = ("open", "established")
    return min(views, key=lambda v: (_MILDEST_FIRST.index(v.status), v.penalty if v.status in punished else ()))


def _matches_version(entry: Mapping[str, Any], version: Version) -> bool:
    return bool(
        entry["from"] == version.from_.isoformat()
        and entry["until"] == (version.until.isoformat() if version.until else None)
        and entry["law"] == version.law
        and entry["void"] == version.void
        and entry["source"] == version.source.model_dump(mode="json")
    )

"""Proofs made false on purpose: one lie each, of a kind that the checker's own description says it sees.

A lie is consistent where a liar would make it so: who hides an open element also changes the status that follows from it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from engine.model.condition import Condition, NotionRef, children
from engine.model.law import Offence
from engine.model.ruleset import Ruleset

Proof = dict[str, Any]
Entry = dict[str, Any]
STATUSES = ("established", "excluded", "open", "not_in_force", "out_of_scope")
GROUPS = {
    "element": "elements",
    "defence": "defences",
    "scope": "scope",
    "aggravation": "aggravations",
    "caution": "cautions",
}


@dataclass(frozen=True)
class Lie:
    """A false proof, and what is false in it."""

    kind: str
    proof: Proof
    where: str


class NothingToPlant(Exception):
    """The proof has no place for a lie of this kind."""


class Liar:
    """Plants one lie in a copy of a proof."""

    def __init__(self, proof: Mapping[str, Any], ruleset: Ruleset, random: Random) -> None:
        self.proof: Proof = copy.deepcopy(dict(proof))
        self.ruleset = ruleset
        self.random = random
        self.where = ""

    # -- choosing a place ----------------------------------------------------------------------------------------------

    def pick(self, options: list[Any]) -> Any:
        """One of the options."""
        if not options:
            raise NothingToPlant
        return self.random.choice(options)

    def entry(self, *statuses: str) -> Entry:
        """An offence, of one of these statuses."""
        found: Entry = self.pick(
            [o for o in self.proof["offences"] if o["findings"] and (not statuses or o["status"] in statuses)]
        )
        self.where = str(found["offence"])
        return found

    def finding(self, wanted: Callable[[Entry, Entry], bool]) -> tuple[Entry, Entry]:
        """An offence and one of its findings."""
        places = [(o, f) for o in self.proof["offences"] for f in o["findings"] if wanted(o, f)]
        entry, finding = self.pick(places)
        self.where = f"{entry['offence']}/{finding['name']}"
        return entry, finding

    def reason(self, length: int = 1) -> tuple[Entry, Entry, list[Any]]:
        """A reason of at least so many literals, with the finding and the offence it belongs to."""
        entry, finding = self.finding(lambda _, f: any(len(r) >= length for r in f["reasons"]))
        return entry, finding, self.pick([r for r in finding["reasons"] if len(r) >= length])

    def offence(self, entry: Entry) -> Offence:
        """The law of an entry."""
        return self.ruleset.offences[entry["offence"]]

    def facts_of(self, entry: Entry, finding: Entry) -> set[str]:
        """The facts that a clause looks at, in any wording of its notions."""
        return set(
            _facts(getattr(self.offence(entry), GROUPS[finding["kind"]])[finding["name"]].condition, self.ruleset)
        )

    def settle_status(self, entry: Entry) -> None:
        """Makes the status and its grounds follow from the findings, as a careful liar would."""
        outside = [f["name"] for f in entry["findings"] if f["kind"] == "scope" and f["outcome"] == "refuted"]
        against = [
            f["name"]
            for f in entry["findings"]
            if (f["kind"], f["outcome"]) in (("element", "refuted"), ("defence", "established"))
        ]
        pending = [
            f["name"]
            for f in entry["findings"]
            if f["outcome"] == "open"
            and (not f["presumed"] if f["kind"] in ("element", "scope") else f["kind"] == "defence" and f["raised"])
        ]
        for status, names in (("out_of_scope", outside), ("excluded", against), ("open", pending), ("established", [])):
            if names or status == "established":
                entry["status"], entry["because"] = status, names
                return

    # -- reasons -------------------------------------------------------------------------------------------------------

    def drop_a_literal(self) -> None:
        _, _, reason = self.reason()
        reason.pop(self.random.randrange(len(reason)))

    def flip_a_literal(self) -> None:
        literal = self.random.choice(self.reason()[2])
        literal["holds"] = not literal["holds"]

    def add_a_needless_literal(self) -> None:
        entry, finding, reason = self.reason()
        reason.append(self.a_true_literal(excluding=self.facts_of(entry, finding)))

    def repeat_a_literal(self) -> None:
        reason = self.reason()[2]
        reason.append(copy.deepcopy(self.random.choice(reason)))

    def rest_on_a_foreign_fact(self) -> None:
        entry, finding, reason = self.reason()
        reason[self.random.randrange(len(reason))] = self.a_true_literal(excluding=self.facts_of(entry, finding))

    def rest_on_a_fact_not_stated(self) -> None:
        _, _, reason = self.reason()
        literal = self.random.choice(reason)
        literal["fact"] = self.pick(
            [
                n
                for n, f in self.ruleset.facts.items()
                if n not in self.proof["facts"] and f.type == self.type_of(literal)
            ]
        )

    def empty_a_reason(self) -> None:
        self.reason()[2].clear()

    def drop_every_reason(self) -> None:
        self.reason()[1]["reasons"] = []

    def type_of(self, literal: Entry) -> str:
        return self.ruleset.facts[literal["fact"]].type

    def a_true_literal(self, excluding: set[str]) -> Entry:
        """What the facts say of one of them that a clause does not look at."""
        booleans = [
            n
            for n, f in self.proof["facts"].items()
            if n not in excluding and self.ruleset.facts[n].type == "boolean" and isinstance(f["value"], bool)
        ]
        name = self.pick(booleans)
        return {"fact": name, "test": "true", "holds": self.proof["facts"][name]["value"]}

    # -- outcomes ------------------------------------------------------------------------------------------------------

    def reverse_an_outcome(self) -> None:
        entry, finding = self.finding(lambda _, f: bool(f["reasons"]))
        other = "refuted" if finding["outcome"] == "established" else "established"
        finding["confirmed"] = other if finding["confirmed"] == finding["outcome"] else "open"
        finding["outcome"] = other
        self.settle_status(entry)

    def settle_an_open_clause(self) -> None:
        entry, finding = self.finding(lambda _, f: f["outcome"] == "open" and f["kind"] != "caution")
        finding["outcome"] = finding["confirmed"] = self.random.choice(("established", "refuted"))
        finding["presumed"] = finding["raised"] = False
        finding["reasons"] = [finding.pop("could_hold")]
        del finding["could_fail"]
        self.settle_status(entry)

    def leave_a_settled_clause_open(self) -> None:
        entry, finding = self.finding(lambda _, f: bool(f["reasons"]) and f["kind"] != "caution")
        finding["outcome"] = finding["confirmed"] = "open"
        finding["could_hold"], finding["could_fail"] = finding["reasons"][0], []
        finding["reasons"] = []
        self.settle_status(entry)

    def swap_the_witnesses(self) -> None:
        _, finding = self.finding(lambda _, f: f["outcome"] == "open")
        finding["could_hold"], finding["could_fail"] = finding["could_fail"], finding["could_hold"]

    def empty_a_witness(self) -> None:
        _, finding = self.finding(lambda _, f: f["outcome"] == "open")
        finding[self.random.choice(("could_hold", "could_fail"))] = []

    def overstate_what_is_confirmed(self) -> None:
        _, finding = self.finding(lambda _, f: f["outcome"] != "open" and f["confirmed"] == "open")
        finding["confirmed"] = finding["outcome"]

    def understate_what_is_confirmed(self) -> None:
        _, finding = self.finding(lambda _, f: f["outcome"] != "open" and f["confirmed"] == f["outcome"])
        finding["confirmed"] = "open"

    def understate_by_hiding_the_confirmed_reasons(self) -> None:
        facts = self.proof["facts"]

        def is_firm(reason: list[Entry]) -> bool:
            return all(facts[lit["fact"]]["standing"] == "confirmed" for lit in reason)

        def wanted(_: Entry, f: Entry) -> bool:
            return any(map(is_firm, f["reasons"])) and any(
                all(facts[lit["fact"]].get("confirmed_value") is None for lit in r) and not is_firm(r)
                for r in f["reasons"]
            )

        _, finding = self.finding(wanted)
        finding["reasons"] = [r for r in finding["reasons"] if not is_firm(r)]
        finding["confirmed"] = "open"

    # -- presumptions and defences -------------------------------------------------------------------------------------

    def presume_what_the_law_does_not(self) -> None:
        entry, finding = self.finding(
            lambda o, f: (
                f["kind"] == "element"
                and f["outcome"] == "open"
                and self.offence(o).elements[f["name"]].presumed is None
            )
        )
        finding["presumed"] = True
        self.settle_status(entry)

    def presume_what_is_settled(self) -> None:
        _, finding = self.finding(lambda _, f: f["outcome"] != "open" and f["kind"] in ("element", "scope"))
        finding["presumed"] = True

    def refuse_a_presumption(self) -> None:
        entry, finding = self.finding(lambda _, f: f["presumed"])
        finding["presumed"] = False
        self.settle_status(entry)

    def raise_a_defence_that_nothing_raises(self) -> None:
        entry, finding = self.finding(
            lambda _, f: f["kind"] == "defence" and f["outcome"] == "open" and not f["raised"]
        )
        finding["raised"] = True
        self.settle_status(entry)

    def silence_a_raised_defence(self) -> None:
        entry, finding = self.finding(lambda _, f: f["kind"] == "defence" and f["raised"])
        finding["raised"] = False
        self.settle_status(entry)

    def raise_a_settled_defence(self) -> None:
        _, finding = self.finding(lambda _, f: f["kind"] == "defence" and f["outcome"] != "open")
        finding["raised"] = True

    # -- status --------------------------------------------------------------------------------------------------------

    def change_the_status(self) -> None:
        entry = self.entry()
        entry["status"] = self.pick([s for s in STATUSES if s != entry["status"]])

    def change_the_confirmed_status(self) -> None:
        entry = self.entry()
        entry["confirmed"] = self.pick([s for s in STATUSES if s != entry["confirmed"]])

    def hide_a_ground(self) -> None:
        entry = self.entry("excluded", "open", "out_of_scope")
        entry["because"].pop()

    def invent_a_ground(self) -> None:
        entry, finding = self.finding(lambda o, f: f["name"] not in o["because"])
        entry["because"].append(finding["name"])

    def suggest_what_is_not_live(self) -> None:
        self.proof["main"] = self.pick(
            [o["offence"] for o in self.proof["offences"] if o["status"] not in ("established", "open")]
        )

    # -- clauses, versions, offences -----------------------------------------------------------------------------------

    def drop_a_clause(self) -> None:
        entry, finding = self.finding(lambda _, f: f["kind"] in ("element", "defence", "scope"))
        entry["findings"].remove(finding)
        self.settle_status(entry)

    def drop_a_circumstance(self) -> None:
        entry, finding = self.finding(lambda _, f: f["kind"] == "aggravation")
        entry["findings"].remove(finding)

    def drop_a_caution(self) -> None:
        entry, finding = self.finding(lambda _, f: f["kind"] == "caution")
        entry["findings"].remove(finding)

    def repeat_a_clause(self) -> None:
        entry, finding = self.finding(lambda _, __: True)
        entry["findings"].append(copy.deepcopy(finding))

    def mistake_the_kind_of_a_clause(self) -> None:
        entry, finding = self.finding(lambda _, f: f["kind"] in ("element", "scope", "aggravation"))
        finding["kind"] = "defence"
        finding["presumed"] = False
        self.settle_status(entry)

    def invent_a_clause(self) -> None:
        entry, finding = self.finding(lambda _, f: bool(f["reasons"]))
        entry["findings"].append(
            {**copy.deepcopy(finding), "kind": self.random.choice(tuple(GROUPS)), "name": "invented"}
        )

    def invoke_a_version_of_another_time(self) -> None:
        entry = self.entry()
        first, last = (
            date.fromisoformat(self.proof["date_of_facts"]),
            date.fromisoformat(self.proof["date_of_decision"]),
        )
        last = max(last, date.fromisoformat(self.proof["continued_to"]), first)
        others = [
            v for v in self.offence(entry).versions if v.from_ > last or (v.until is not None and v.until < first)
        ]
        entry["version"] = {**entry["version"], "id": self.pick(others).id}

    def misdate_the_version(self) -> None:
        version = self.entry()["version"]
        version["from"] = (date.fromisoformat(version["from"]) - timedelta(days=1)).isoformat()

    def invoke_no_version(self) -> None:
        entry = self.entry()
        entry.update(version=None, status="not_in_force", confirmed="not_in_force", because=[], findings=[])

    def drop_an_offence(self) -> None:
        self.proof["offences"].remove(self.pick(self.proof["offences"]))

    def repeat_an_offence(self) -> None:
        self.proof["offences"].append(copy.deepcopy(self.pick(self.proof["offences"])))

    def invent_an_offence(self) -> None:
        self.proof["offences"].append({**copy.deepcopy(self.pick(self.proof["offences"])), "offence": "invented"})

    # -- facts and digests ---------------------------------------------------------------------------------------------

    def change_a_fact(self) -> None:
        name = self.pick([n for n, f in self.proof["facts"].items() if isinstance(f["value"], bool)])
        self.proof["facts"][name]["value"] = not self.proof["facts"][name]["value"]
        self.where = name

    def change_a_standing(self) -> None:
        name = self.pick(list(self.proof["facts"]))
        fact = self.proof["facts"][name]
        fact["standing"] = "presumed" if fact["standing"] == "confirmed" else "confirmed"
        self.where = name

    def add_a_fact(self) -> None:
        name = self.pick(
            [n for n, f in self.ruleset.facts.items() if n not in self.proof["facts"] and f.type == "boolean"]
        )
        self.proof["facts"][name] = {
            "value": True,
            "standing": "confirmed",
            "confirmed_value": None,
            "source": None,
            "span": None,
        }
        self.where = name

    def drop_a_fact(self) -> None:
        del self.proof["facts"][self.pick(list(self.proof["facts"]))]

    def move_the_day_of_the_facts(self) -> None:
        self.proof["date_of_facts"] = (date.fromisoformat(self.proof["date_of_facts"]) + timedelta(days=1)).isoformat()

    def name_another_ruleset(self) -> None:
        self.proof["digests"]["ruleset"] = "0" * 64

    def name_other_facts(self) -> None:
        self.proof["digests"]["facts"] = "0" * 64


LIES: Mapping[str, Callable[[Liar], None]] = {
    name: plant
    for name, plant in vars(Liar).items()
    if callable(plant)
    and not name.startswith("_")
    and name
    not in ("pick", "entry", "finding", "reason", "offence", "facts_of", "settle_status", "type_of", "a_true_literal")
}
"""Every kind of lie, by name."""


def lies(proof: Mapping[str, Any], ruleset: Ruleset, random: Random) -> Iterator[Lie]:
    """One lie of every kind that the proof has a place for."""
    for kind in LIES:
        lie = plant(kind, proof, ruleset, random)
        if lie is not None:
            yield lie


def plant(kind: str, proof: Mapping[str, Any], ruleset: Ruleset, random: Random) -> Lie | None:
    """A lie of one kind, or None when the proof has no place for it."""
    liar = Liar(proof, ruleset, random)
    try:
        LIES[kind](liar)
    except NothingToPlant:
        return None
    return Lie(kind, liar.proof, liar.where) if liar.proof != proof else None


def _facts(condition: Condition, ruleset: Ruleset) -> Iterator[str]:
    if isinstance(condition, NotionRef):
        for version in ruleset.notions[condition.notion].versions:
            yield from _facts(version.condition, ruleset)
        return
    parts = children(condition)
    for part in parts:
        yield from _facts(part, ruleset)
    if not parts:
        yield condition.fact  # type: ignore[union-attr]

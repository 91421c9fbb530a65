"""The tools of a liar: choose a place in a proof, find true things that do not belong there, keep a lie consistent."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from engine.model.condition import Condition, NotionRef, children
from engine.model.law import Offence
from engine.model.ruleset import Ruleset
from tests.generators.folding import Proof, folded, unfolded

Entry = dict[str, Any]
STATUSES = ("established", "excluded", "open", "not_in_force", "out_of_scope")
GROUPS = {
    "element": "elements",
    "defence": "defences",
    "scope": "scope",
    "aggravation": "aggravations",
    "caution": "cautions",
}


class NothingToPlant(Exception):
    """The proof has no place for a lie of this kind."""


class Liar:
    """A copy of a proof, about to be made false. Most lies are about one clause, and need all that is said of it in one place."""

    unfolds = True

    def __init__(self, proof: Mapping[str, Any], ruleset: Ruleset, random: Random) -> None:
        self.proof: Proof = unfolded(proof) if self.unfolds else copy.deepcopy(dict(proof))
        self.ruleset = ruleset
        self.random = random
        self.where = ""

    def to_proof(self) -> Proof:
        """The lie, in the form of a proof."""
        return folded(self.proof) if self.unfolds else self.proof

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

    def entry_where(self, wanted: Callable[[Entry], bool]) -> Entry:
        """An offence of which something is true."""
        found: Entry = self.pick([o for o in self.proof["offences"] if wanted(o)])
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

"""Lies about what: status and grounds, clauses, versions and offences, facts and digests."""

from __future__ import annotations

import copy
from datetime import date, timedelta

from tests.generators.liar import GROUPS, STATUSES, Liar


class LiesOnAnswers(Liar):
    """Each method plants one lie; its name says which."""

    def change_the_status(self) -> None:
        entry = self.entry()
        entry["status"] = self.pick([s for s in STATUSES if s != entry["status"]])

    def change_the_confirmed_status(self) -> None:
        entry = self.entry()
        entry["confirmed"] = self.pick([s for s in STATUSES if s != entry["confirmed"]])

    def belie_another_wording(self) -> None:
        compared = self.pick(self.entry_where(lambda o: bool(o["compared"]))["compared"])
        compared["status"] = self.pick([s for s in STATUSES if s != compared["status"]])

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

    def evoke_what_nothing_evokes(self) -> None:
        self.entry_where(lambda o: not o["evoked"])["evoked"] = True

    def forget_what_is_evoked(self) -> None:
        self.entry_where(lambda o: o["evoked"])["evoked"] = False

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

    def prolong_the_offence(self) -> None:
        last = max(self.proof["continued_to"], self.proof["date_of_decision"])
        self.proof["continued_to"] = (date.fromisoformat(last) + timedelta(days=1)).isoformat()

    def name_another_ruleset(self) -> None:
        self.proof["digests"]["ruleset"] = "0" * 64

    def name_other_facts(self) -> None:
        self.proof["digests"]["facts"] = "0" * 64

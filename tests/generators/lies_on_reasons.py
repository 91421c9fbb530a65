"""Lies about why: reasons, outcomes and witnesses, presumptions and defences."""

from __future__ import annotations

import copy

from tests.generators.liar import Entry, Liar


class LiesOnReasons(Liar):
    """Each method plants one lie; its name says which."""

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

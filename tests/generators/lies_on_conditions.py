"""Lies about what clauses share: conditions told once, referred to by name; presumptions and raised defences told by name."""

from __future__ import annotations

import copy

from tests.generators.folding import Proof
from tests.generators.liar import Liar


class LiesOnConditions(Liar):
    """Each method plants one lie in the proof as it is written; its name says which."""

    unfolds = False

    def refer_to_a_condition_of_another_outcome(self) -> None:
        told = self.proof["conditions"]
        _, finding = self.finding(lambda _, __: True)
        mine = told[finding["condition"]]["outcome"]
        finding["condition"] = self.pick([name for name, other in told.items() if other["outcome"] != mine])
        self._forget_the_others()

    def refer_to_nothing(self) -> None:
        self.finding(lambda _, __: True)[1]["condition"] = "nothing"

    def forget_a_condition(self) -> None:
        del self.proof["conditions"][self.pick(list(self.proof["conditions"]))]

    def tell_a_condition_that_nothing_refers_to(self) -> None:
        told = self.proof["conditions"]
        told["spare"] = copy.deepcopy(told[self.pick(list(told))])

    def repeat_a_presumption(self) -> None:
        presumed = self.entry_where(lambda o: bool(o["presumed"]))["presumed"]
        presumed.append(self.pick(presumed))

    def presume_what_does_not_exist(self) -> None:
        self.entry()["presumed"].append("invented")

    def raise_what_does_not_exist(self) -> None:
        self.entry()["raised"].append("invented")

    def put_words_in_the_law(self) -> None:
        self.finding(lambda _, __: True)[1]["label"] = "inventé"

    def misquote_an_article(self) -> None:
        self.finding(lambda _, f: f["article"] is not None)[1]["article"] = "article 0"

    def _forget_the_others(self) -> None:
        used = {f["condition"] for o in self.proof["offences"] for f in o["findings"]}
        kept: Proof = {name: told for name, told in self.proof["conditions"].items() if name in used}
        self.proof["conditions"] = kept

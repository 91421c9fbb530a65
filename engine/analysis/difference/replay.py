"""Replay of a witness: the engine's answers under both laws, their proofs checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.analysis.difference.findings import OffenceSituation, Role, Witness, WitnessAnswer
from engine.analysis.difference.space import StateSpace
from engine.analysis.difference.witness import WitnessState
from engine.explanation.checker import ProofChecker
from engine.explanation.proof import ProofWriter
from engine.explanation.proof_reader import ProofReader
from engine.facts.statements import read_report
from engine.model.answer import Answer
from engine.model.outcome import Status
from engine.reasoning.qualify import Engine

WITNESS = "témoin"
"""Identifier of a synthetic report."""


class WitnessError(Exception):
    """A difference whose witness the engine does not confirm: a fault of this program."""


class WitnessReplay:
    """Engines of both laws."""

    def __init__(self, old: Engine, new: Engine) -> None:
        self.old, self.new = old, new
        self._readers = ProofReader(ProofWriter(old.ruleset)), ProofReader(ProofWriter(new.ruleset))
        self._checkers = ProofChecker(old.ruleset), ProofChecker(new.ruleset)
        self._known: dict[str, WitnessAnswer] = {}

    def witness(self, state: WitnessState, space: StateSpace, day: date, about: str | None = None) -> Witness:
        """The witness of a state, with the answers of both laws on its day alone: no other wording
        counts. `about`: an offence whose situation is told in any case.

        Raises:
            WitnessError: a proof that the independent checker refuses.
        """
        facts = [state.raw(space, engine.ruleset.facts) for engine in (self.old, self.new)]
        answers = [self._answer(side, said, day, about) for side, said in enumerate(facts)]
        return Witness(day, facts[0], facts[1], answers[0], answers[1])

    def _answer(self, side: int, facts: Mapping[str, Any], day: date, about: str | None) -> WitnessAnswer:
        """The answer of one law, worked out and checked once."""
        key = json.dumps([side, facts, day.isoformat(), about], sort_keys=True)
        if key not in self._known:
            self._known[key] = self._worked_out(side, facts, day, about)
        return self._known[key]

    def _worked_out(self, side: int, facts: Mapping[str, Any], day: date, about: str | None) -> WitnessAnswer:
        engine = self.new if side else self.old
        report = read_report({"id": WITNESS, "date_of_facts": day, "facts": facts}, engine.ruleset.facts)
        answer = engine.qualify(report, day)
        proof, data = self._readers[side].read(answer)
        faults = self._checkers[side].faults(data)
        if faults:
            raise WitnessError(f"proof refused: {faults[0]}")
        roles = _roles(answer)
        situations = {
            one.offence: OffenceSituation(one.status, roles.get(one.offence, "none"), one.because)
            for one in answer.assessments
            if one.offence in roles or one.offence == about or (one.evoked and one.status is not Status.NOT_IN_FORCE)
        }
        return WitnessAnswer(answer.main, answer.issue.value, answer.out_of_field, situations, proof)


def _roles(answer: Answer) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    if answer.standings is not None:
        roles = {setting.offence: "to_examine" for setting in answer.standings.also}
    for setting in answer.others:
        roles[setting.offence] = "absorbed" if setting.kind == "absorbed" else "beside"
    if answer.main is not None:
        roles[answer.main] = "main"
    return roles

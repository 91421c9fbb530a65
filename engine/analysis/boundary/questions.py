"""Questions at the boundary: the smallest synthetic reports on which one fact decides of an
offence, for a lawyer to say whether that is the law.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.analysis.boundary.states import Boundary, BoundaryPair, RegimeBoundaries
from engine.analysis.case_files import Run
from engine.analysis.difference.regimes import RegimePair, pairs_of, same_conditions
from engine.analysis.difference.state_diagrams import NativeDiagrams
from engine.analysis.difference.witness import WitnessState
from engine.facts.statements import ReportError, read_report
from engine.model.dated import version_on
from engine.model.fact import FactDefinition
from engine.model.outcome import Status
from engine.reasoning.plan import Regime
from engine.reasoning.qualify import Engine

MOST = 5
"""Questions asked at once: more are not read."""
MOST_NODES = 1 << 22
"""Nodes of diagrams for one offence: four times fewer than for two laws."""
_ID = "limite"


@dataclass(frozen=True, slots=True)
class BoundarySide:
    """Side of a boundary: facts in the form that reports use, the status there, and the clauses
    that decide.
    """

    facts: Mapping[str, Any]
    status: Status
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoundaryQuestion:
    """Question on a boundary of an offence: a report that establishes it, and the same beyond, once
    one fact is another one or unknown.

    `is_new`: the live law answers otherwise on one of the two. `has_case`: a case of the offence
    stands on this boundary already.
    """

    id: str
    offence: str
    version: str
    day: date
    fact: str
    here: BoundarySide
    beyond: BoundarySide
    is_new: bool
    has_case: bool


def boundary_questions(
    engine: Engine, offence: str, cases: Collection[Run], most: int = MOST, live: Engine | None = None
) -> tuple[BoundaryQuestion, ...]:
    """Questions on an offence: first what the live law answers otherwise, then what no case shows;
    each fact once before any comes again. The same questions each time.

    The last wording in force is asked about, and those that the live law words otherwise.
    """
    reader = _QuestionReader(engine, live or engine, offence)
    found: list[BoundaryQuestion] = []
    for before, regime in _regimes(engine, live, offence):
        runs = [run for run in cases if run.offence == offence and _is_under(run, regime)]
        found += reader.questions(before, regime, runs)
    turns: dict[tuple[str, str], int] = {}
    ranked: list[tuple[tuple[bool, bool, int, int, int], BoundaryQuestion]] = []
    for rank, one in enumerate(sorted(found, key=lambda q: (not q.is_new, q.has_case, len(q.here.facts)))):
        turn = turns[one.version, one.fact] = turns.get((one.version, one.fact), -1) + 1
        ranked.append(((not one.is_new, one.has_case, turn, len(one.here.facts), rank), one))
    return tuple(one for _, one in sorted(ranked, key=lambda pair: pair[0])[:most])


def reworded_offences(live: Engine, engine: Engine) -> tuple[str, ...]:
    """The offences of which the second law does not ask the same as the first: no diagram of their
    states is made.
    """
    return tuple(
        name
        for name in engine.ruleset.offences
        if any(not same_conditions(pair, live.plan, engine.plan) for pair in _pairs(live, engine, name))
    )


class _QuestionReader:
    """Reader of the questions of one offence under both laws."""

    def __init__(self, engine: Engine, live: Engine, offence: str) -> None:
        self._engine, self._live, self._offence = engine, live, offence
        self._diagrams = NativeDiagrams(MOST_NODES)

    def questions(self, before: Regime | None, regime: Regime, runs: Collection[Run]) -> Iterator[BoundaryQuestion]:
        """A question on each boundary of a wording, answered by the engine."""
        boundaries = RegimeBoundaries((self._live.plan, self._engine.plan), before, regime, self._diagrams)
        states = [boundaries.state_of(run.report.facts) for run in runs]
        for boundary in boundaries.all():
            is_new = boundary.near_new != boundaries.space.false and self._live is not self._engine
            pair = boundaries.smallest(boundary, new=is_new)
            if pair is None and is_new:
                pair = boundaries.smallest(boundary)
            if pair is None:
                continue
            has_case = boundaries.has_one_of(boundary, states)
            question = self._question(boundaries, boundary, pair, regime, has_case)
            if question is not None:
                yield question

    def _question(
        self, boundaries: RegimeBoundaries, boundary: Boundary, pair: BoundaryPair, regime: Regime, has_case: bool
    ) -> BoundaryQuestion | None:
        """The question of a pair; None where the engine, which presumes on its own, answers neither
        side as its states do.
        """
        day, fact = regime.from_, boundary.pivot.fact
        here = self._side(self._engine, boundaries, pair.near, day)
        if here is None or here.status is not Status.ESTABLISHED:
            return None
        for state in pair.beyond:
            beyond = self._side(self._engine, boundaries, state, day)
            if beyond is None or beyond.status is Status.ESTABLISHED or beyond.facts == here.facts:
                continue
            is_new = self._live is not self._engine and any(
                self._status(boundaries, one, day) is not side.status
                for one, side in ((pair.near, here), (state, beyond))
            )
            name = _id_of(self._offence, day, here.facts, beyond.facts)
            version = regime.version.id
            return BoundaryQuestion(name, self._offence, version, day, fact, here, beyond, is_new, has_case)
        return None

    def _side(
        self, engine: Engine, boundaries: RegimeBoundaries, state: WitnessState, day: date
    ) -> BoundarySide | None:
        """What a law answers on a state; None where its vocabulary cannot say it."""
        vocabulary: Mapping[str, FactDefinition] = engine.ruleset.facts
        facts = state.raw(boundaries.space, vocabulary)
        try:
            report = read_report({"id": _ID, "date_of_facts": day, "facts": facts}, vocabulary)
        except ReportError:
            return None
        found = engine.qualify(report, day).assessment(self._offence)
        return BoundarySide(facts, found.status, found.because)

    def _status(self, boundaries: RegimeBoundaries, state: WitnessState, day: date) -> Status | None:
        if self._offence not in self._live.ruleset.offences:
            return None
        side = self._side(self._live, boundaries, state, day)
        return None if side is None else side.status


def _regimes(engine: Engine, live: Engine | None, offence: str) -> Iterator[tuple[Regime | None, Regime]]:
    """The wordings to ask about, each with that of the live law on its first day: the last one in
    force first.
    """
    regimes = [one for one in engine.plan.regimes.get(offence, ()) if one.version.void is None]
    for rank, regime in enumerate(reversed(regimes)):
        known = () if live is None else live.plan.regimes.get(offence, ())
        before = version_on(known, regime.from_)
        if before is not None and before.version.void is not None:
            before = None
        pair = RegimePair(regime.from_, regime.until, before, regime)
        if rank == 0 or (live is not None and not same_conditions(pair, live.plan, engine.plan)):
            yield (regime if live is None else before), regime


def _pairs(live: Engine, engine: Engine, name: str) -> Iterator[RegimePair]:
    return pairs_of(live.plan.regimes.get(name, ()), engine.plan.regimes.get(name, ()))


def _is_under(run: Run, regime: Regime) -> bool:
    day = run.report.date_of_facts
    return day is not None and regime.covers(day)


def _id_of(offence: str, day: date, here: Mapping[str, Any], beyond: Mapping[str, Any]) -> str:
    """Identifier of a question: the same question has the same one, in another draft too."""
    said = json.dumps([offence, day.isoformat(), here, beyond], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]

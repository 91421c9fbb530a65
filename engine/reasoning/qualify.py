"""Facts in, answer out: the one entry point of the engine."""

from __future__ import annotations

import bisect
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.facts.atoms import FactLiteral, settled
from engine.model.answer import Answer, Assessment, Digests, Reason, Verdict
from engine.model.fact import Value
from engine.model.knowledge import Between, Exactly, Known, Members, OneOf, StatedFact
from engine.model.outcome import Confidence, Issue, Outcome, Standing, Status, TimeBar
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from engine.reasoning.assess import Outlook, milder, under
from engine.reasoning.concurrence import concurrence
from engine.reasoning.durable import best_forward
from engine.reasoning.forward import Forward
from engine.reasoning.limitation import Deadline, Step, deadline, exact_day
from engine.reasoning.paths import outcome, reachable_atoms, way_to_false
from engine.reasoning.plan import Plan, Regime, compile_plan

ENGINE_VERSION = "1"
"""Changes whenever the same facts and ruleset could give different bytes."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """An offence on two dates: the regimes in force from the facts to the decision, and its answer when nothing is known."""

    offence: str
    regimes: tuple[Regime, ...]
    formulas: frozenset[int]
    untouched: Assessment


class Engine:
    """A compiled ruleset that answers reports.

    Immutable after construction, but for caches; `qualify` is thread-safe as far as its `Forward` is.
    """

    def __init__(self, ruleset: Ruleset, forward: Forward | None = None, plan: Plan | None = None) -> None:
        self.ruleset = ruleset
        self.plan = plan if plan is not None else compile_plan(ruleset)
        self.forward = forward if forward is not None else best_forward(self.plan.partitions)
        positions = {atom: i for i, atom in enumerate(self.plan.atoms)}
        self._indexes = [
            (tuple(positions[a] for a in f.sufficient.atoms), tuple(positions[a] for a in f.contrary.atoms))
            for f in self.plan.formulas
        ]
        self._formulas_of_atom: list[list[int]] = [[] for _ in self.plan.atoms]
        for number, (for_, against) in enumerate(self._indexes):
            for atom in {*for_, *against}:
                self._formulas_of_atom[atom].append(number)
        self._partitions_of_atom: list[list[int]] = [[] for _ in self.plan.atoms]
        for number, part in enumerate(self.plan.partitions):
            for atom in part.atoms:
                self._partitions_of_atom[atom].append(number)
        self._blank = [self._verdict_when_unknown(f) for f in range(len(self.plan.formulas))]
        starts = {r.from_ for group in self.plan.regimes.values() for r in group} | {
            r.from_ for r in self.plan.out_of_field
        }
        self._starts = sorted(starts)
        self._dated: dict[tuple[int, int, int], tuple[_Dated, ...]] = {}

    # -- the law on two dates ---------------------------------------------------------------------------------------

    def _law(self, facts: date, continued: date, decision: date) -> tuple[_Dated, ...]:
        key = tuple(bisect.bisect_right(self._starts, day) for day in (facts, continued, decision))
        found = self._dated.get(key)  # type: ignore[arg-type]
        if found is None:
            found = tuple(self._on(name, facts, continued, decision) for name in self.plan.regimes)
            self._dated[key] = found  # type: ignore[index]
        return found

    def _on(self, name: str, facts: date, continued: date, decision: date) -> _Dated:
        start = continued if self.ruleset.offences[name].conduct == "continuing" else facts
        regimes = tuple(
            r
            for r in self.plan.regimes[name]
            if (r.until is None or r.until >= start) and r.from_ <= max(start, decision)
        )
        if regimes and regimes[0].from_ > start:  # the timeline begins after the facts
            regimes = ()
        dated = _Dated(name, regimes, frozenset(f for r in regimes for f in r.formulas), _NOTHING)
        return _Dated(name, regimes, dated.formulas, self._assess(dated, self._blank, frozenset()))

    # -- one report --------------------------------------------------------------------------------------------------

    def qualify(self, report: Report, decision: date) -> Answer:
        """The answer on a report, as of the day of decision. Same facts, ruleset and dates: same answer."""
        assumed = report.date_of_facts is None
        day = (
            report.date_of_facts
            or exact_day(report.facts, "date_premiere_mise_en_ligne")
            or exact_day(report.facts, "date_constat")
            or decision
        )
        continued = self._continued_to(report.facts, day, decision)
        known, presumed = self._known(report.facts)
        verdicts, touched = self._verdicts(known, presumed)
        assessments = []
        for dated in self._law(day, continued, decision):
            if touched.isdisjoint(dated.formulas) and not report.raised:
                assessments.append(dated.untouched)
                continue
            assessment = self._assess(dated, verdicts, report.raised)
            if assessment.status is Status.ESTABLISHED or (assessment.status is Status.OPEN and assessment.evoked):
                if not assumed:
                    start = continued if self.ruleset.offences[dated.offence].conduct == "continuing" else day
                    assessment = self._with_limitation(assessment, dated, start, decision, report.facts)
            assessments.append(assessment)
        beside = concurrence(assessments, self.ruleset.offences)
        out_of_field = tuple(
            r.rule
            for r in self.plan.out_of_field
            if verdicts[r.formula].outcome is Outcome.ESTABLISHED
            and r.from_ <= day
            and (r.until is None or day <= r.until)
        )
        main = next((a for a in assessments if a.offence == beside.main), None)
        return Answer(
            report=report.id,
            date_of_facts=day,
            continued_to=continued,
            date_is_assumed=assumed,
            date_of_decision=decision,
            issue=self._issue(main, out_of_field),
            main=beside.main,
            others=beside.others,
            out_of_field=out_of_field,
            prudent=main is not None and (beside.contested or self._is_prudent(main)),
            assessments=tuple(assessments),
            facts=report.facts,
            digests=Digests(facts_digest(report), self.ruleset.digest, ENGINE_VERSION),
            reasoner=self.forward.name,
        )

    def _known(self, facts: Mapping[str, StatedFact]) -> tuple[dict[int, bool], set[int]]:
        known: dict[int, bool] = {}
        presumed: set[int] = set()
        atoms = self.plan.atoms
        for name, stated in facts.items():
            for position in self.plan.atoms_by_fact.get(name, ()):
                value = settled(atoms[position], stated.known)
                if value is not None:
                    known[position] = value
                    if stated.standing is Standing.PRESUMED:
                        presumed.add(position)
        return known, presumed

    def _verdicts(self, known: dict[int, bool], presumed: set[int]) -> tuple[list[Verdict], set[int]]:
        """The verdict of every formula, and those that what is known touches."""
        wanted = sorted({p for atom in known for p in self._partitions_of_atom[atom]})
        touched = {f for atom in known for f in self._formulas_of_atom[atom]}
        rules = self.plan.rules
        fired: dict[int, list[int]] = {}
        for number in sorted(self.forward.fire(known, wanted)):
            fired.setdefault(rules[number].formula, []).append(number)
        verdicts = list(self._blank)
        for formula in touched:
            numbers = fired.get(formula)
            if numbers is None:
                verdicts[formula] = self._open(formula, known)
                continue
            found = Outcome.ESTABLISHED if rules[numbers[0]].holds else Outcome.REFUTED
            confirmed = found
            if presumed and not any(presumed.isdisjoint(a for a, _ in rules[n].when) for n in numbers):
                confirmed = Outcome.OPEN
            verdicts[formula] = Verdict(found, confirmed, tuple(rules[n].reason for n in numbers))
        return verdicts, touched

    def _open(self, formula: int, known: Mapping[int, bool]) -> Verdict:
        compiled = self.plan.formulas[formula]
        can_hold = way_to_false(compiled.contrary, known, self._indexes[formula][1])
        can_fail = way_to_false(compiled.sufficient, known, self._indexes[formula][0])
        return Verdict(Outcome.OPEN, Outcome.OPEN, (), self._literals(can_hold), self._literals(can_fail))

    def _verdict_when_unknown(self, formula: int) -> Verdict:
        settled_by_nothing = self.plan.always.get(formula)
        if settled_by_nothing is not None:
            found = Outcome.ESTABLISHED if settled_by_nothing else Outcome.REFUTED
            return Verdict(found, found, ((),))
        return self._open(formula, {})

    # -- what-if, on the diagrams alone --------------------------------------------------------------------------------

    def verdict_on(self, facts: Mapping[str, StatedFact]) -> Callable[[int], Verdict]:
        """The outcome of each formula on other facts, read on the diagrams when asked for; reasons are left out."""
        known, _ = self._known(facts)
        memo: dict[int, Verdict] = {}

        def look(number: int) -> Verdict:
            if number not in memo:
                found = outcome(self.plan.formulas[number], known, self._indexes[number])
                memo[number] = Verdict(found, found)
            return memo[number]

        return look

    def relevant_facts(self, number: int, facts: Mapping[str, StatedFact]) -> tuple[str, ...]:
        """The facts that can still change the outcome of a formula, given what is known."""
        known, _ = self._known(facts)
        formula = self.plan.formulas[number]
        left: dict[str, None] = {}
        for diagram, index in zip((formula.sufficient, formula.contrary), self._indexes[number], strict=True):
            for atom in reachable_atoms(diagram, known, index):
                left[self.plan.atoms[atom].fact] = None
        return tuple(left)

    def _literals(self, steps: tuple[tuple[int, bool], ...] | None) -> Reason:
        return tuple(FactLiteral(self.plan.atoms[i], holds) for i, holds in steps or ())

    def _assess(self, dated: _Dated, verdicts: list[Verdict], raised: frozenset[str]) -> Assessment:
        if not dated.regimes:
            return Assessment(dated.offence, Status.NOT_IN_FORCE, Status.NOT_IN_FORCE, None, (), (), False)
        is_raised = (lambda name: f"{dated.offence}/{name}" in raised) if raised else _never
        outlooks: list[Outlook] = [under(r, verdicts.__getitem__, is_raised) for r in dated.regimes]
        chosen, compared = milder(outlooks)
        evoked = chosen.regime.evoked
        return Assessment(
            offence=dated.offence,
            status=chosen.status,
            confirmed=chosen.confirmed,
            version=chosen.regime.version.id,
            findings=chosen.findings,
            because=chosen.because,
            evoked=evoked is not None and verdicts[evoked].outcome is Outcome.ESTABLISHED,
            compared=compared,
        )

    # -- around the status -------------------------------------------------------------------------------------------

    def _continued_to(self, facts: Mapping[str, StatedFact], day: date, decision: date) -> date:
        seen = exact_day(facts, "date_constat")
        online = facts.get("en_ligne_au_constat")
        if seen is None or online is None or online.known != Exactly(True):
            return day
        return max(day, min(seen, decision))

    def _with_limitation(
        self, assessment: Assessment, dated: _Dated, start: date, decision: date, facts: Mapping[str, StatedFact]
    ) -> Assessment:
        limit = deadline(self._regimes_of_limitation(assessment, dated, sure=True), start, decision, facts)
        if limit.bar is TimeBar.YES:
            other = deadline(self._regimes_of_limitation(assessment, dated, sure=False), start, decision, facts)
            if other.bar is not TimeBar.YES:  # a circumstance still open would give a longer delay
                limit = Deadline(TimeBar.UNKNOWN, None, other.limitation)
        return _replace(assessment, limit)

    def _regimes_of_limitation(self, assessment: Assessment, dated: _Dated, sure: bool) -> list[Step]:
        """The limitation each text gives; with `sure`, for established circumstances only, else for those still open too."""
        outcomes = {f.name: f.verdict.outcome for f in assessment.findings if f.kind == "aggravation"}
        accepted = (Outcome.ESTABLISHED,) if sure else (Outcome.ESTABLISHED, Outcome.OPEN)
        steps: list[Step] = []
        for regime in dated.regimes:
            name = regime.version.limitation
            for circumstance, instead in regime.version.limitation_if.items():
                if outcomes.get(circumstance) in accepted:
                    name = instead
            if name is not None:
                limitation = self.ruleset.limitations[name]
                if not steps or steps[-1][1] is not limitation:
                    steps.append((regime.from_, limitation))
        return steps

    def _issue(self, main: Assessment | None, out_of_field: tuple[str, ...]) -> Issue:
        if main is not None and main.status is Status.ESTABLISHED:
            nobody = self.ruleset.offences[main.offence].routing == ("aucun",)
            return Issue.OUT_OF_FIELD if nobody else Issue.QUALIFIED
        if main is not None:
            return Issue.TO_COMPLETE
        return Issue.OUT_OF_FIELD if out_of_field else Issue.NOT_QUALIFIED

    def _is_prudent(self, main: Assessment) -> bool:
        offence = self.ruleset.offences[main.offence]
        if main.confirmed is not main.status or any(
            f.kind == "caution" and f.verdict.outcome is Outcome.ESTABLISHED for f in main.findings
        ):
            return True
        return any(
            f.kind == "element" and offence.elements[f.name].confidence is Confidence.TO_VERIFY for f in main.findings
        )


_NOTHING = Assessment("", Status.NOT_IN_FORCE, Status.NOT_IN_FORCE, None, (), (), False)


def _never(_: str) -> bool:
    return False


def _replace(a: Assessment, limit: Deadline) -> Assessment:
    return Assessment(
        a.offence,
        a.status,
        a.confirmed,
        a.version,
        a.findings,
        a.because,
        a.evoked,
        a.compared,
        limit.bar,
        limit.last_day,
        limit.limitation,
    )


def facts_digest(report: Report) -> str:
    """SHA-256 of what the report states: facts, their standing, dates, raised points. Its text, address and id are left out."""
    data: dict[str, Any] = {
        "date_of_facts": str(report.date_of_facts),
        "raised": sorted(report.raised),
        "facts": {name: [known_data(f.known), f.standing.value] for name, f in sorted(report.facts.items())},
    }
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def known_data(known: Known) -> Any:
    """What is known of a fact, as plain data in the form reports use."""
    match known:
        case Exactly(value):
            return _plain(value)
        case Between(lower, upper):
            return {k: _plain(v) for k, v in (("min", lower), ("max", upper)) if v is not None}
        case OneOf(values):
            return {"one_of": sorted(values)}
        case Members(includes, excludes):
            return {"includes": sorted(includes), "excludes": sorted(excludes)}


def _plain(value: Value) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value

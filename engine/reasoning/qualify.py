"""Entry point of the engine: facts in, answer out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import reduce
from operator import or_

from engine.facts.digest import facts_digest
from engine.facts.meanings import asks_of
from engine.facts.statements import FieldFault, ReportError
from engine.model.answer import Answer, Assessment, Assessments, Board, Digests, Standings
from engine.model.knowledge import Exactly, StatedFact
from engine.model.law import Offence
from engine.model.outcome import Confidence, Issue, Outcome, Standing, Status
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from engine.reasoning.assessments import ReportAssessments
from engine.reasoning.conclusions import Conclusions
from engine.reasoning.concurrence import concurrence
from engine.reasoning.durable import best_forward
from engine.reasoning.forward import ForwardChainer
from engine.reasoning.limitation import exact_day, limit
from engine.reasoning.outcomes import bit
from engine.reasoning.plan import Plan, compile_plan
from engine.reasoning.ranking import OrderWeights, Ranking
from engine.reasoning.salience import Salience
from engine.reasoning.timelines import LawInTime
from engine.reasoning.verdicts import Verdicts
from engine.reasoning.ways import Ways
from engine.reasoning.what_if import WhatIf
from textfile.quoting import suggestion
from textfile.text import Text

ENGINE_VERSION = "3"
"""Changes whenever the same facts and ruleset could give different bytes."""
_RAISABLE = Text(
    fr="écrire `infraction/nom`, voir `qualif rules show`", en="write `offence/name`, see `qualif rules show`"
)


class Engine:
    """A compiled ruleset that answers reports.

    Nothing it keeps changes an answer; `qualify` is thread-safe as far as its `ForwardChainer` is.
    """

    def __init__(self, ruleset: Ruleset, forward: ForwardChainer | None = None, plan: Plan | None = None) -> None:
        self.ruleset = ruleset
        self.plan = plan if plan is not None else compile_plan(ruleset)
        self.forward = forward if forward is not None else best_forward(self.plan.partitions)
        self.verdicts = Verdicts(self.plan, self.forward)
        self.what_if = WhatIf(self.verdicts)
        self.ways = Ways(self.plan)
        self.law = LawInTime(self.plan)
        self._weights = OrderWeights(ruleset.order, ruleset.offences) if ruleset.order is not None else None
        self._conclusions = Conclusions(self.plan)
        self.rulers = self.law.rulers
        self._places = {name: place for place, name in enumerate(self.rulers)}
        self.salience = Salience(self.rulers, self.verdicts.untouched)
        self.neighbours = _neighbours(ruleset.offences)
        """The offences that a relation ties to each, whichever states it."""
        self.fields = frozenset(offence.field for offence in ruleset.offences.values())
        self._rules_out = [(rule, bit(rule.formula, Outcome.ESTABLISHED)) for rule in self.plan.out_of_field]
        self._any_rules_out = reduce(or_, [holds for _, holds in self._rules_out], 0)
        self._raisable = frozenset(
            f"{o.id}/{name}" for o in ruleset.offences.values() for name in (*o.elements, *o.defences, *o.scope)
        )

    def qualify(self, report: Report, decision: date) -> Answer:
        """The answer on a report, as of the day of decision.

        Same facts, ruleset and dates: same answer.

        Raises:
            ReportError: the report raises a clause that no offence has.
        """
        facts = report.facts
        self._check_raised(report)
        assumed = report.date_of_facts is None
        day, continued = dates_of(report, decision)
        board = self.verdicts.of(facts)
        law = self.law.between(day, continued, decision)
        salient: dict[int, Assessment] = {}
        live: list[Assessment] = []
        for place in self.salience.salient(board.outcomes, report.raised):
            dated = law.timeline(place)
            one, sure = self._conclusions.on(dated, board, report.raised)
            assessment = Assessment(one.conclusion, sure, board, one.evoked, one.compared)
            if one.live and not assumed:
                start = continued if dated.offence.conduct == "continuing" else day
                bar = limit(one.limited, one.perhaps_limited, start, decision, facts)
                assessment = Assessment(*assessment[:5], *bar)
            salient[place] = assessment
            if one.live:
                live.append(assessment)
        assessments = ReportAssessments(self._conclusions, self._places, law, board, salient)
        ranking = Ranking(self._weights, report.indications)
        beside = concurrence(live, assessments, self.ruleset.offences, ranking)
        main = beside.main
        standings = None
        if self.ruleset.order is not None:
            named = (*([] if main is None else [main.offence]), *(s.offence for s in beside.others))
            look = ranking.look(assessments, named)
            also = tuple(s for s in beside.also if look is None or s.offence not in look.offences)
            standings = Standings(report.indications, beside.first, also, look)
        out_of_field = self._out_of_field(board, day)
        return Answer(
            report=report.id,
            date_of_facts=day,
            continued_to=continued,
            date_is_assumed=assumed,
            date_of_decision=decision,
            issue=self._issue(main, out_of_field, board, assessments, standings),
            main=None if main is None else main.offence,
            others=beside.others,
            out_of_field=out_of_field,
            prudent=main is not None
            and (
                beside.contested
                or is_prudent(main, self.ruleset.offences[main.offence])
                or bool(self.arguable(main, report.disputed))
            ),
            assessments=Assessments(assessments),
            board=board,
            facts=facts,
            raised=report.raised,
            digests=Digests(facts_digest(report, weighs=standings is not None), self.ruleset.digest, ENGINE_VERSION),
            reasoner=self.forward.name,
            standings=standings,
            disputed=report.disputed,
        )

    def arguable(self, assessment: Assessment, disputed: Collection[str]) -> tuple[str, ...]:
        """The disputed facts that a point of an offence looks at, and is open without."""
        if not disputed:
            return ()
        facts, formulas = self.ruleset.facts, self.plan.formulas
        still_open = [formulas[f.condition] for f in assessment.findings if f.verdict.outcome is Outcome.OPEN]
        looked_at = {atom.fact for formula in still_open for atom in formula.atoms}
        return tuple(name for name in disputed if asks_of(name, facts) in looked_at)

    def _check_raised(self, report: Report) -> None:
        unknown = sorted(report.raised - self._raisable) if report.raised else []
        if unknown:
            what = Text(fr=f"rien ne s'appelle `{unknown[0]}`", en=f"nothing is called `{unknown[0]}`")
            raise ReportError([FieldFault("raised", what, suggestion(unknown[0], self._raisable) or _RAISABLE)])

    def _out_of_field(self, board: Board, day: date) -> tuple[str, ...]:
        outcomes = board.outcomes
        if not outcomes & self._any_rules_out:
            return ()
        return tuple([r.rule for r, holds in self._rules_out if outcomes & holds and r.covers(day)])

    def _issue(
        self,
        main: Assessment | None,
        out_of_field: tuple[str, ...],
        board: Board,
        assessments: ReportAssessments,
        standings: Standings | None,
    ) -> Issue:
        if main is not None and main.status is Status.ESTABLISHED:
            nobody = self.ruleset.offences[main.offence].routing == ("aucun",)
            return Issue.OUT_OF_FIELD if nobody else Issue.QUALIFIED
        if main is not None:
            return Issue.TO_COMPLETE
        if standings is None:
            return Issue.OUT_OF_FIELD if out_of_field else Issue.NOT_QUALIFIED
        if out_of_field and (standings.look is None or self._is_sure(out_of_field, board)):
            return Issue.OUT_OF_FIELD
        if standings.look is not None or standings.also:
            return Issue.TO_LOOK_AT
        return Issue.NOT_QUALIFIED if self._has_exclusion(board, assessments) else Issue.NO_SUGGESTION

    def _has_exclusion(self, board: Board, assessments: ReportAssessments) -> bool:
        """Whether something was read that rules an offence out: it is evoked and not live, or
        confirmed facts exclude it.
        """
        if any(one.status is not Status.OPEN for one in assessments.evoked):
            return True
        excludable = map(assessments.at, self.salience.excludable(board.confirmed))
        return any(one.confirmed in (Status.EXCLUDED, Status.OUT_OF_SCOPE) for one in excludable)

    def _is_sure(self, out_of_field: tuple[str, ...], board: Board) -> bool:
        """Whether confirmed facts alone put the report out of the hotline's field."""
        rules = (r for r in self.plan.out_of_field if r.rule in out_of_field)
        return any(board.verdict(r.formula).confirmed is Outcome.ESTABLISHED for r in rules)


def _neighbours(offences: Mapping[str, Offence]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {name: set() for name in offences}
    for name, offence in offences.items():
        for relation in offence.relations:
            found[name].add(relation.with_)
            found.setdefault(relation.with_, set()).add(name)
    return {name: frozenset(others) for name, others in found.items()}


def is_prudent(assessment: Assessment, offence: Offence) -> bool:
    """Whether the answer on an offence is less firm than it looks: confirmed facts alone would give
    another, a caution holds, or an element is of a law still to be verified.
    """
    if assessment.confirmed is not assessment.status:
        return True
    for kind, name, condition in assessment.conclusion.wording.points:
        if kind == "caution":
            return True
        if kind == "element":
            if offence.elements[name].confidence is Confidence.TO_VERIFY:
                return True
        elif kind == "aggravation":
            verdict = assessment.board.verdict(condition)
            if verdict.outcome is not verdict.confirmed:
                return True
    return False


def dates_of(report: Report, decision: date) -> tuple[date, date]:
    """The day on which the law is read, and that for a continuing offence."""
    day = report.date_of_facts or _assumed_day(report.facts) or decision
    return day, _continued_to(report.facts, day, decision)


def _assumed_day(facts: Mapping[str, StatedFact]) -> date | None:
    """The day on which to read the law when nobody gave the date of the facts."""
    return exact_day(facts, "date_premiere_mise_en_ligne", sure=False) or exact_day(facts, "date_constat", sure=False)


def _continued_to(facts: Mapping[str, StatedFact], day: date, decision: date) -> date:
    """The last day a continuing offence is known for sure to have lasted: when the content was seen
    still online.
    """
    seen = exact_day(facts, "date_constat")
    online = facts.get("en_ligne_au_constat")
    if seen is None or online is None or online.knowledge != Exactly(True) or online.standing is Standing.PRESUMED:
        return day
    return max(day, min(seen, decision))

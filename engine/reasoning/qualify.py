"""Facts in, answer out: the one entry point of the engine."""

from __future__ import annotations

import bisect
import difflib
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from operator import itemgetter

from engine.facts.digest import facts_digest
from engine.facts.statements import FieldFault, ReportError
from engine.kept import Kept
from engine.model.answer import Answer, Assessment, Digests
from engine.model.knowledge import Exactly, StatedFact
from engine.model.outcome import Confidence, Issue, Outcome, Standing, Status, TimeBar
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from engine.reasoning.assess import Judge, Outlook, milder, under
from engine.reasoning.concurrence import concurrence
from engine.reasoning.durable import best_forward
from engine.reasoning.forward import Forward
from engine.reasoning.limitation import Deadline, Step, deadline, exact_day
from engine.reasoning.plan import Plan, Regime, compile_plan
from engine.reasoning.verdicts import Board, Verdicts

ENGINE_VERSION = "1"
"""Changes whenever the same facts and ruleset could give different bytes."""

MAX_KEPT = 64
"""Assessments kept per offence, span of law and generation (some tens of megabytes in all)."""


class _Dated:
    """One offence between two dates: the regimes in force, and the assessments already made under them.

    An assessment (limitation apart) depends on nothing but the verdicts of the regimes' formulas: `key` reads their codes.
    """

    __slots__ = ("judges", "kept", "key", "offence", "regimes")

    def __init__(self, offence: str, regimes: tuple[Regime, ...]) -> None:
        self.offence = offence
        self.regimes = regimes
        self.judges = tuple(Judge(r) for r in regimes)
        formulas = sorted({f for r in regimes for f in r.formulas})
        self.key: Callable[[list[int]], Hashable] = itemgetter(*formulas) if formulas else lambda _: None
        self.kept: Kept[Assessment] = Kept(MAX_KEPT)


class Engine:
    """A compiled ruleset that answers reports.

    Nothing it keeps changes an answer; `qualify` is thread-safe as far as its `Forward` is.
    """

    def __init__(self, ruleset: Ruleset, forward: Forward | None = None, plan: Plan | None = None) -> None:
        self.ruleset = ruleset
        self.plan = plan if plan is not None else compile_plan(ruleset)
        self.forward = forward if forward is not None else best_forward(self.plan.partitions)
        self.verdicts = Verdicts(self.plan, self.forward)
        self._starts = sorted({r.from_ for group in self.plan.regimes.values() for r in group})
        self._raisable = frozenset(
            f"{o.id}/{name}" for o in ruleset.offences.values() for name in (*o.elements, *o.defences, *o.scope)
        )
        self._by_dates: dict[tuple[int, int, int], tuple[_Dated, ...]] = {}
        self._by_regimes: dict[tuple[str, int, int], _Dated] = {}

    def qualify(self, report: Report, decision: date) -> Answer:
        """The answer on a report, as of the day of decision. Same facts, ruleset and dates: same answer.

        Raises:
            ReportError: the report raises a clause that no offence has.
        """
        facts = report.facts
        self._check_raised(report)
        assumed = report.date_of_facts is None
        day = report.date_of_facts or _assumed_day(facts) or decision
        continued = _continued_to(facts, day, decision)
        board = self.verdicts.of(facts)
        assessments = []
        for dated in self._law(day, continued, decision):
            assessment = self._assess(dated, board, report.raised)
            alive = assessment.status is Status.ESTABLISHED or (assessment.status is Status.OPEN and assessment.evoked)
            if alive and not assumed:
                start = continued if self.ruleset.offences[dated.offence].conduct == "continuing" else day
                assessment = self._with_limitation(assessment, dated, start, decision, facts)
            assessments.append(assessment)
        beside = concurrence(assessments, self.ruleset.offences)
        out_of_field = self._out_of_field(board, day)
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
            facts=facts,
            raised=report.raised,
            digests=Digests(facts_digest(report), self.ruleset.digest, ENGINE_VERSION),
            reasoner=self.forward.name,
        )

    def _check_raised(self, report: Report) -> None:
        unknown = sorted(report.raised - self._raisable) if report.raised else []
        if unknown:
            near = difflib.get_close_matches(unknown[0], self._raisable, n=1)
            hint = f"vouliez-vous `{near[0]}` ?" if near else "écrire `infraction/nom`, voir `qualif rules show`"
            raise ReportError([FieldFault("raised", f"rien ne s'appelle `{unknown[0]}`", hint)])

    # -- the law on two dates ---------------------------------------------------------------------------------------

    def _law(self, facts: date, continued: date, decision: date) -> tuple[_Dated, ...]:
        key = (
            bisect.bisect_right(self._starts, facts),
            bisect.bisect_right(self._starts, continued),
            bisect.bisect_right(self._starts, decision),
        )
        found = self._by_dates.get(key)
        if found is None:
            found = self._by_dates[key] = tuple(
                self._on(name, facts, continued, decision) for name in self.plan.regimes
            )
        return found

    def _on(self, name: str, facts: date, continued: date, decision: date) -> _Dated:
        regimes = self.plan.regimes[name]
        start = continued if self.ruleset.offences[name].conduct == "continuing" else facts
        first = next(
            (i for i, r in enumerate(regimes) if r.from_ <= start and (r.until is None or r.until >= start)), None
        )
        if first is None:  # the timeline begins after the facts
            return self._by_regimes.setdefault((name, 0, 0), _Dated(name, ()))
        last = max((i for i, r in enumerate(regimes) if r.from_ <= decision), default=first)
        end = max(first, last) + 1
        return self._by_regimes.setdefault((name, first, end), _Dated(name, regimes[first:end]))

    def _assess(self, dated: _Dated, board: Board, raised: frozenset[str]) -> Assessment:
        if raised and any(name.startswith(f"{dated.offence}/") for name in raised):
            look = board.verdicts.__getitem__
            return self._make(
                dated, board, [under(r, look, lambda name: f"{dated.offence}/{name}" in raised) for r in dated.regimes]
            )
        key = dated.key(board.codes)
        assessment = dated.kept.get(key)
        if assessment is None:
            outlooks = [judge.outlook(board.verdicts, board.codes) for judge in dated.judges]
            assessment = dated.kept.put(key, self._make(dated, board, outlooks))
        return assessment

    def _make(self, dated: _Dated, board: Board, outlooks: list[Outlook]) -> Assessment:
        if not outlooks:
            return Assessment(dated.offence, Status.NOT_IN_FORCE, Status.NOT_IN_FORCE, None, (), (), False)
        chosen, confirmed, compared = milder(outlooks)
        evoked = chosen.regime.evoked if chosen.regime.evoked is not None else dated.regimes[0].evoked
        return Assessment(
            offence=dated.offence,
            status=chosen.status,
            confirmed=confirmed,
            version=chosen.regime.version.id,
            findings=chosen.findings,
            because=chosen.because,
            evoked=evoked is not None and board.verdicts[evoked].outcome is Outcome.ESTABLISHED,
            compared=compared,
            read_from=chosen.regime.from_,
        )

    # -- around the status -------------------------------------------------------------------------------------------

    def _with_limitation(
        self, assessment: Assessment, dated: _Dated, start: date, decision: date, facts: Mapping[str, StatedFact]
    ) -> Assessment:
        limit = deadline(self._limitations(assessment, dated, sure=True), start, decision, facts)
        if limit.bar is TimeBar.YES:
            other = deadline(self._limitations(assessment, dated, sure=False), start, decision, facts)
            if other.bar is not TimeBar.YES:  # a circumstance still open would give a longer delay
                limit = Deadline(TimeBar.UNKNOWN, None, other.limitation)
        return assessment._replace(time_bar=limit.bar, deadline=limit.last_day, limitation=limit.limitation)

    def _limitations(self, assessment: Assessment, dated: _Dated, sure: bool) -> list[Step]:
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

    def _out_of_field(self, board: Board, day: date) -> tuple[str, ...]:
        return tuple(
            r.rule
            for r in self.plan.out_of_field
            if board.verdicts[r.formula].outcome is Outcome.ESTABLISHED
            and r.from_ <= day
            and (r.until is None or day <= r.until)
        )

    def _issue(self, main: Assessment | None, out_of_field: tuple[str, ...]) -> Issue:
        if main is not None and main.status is Status.ESTABLISHED:
            nobody = self.ruleset.offences[main.offence].routing == ("aucun",)
            return Issue.OUT_OF_FIELD if nobody else Issue.QUALIFIED
        if main is not None:
            return Issue.TO_COMPLETE
        return Issue.OUT_OF_FIELD if out_of_field else Issue.NOT_QUALIFIED

    def _is_prudent(self, main: Assessment) -> bool:
        offence = self.ruleset.offences[main.offence]
        if main.confirmed is not main.status or any(f.kind == "caution" for f in main.findings):
            return True
        if any(f.kind == "aggravation" and f.verdict.outcome is not f.verdict.confirmed for f in main.findings):
            return True
        return any(
            f.kind == "element" and offence.elements[f.name].confidence is Confidence.TO_VERIFY for f in main.findings
        )


def _assumed_day(facts: Mapping[str, StatedFact]) -> date | None:
    """The day on which to read the law when nobody gave the date of the facts."""
    return exact_day(facts, "date_premiere_mise_en_ligne", sure=False) or exact_day(facts, "date_constat", sure=False)


def _continued_to(facts: Mapping[str, StatedFact], day: date, decision: date) -> date:
    """The last day a continuing offence is known for sure to have lasted: when the content was seen still online."""
    seen = exact_day(facts, "date_constat")
    online = facts.get("en_ligne_au_constat")
    if seen is None or online is None or online.known != Exactly(True) or online.standing is Standing.PRESUMED:
        return day
    return max(day, min(seen, decision))

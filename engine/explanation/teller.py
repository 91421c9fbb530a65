"""Vocabulary of narrations: facts, clauses, wordings, dates and penalties of an answer, in one
language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from engine.explanation.phrases import PHRASES
from engine.explanation.words import facts_of, say_day, say_known, say_penalty
from engine.facts.presumptions import rule_behind
from engine.model.answer import Answer, Assessment, ComparedWording, Finding
from engine.model.law import Limitation, Offence, Penalty, Version
from engine.model.outcome import Issue, Outcome, Standing, Status, TimeBar
from engine.model.report import Report
from engine.reasoning.limitation import start_of_delay
from engine.reasoning.qualify import Engine
from textfile.text import COLON, SEMICOLON, Language


class Subject(NamedTuple):
    """Offence that a narration is about: its assessment, the finding on each of its clauses, the
    offence in the words of the law that answered, and its version; None when the timeline begins
    after the facts.
    """

    assessment: Assessment
    findings: tuple[Finding, ...]
    offence: Offence
    version: Version | None


class AnswerTeller:
    """One answer, and the words for each piece of it. Pure text: no colour, no width but WIDTH."""

    def __init__(self, engine: Engine, report: Report, answer: Answer, language: Language = "fr") -> None:
        self.engine = engine
        self.report = report
        self.answer = answer
        self.language = language
        self._colon, self._semicolon = COLON[language], SEMICOLON[language]
        self._phrases = PHRASES[language]

    @cached_property
    def _main(self) -> Subject | None:
        """The main offence of the answer."""
        return None if self.answer.main is None else self._subject(self.answer.assessment(self.answer.main))

    def _subject(self, assessment: Assessment) -> Subject:
        offence = self._offence(assessment)
        return Subject(assessment, assessment.findings, offence, self._version(offence, assessment))

    def _state(self, finding: Finding) -> str:
        if finding.presumed:
            return "presumed"
        outcome = finding.verdict.outcome
        if outcome is Outcome.ESTABLISHED and finding.verdict.confirmed is not Outcome.ESTABLISHED:
            return "to_confirm"
        return outcome.value

    def _exception_state(self, finding: Finding) -> tuple[str, str]:
        outcome = finding.verdict.outcome
        if finding.kind == "scope":
            key = {Outcome.ESTABLISHED: "scope.met", Outcome.REFUTED: "scope.refuted", Outcome.OPEN: "scope.presumed"}[
                outcome
            ]
            return key, {"scope.met": "✔", "scope.refuted": "✘", "scope.presumed": "~"}[key]
        if outcome is Outcome.ESTABLISHED:
            return "defence.established", "✘"
        if finding.raised:
            return "defence.raised", "?"
        return ("defence.ruled_out", "✔") if outcome is Outcome.REFUTED else ("defence.absent", "~")

    def _evidence(self, finding: Finding) -> str:
        """The shortest reason, as the facts it rests on; for an open point, what is known and what
        is asked; empty where there is nothing to say.
        """
        verdict = finding.verdict
        reasons = verdict.reasons
        if reasons:
            reason = min(reasons, key=lambda r: (len(r), self._presumed_in(r))) if reasons[1:] else reasons[0]
            return self._semicolon.join([self._fact(name) for name in facts_of(reason)])
        if verdict.outcome is not Outcome.OPEN or finding.presumed:
            return ""
        facts, language = self.engine.ruleset.facts, self.language
        asked = [facts[n].label.in_(language) for n in facts_of((*verdict.could_hold, *verdict.could_fail))]
        return self._say("to_know", facts=", ".join(asked)) if asked else ""

    def _fact(self, name: str) -> str:
        fact, stated = self.engine.ruleset.facts[name], self.answer.facts[name]
        said = f"{fact.label.in_(self.language)}{self._colon}{say_known(stated.knowledge, fact, self.language)}"
        marks: list[str] = []
        if stated.standing is Standing.PRESUMED:
            marks.append(self._phrases["source.presumed"])
        span = stated.span
        if span is not None and span.voice == "comment":
            marks.append(self._phrases["source.reporter"])
        if stated.source:
            rule = rule_behind(stated, fact)
            marks.append(rule.reason.in_(self.language) if rule is not None else stated.source)
        if stated.was is not None:
            marks.append(self._say("source.was", words=stated.was))
        if span is not None and (self.report.text if span.voice == "text" else self.report.comment):
            marks.append(f"{'car.' if self.language == 'fr' else 'chars'} {span.start}–{span.end}")
        return f"{said} [{', '.join(marks)}]" if marks else said

    def _presumed_in(self, reason: Sequence[object]) -> int:
        return sum(self.answer.facts[n].standing is Standing.PRESUMED for n in facts_of(reason))  # type: ignore[arg-type]

    def _penalty(self, main: Subject) -> str:
        labels = [
            main.offence.aggravations[f.name].label.in_(self.language)
            for f in main.findings
            if f.kind == "aggravation" and f.verdict.outcome is Outcome.ESTABLISHED
        ]
        said = say_penalty(main.assessment.penalty, self.language)
        return said + (f" ({self._say('aggravated', label=', '.join(labels))})" if labels else "")

    def _limitation(self, main: Subject) -> str:
        name, bar, deadline = main.assessment.limitation, main.assessment.time_bar, main.assessment.deadline
        if name is None:
            return ""
        regime = self.engine.ruleset.limitations[name]
        label = regime.label.in_(self.language)
        day = self._day(deadline) if deadline is not None else ""
        if bar is TimeBar.YES:
            said = self._say("bar.yes", day=day, label=label)
        elif bar is not TimeBar.NO:
            said = self._unknown_bar(main, label)
        elif deadline is not None:
            said = self._say("bar.no", day=day, label=label)
        elif regime.is_never:
            return self._say("bar.never", label=label)
        else:
            said = self._say("bar.no_unknown_day", label=label)
        added = self._continued(main, regime) + self._never_if(main)
        return said.rstrip(".") + added if added else said

    def _unknown_bar(self, main: Subject, label: str) -> str:
        """The words on a limitation that is unknown: for want of a starting point, or because an
        open circumstance gives a longer one.
        """
        circumstances = self._open_circumstances(main, {main.assessment.limitation})
        if circumstances:
            return self._say("bar.unless", circumstance=circumstances, label=label)
        return self._say("bar.unknown", label=label)

    def _never_if(self, main: Subject) -> str:
        """The words on an open circumstance that would make the offence imprescriptible."""
        if main.assessment.time_bar is not TimeBar.NO:
            return ""
        version, regimes = main.version, self.engine.ruleset.limitations
        others = version.limitation_if.values() if version is not None else ()
        never = {name for name in others if regimes[name].is_never}
        circumstances = self._open_circumstances(main, never) if never else ""
        return self._say("bar.never_if", circumstance=circumstances) if circumstances else ""

    def _open_circumstances(self, main: Subject, limitations: Collection[str | None]) -> str:
        """The open circumstances that would give one of these limitations."""
        given = main.version.limitation_if if main.version is not None else {}
        return ", ".join(
            main.offence.aggravations[f.name].label.in_(self.language)
            for f in main.findings
            if f.kind == "aggravation" and f.verdict.outcome is Outcome.OPEN and given.get(f.name) in limitations
        )

    def _continued(self, main: Subject, regime: Limitation) -> str:
        """The words on a continuing offence that the content, seen online later, prolongs; none
        where the delay runs from another day.
        """
        seen = self.answer.continued_to
        if main.offence.conduct != "continuing" or seen <= self.answer.date_of_facts:
            return ""
        start = start_of_delay(regime, seen, self.answer.date_of_decision, self.answer.facts)
        if start == seen:
            return self._say("bar.continued", day=self._day(seen))
        if start is None and main.assessment.time_bar is TimeBar.NO:
            return self._say("bar.continued_at_least", day=self._day(seen))
        return ""

    def _wordings(self, main: Assessment) -> str:
        """The wordings compared (CP 112-1), by their dates: nobody outside knows a version by its
        name.
        """
        told = []
        for _, group in groupby(main.compared, key=lambda c: (c.version, c.status)):
            periods = list(group)  # one text whose notions changed in between is told once
            kept = any(c.from_ == main.read_from for c in periods)
            told.append(self._wording(main, periods) + (self._phrases["wording.kept"] if kept else ""))
        return self._say("milder", versions=f"{self._semicolon}".join(told))

    def _wording(self, main: Assessment, periods: Sequence[ComparedWording]) -> str:
        first, last = periods[0], periods[-1]
        regimes = [r for r in self.engine.plan.regimes[main.offence] if r.version.id == first.version]
        from_, until = first.from_, next(r.until for r in regimes if r.from_ == last.from_)
        if len(periods) == sum(c.version == first.version for c in main.compared):
            from_, until = regimes[0].version.from_, regimes[0].version.until  # the text, whatever its notions did
        void = first.status is Status.NOT_IN_FORCE
        key = ("wording.none" if void else "wording") + ("" if until else ".now")
        said = self._say(key, from_=self._day(from_), until=self._day(until) if until else "")
        return said if void else f"{said} ({self._phrases[f'status.{first.status}']})"

    def _citation(self, offence: Offence, version: Version | None, penalty: Penalty) -> str:
        raised = offence.nature == "delit" and penalty.is_criminal
        nature = self._phrases["nature.crime_here" if raised else f"nature.{offence.nature}"]
        if version is None:
            first = self._say("not_encoded", from_=self._day(offence.versions[0].from_))
            return f"{offence.citation} · {nature} · {first}"
        cited = version.citation or offence.citation
        if version.until is None:
            when = self._say("version_now", from_=self._day(version.from_), law=version.law)
        else:
            when = self._say("version", from_=self._day(version.from_), until=self._day(version.until), law=version.law)
        return f"{cited} · {nature} · {when}"

    def _note(self, offence: Offence, finding: Finding) -> str:
        note = None
        if finding.kind == "element":
            element = offence.elements[finding.name]
            note = element.if_refuted if finding.verdict.outcome is Outcome.REFUTED else element.if_open
        elif finding.kind == "defence" and finding.verdict.outcome is Outcome.ESTABLISHED:
            note = offence.defences[finding.name].if_established
        elif finding.kind == "scope":
            note = offence.scope[finding.name].if_refuted
        return note.in_(self.language) if note is not None else ""

    def _label(self, offence: Offence, name: str) -> str:
        clause = offence.elements.get(name) or offence.defences.get(name) or offence.scope.get(name)
        return clause.label.in_(self.language) if clause is not None else name

    def _relation(self, first: str, second: str) -> str:
        offences = self.engine.ruleset.offences
        for one, other in ((first, second), (second, first)):
            for relation in offences[one].relations:
                if relation.with_ == other:
                    return relation.reason.in_(self.language)
        return ""

    def _evoked_and_cleared(self) -> bool:
        """Whether nothing is suggested though the facts evoke an offence: each one is set aside."""
        return self.answer.issue is Issue.NOT_QUALIFIED and bool(self.answer.evoked)

    def _cleared_on_presumptions(self) -> bool:
        """Whether an offence that the facts evoke is set aside, and would not be on confirmed facts
        alone.
        """
        live = (Status.OPEN, Status.ESTABLISHED)
        return any(a.status not in live and a.confirmed in live for a in self.answer.evoked)

    def _would_prevail(self, first: str, second: str) -> bool:
        offences = self.engine.ruleset.offences
        return any(
            relation.with_ == other and relation.prevails == word
            for one, other, word in ((first, second, "this"), (second, first, "other"))
            for relation in offences[one].relations
        )

    def _near(self) -> Iterator[Assessment]:
        """The offences that the facts evoke and exclude, and those that a relation ties to the main
        one.
        """
        tied = self.engine.neighbours.get(self.answer.main or "", ())
        near = {assessment.offence for assessment in self.answer.evoked}.union(tied)
        every = self.answer.by_offence
        for assessment in [every[name] for name in every if name in near]:
            evoked, conclusion = assessment.evoked, assessment.conclusion
            if conclusion.status is Status.NOT_IN_FORCE:
                if evoked and len(assessment.compared) > 1:  # punished then, no longer now
                    yield assessment
            elif conclusion.wording.offence in tied or conclusion.status is not Status.OPEN:
                yield assessment

    def _named(self) -> frozenset[str | None]:
        """The offences that the answer names: suggested, to be examined besides, to be looked
        at.
        """
        answer = self.answer
        return frozenset((answer.main, *(s.offence for s in answer.others), *answer.besides))

    def _offence(self, assessment: Assessment) -> Offence:
        """The offence in the words of the law that answered."""
        wording = assessment.conclusion.wording
        return self.engine.law.worded(wording.offence, wording.read_from or self.answer.date_of_facts)

    def _law(self, offence: str) -> Offence:
        return self._offence(self.answer.assessment(offence))

    def _version(self, offence: Offence, assessment: Assessment) -> Version | None:
        return next((v for v in offence.versions if v.id == assessment.version), None)

    def _say(self, key: str, **values: object) -> str:
        """A phrase that has blanks, filled; the others are in `_phrases`."""
        return self._phrases[key].format(**values)

    def _day(self, day: object) -> str:
        return say_day(day, self.language)  # type: ignore[arg-type]

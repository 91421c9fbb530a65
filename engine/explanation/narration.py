"""The answer a lawyer reads in a minute: suggestion, element table, what is missing, why not the
neighbours, limitation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.explanation.counterfactual import smallest_change_in
from engine.explanation.inquiry import Inquiry
from engine.explanation.questions import Question, questions_in
from engine.explanation.standings import look_advice, look_words, why_first
from engine.explanation.teller import AnswerTeller, Subject
from engine.explanation.words import say_known, say_literal, say_value
from engine.explanation.wrapping import WIDTH, wrap
from engine.model.answer import Assessment, Finding, Setting
from engine.model.dated import worded
from engine.model.law import Offence
from engine.model.outcome import Confidence, Issue, Outcome, Status

MAX_NEIGHBOURS = 4
MAX_ANSWERS = 4
MAX_UNEVOKED = 3

_MARKS = {"established": "✔", "refuted": "✘", "open": "?", "presumed": "~", "to_confirm": "≈"}


class Narrator(AnswerTeller):
    """Tells one answer in one language, section by section."""

    def tell(self) -> str:
        """The whole answer."""
        lines: list[str] = []
        for section in (
            self._head(),
            self._suggestion(),
            self._elements(),
            self._exceptions(),
            self._missing(),
            self._others(),
            self._neighbours(),
            self._foot(),
        ):
            block = list(section)
            if block:
                lines += [*block, ""]
        return "\n".join(lines).rstrip() + "\n"

    def _head(self) -> Iterator[str]:
        answer = self.answer
        title = self._say("report", id=answer.report)
        if answer.date_is_assumed:
            yield f"{title} — {self._say('date_assumed', facts=self._day(answer.date_of_facts))}"
        else:
            yield f"{title} — {self._say('dates', facts=self._day(answer.date_of_facts), decision=self._day(answer.date_of_decision))}"
        yield "─" * WIDTH

    def _suggestion(self) -> Iterator[str]:
        main, issue, phrases = self._main, self.answer.issue, self._phrases
        if main is None or issue is Issue.OUT_OF_FIELD:
            yield phrases["issue.cleared" if self._evoked_and_cleared() else f"issue.{issue}"]
            yield from self._out_of_field()
            if main is None:
                yield from self._look()
                if self._cleared_on_presumptions():
                    yield from wrap(f"{phrases['prudence']}{self._colon}{phrases['presumed_only']}", "  ⚠ ")
                return
        assessment, _, offence, version = main
        if issue is not Issue.OUT_OF_FIELD:
            yield from wrap(self._say(f"issue.{issue}", title=offence.title.in_(self.language)), "")
        if assessment.status is Status.ESTABLISHED:
            yield f"  {_MARKS[assessment.label]} {phrases[f'status.{assessment.label}']}"
        yield from wrap(self._citation(offence, version, assessment.penalty), "  ")
        yield f"  {self._say('penalty', penalty=self._penalty(main))}"
        limitation = self._limitation(main)
        if limitation:
            yield from wrap(limitation, "  ")
        if len(assessment.compared) > 1:
            yield from wrap(self._wordings(assessment), "  ")
        yield from wrap(self._say("authority", authority=offence.authority.in_(self.language)), "  ")
        first = why_first(self.answer, self.engine.ruleset, self.language)
        if first:
            yield from wrap(first, "  ")
        if self.answer.prudent:
            for reason in self._prudence(main):
                yield from wrap(f"{phrases['prudence']}{self._colon}{reason}", "  ⚠ ")
        yield f"  {phrases['person_decides']}"

    def _look(self) -> Iterator[str]:
        """The lines on what to look at beside the suggestions: a likely field, or offences that the
        reader recognises.
        """
        look = self.answer.look
        if look is None:
            return
        yield from wrap(look_words(self.answer, self.engine.ruleset, self.language), "  ")
        yield from wrap(look_advice(self.answer, self.language) + self._colon.rstrip(), "  ")
        for name in look.offences:
            offence = self._law(name)
            yield from wrap(f"{offence.short.in_(self.language)} — {offence.citation}", "  · ")

    def _out_of_field(self) -> Iterator[str]:
        for name in self.answer.out_of_field:
            rule = worded(self.engine.ruleset.out_of_field[name], self.answer.date_of_facts)
            yield from wrap(f"{rule.label.in_(self.language)}. {rule.reason.in_(self.language)}", "  · ")
            if rule.redirect is not None:
                yield from wrap(self._say("redirect", redirect=rule.redirect.in_(self.language)), "    ")

    def _elements(self) -> Iterator[str]:
        main = self._main
        if main is None:
            return
        yield self._phrases["elements"]
        for finding in main.findings:
            if finding.kind == "element":
                yield from self._element(finding, main.offence)

    def _element(self, finding: Finding, offence: Offence) -> Iterator[str]:
        element = offence.elements[finding.name]
        state = self._state(finding)
        yield from wrap(
            f"{self._phrases[state]:<20} {element.label.in_(self.language)} — {element.article}", f"  {_MARKS[state]} "
        )
        yield from wrap(self._evidence(finding), "       ")
        note = None
        if state == "refuted":
            note = element.if_refuted
        elif state == "open":
            note = element.if_open
        elif state == "presumed":
            note = element.presumed
        if note is not None:
            yield from wrap(note.in_(self.language), "       → ")

    def _exceptions(self) -> Iterator[str]:
        main = self._main
        if main is None:
            return
        offence = main.offence
        findings = [f for f in main.findings if f.kind == "defence" or f.kind == "scope"]
        if findings:
            yield self._phrases["defences"]
        for finding in findings:
            clause = offence.defences[finding.name] if finding.kind == "defence" else offence.scope[finding.name]
            key, mark = self._exception_state(finding)
            yield from wrap(
                f"{self._phrases[key]}{self._colon}{clause.label.in_(self.language)} — {clause.article}", f"  {mark} "
            )
            if finding.raised or finding.verdict.outcome is not Outcome.OPEN:
                yield from wrap(self._evidence(finding), "       ")

    def _missing(self) -> Iterator[str]:
        main = self._main
        inquiry = Inquiry(self.engine, self.report, self.answer)
        questions = questions_in(inquiry, field=self._field())
        if questions:
            yield self._phrases["missing"]
            for i, question in enumerate(questions, 1):
                yield from self._question(i, question)
        if self.answer.disputed:
            claims = self._semicolon.join(map(self._claim, self.answer.disputed))
            yield from wrap(f"{self._phrases['disputed']}{self._colon}{claims}", "  ")
        if main is not None and main.assessment.status is Status.OPEN:
            change = smallest_change_in(inquiry, main.assessment)
            if change is not None:
                facts = self.engine.ruleset.facts
                literals = self._semicolon.join([say_literal(lit, facts, self.language) for lit in change.literals])
                yield from wrap(f"{self._phrases['if']}{self._colon}{literals}.", "  ")

    def _claim(self, name: str) -> str:
        """A disputed fact, with the value that is disputed."""
        fact, stated = self.engine.ruleset.facts[name], self.answer.disputed[name]
        return f"{fact.label.in_(self.language)}{self._colon}{say_known(stated.knowledge, fact, self.language)}"

    def _question(self, number: int, question: Question) -> Iterator[str]:
        fact = self.engine.ruleset.facts[question.fact]
        tag = f" [{self._phrases['to_be_confirmed']}]" if question.confirms else ""
        yield from wrap(f"{fact.question.in_(self.language)}{tag} ({fact.id})", f"  {number}. ")
        if not question.decisive:
            return
        for status in (Status.EXCLUDED, Status.ESTABLISHED, Status.OUT_OF_SCOPE):
            each: dict[str, list[str]] = {}
            for effect in question.decisive:
                if effect.status is status:
                    each.setdefault(effect.offence, []).append(say_value(effect.answer, fact, self.language))
            closed: dict[tuple[str, ...], list[str]] = {}
            for offence, values in each.items():
                closed.setdefault(tuple(values), []).append(self._law(offence).short.in_(self.language))
            for answers, names in closed.items():
                said = ", ".join(answers[:MAX_ANSWERS]) + ("…" if len(answers) > MAX_ANSWERS else "")
                if fact.type in ("integer", "date"):
                    said = self._say("for_example", value=said)
                yield from wrap(
                    f"{said} → {self._phrases[f'status.{status}']}{self._colon}{', '.join(names)}", "       "
                )

    def _others(self) -> Iterator[str]:
        yield from self._settings("also", self.answer.others)
        yield from self._settings("examine", self.answer.also)
        if self.answer.main is not None:
            yield from self._look()

    def _settings(self, title: str, settings: Sequence[Setting]) -> Iterator[str]:
        if settings:
            yield self._phrases[title]
        for setting in settings:
            assessment = self.answer.assessment(setting.offence)
            offence = self._offence(assessment)
            if setting.kind == "absorbed" and setting.by is not None:
                how = self._say("absorbed", by=self.engine.ruleset.offences[setting.by].citation)
                reason = self._relation(offence.id, setting.by)
                how = f"{how}{self._colon}{reason}" if reason else how
            elif assessment.status is Status.OPEN:
                kind = "lead" if assessment.evoked else "lead.recognised"
                how = self._say(kind, points=", ".join([self._label(offence, n) for n in assessment.because]))
            else:
                how = self._phrases["concurrent"]
            if assessment.status is Status.ESTABLISHED:
                how = f"{self._phrases[f'status.{assessment.label}']} ; {how}"
            yield from wrap(f"{offence.short.in_(self.language)} — {offence.citation}{self._colon}{how}", "  · ")

    def _neighbours(self) -> Iterator[str]:
        shown = self._named()
        near = [a for a in self._near() if a.offence not in shown]
        ruled_out = [a for a in near if a.status is not Status.OPEN]
        ruled_out.sort(
            key=lambda a: (not a.evoked, not self._relation(a.offence, self.answer.main or a.offence), a.offence)
        )
        unevoked = [a for a in near if a.status is Status.OPEN]
        if ruled_out or unevoked:
            yield self._phrases["neighbours"]
        for assessment in ruled_out[:MAX_NEIGHBOURS]:
            yield from self.why_not(assessment)
        if unevoked:
            offences = map(self._offence, unevoked[:MAX_UNEVOKED])
            names = [f"{offence.short.in_(self.language)} ({offence.citation})" for offence in offences]
            more = len(unevoked) - len(names)
            said = ", ".join(names) + (self._say("and_more", count=more) if more else "")
            yield from wrap(self._say("unevoked", names=said), "  · ")

    def why_not(self, assessment: Assessment) -> Iterator[str]:
        """Every point that excludes an offence or leaves it open, at once."""
        offence = self._offence(assessment)
        repealed = assessment.status is Status.NOT_IN_FORCE and len(assessment.compared) > 1
        status = self._phrases["status.repealed" if repealed else f"status.{assessment.label}"]
        yield from wrap(f"{offence.short.in_(self.language)} — {offence.citation}{self._colon}{status}", "  · ")
        for name in assessment.because:
            finding = assessment.finding(name)
            if finding is None:
                continue
            note = self._note(offence, finding)
            evidence = self._evidence(finding)
            said = self._label(offence, name) + (f" ({evidence})" if evidence else "")
            yield from wrap(f"{said}. {note}" if note else said, "      ")

    def _foot(self) -> Iterator[str]:
        digests = self.answer.digests
        yield self._say(
            "digests",
            facts=digests.facts[:12],
            ruleset=digests.ruleset[:12],
            engine=digests.engine,
            reasoner=self.answer.reasoner,
        )

    def _prudence(self, main: Subject) -> Iterator[str]:
        assessment, findings, offence, _ = main
        if assessment.confirmed is not assessment.status:
            yield self._phrases["presumed_only"]
        for name in self.engine.arguable(assessment, self.answer.disputed):
            yield self._say("arguable", fact=self._claim(name))
        for finding in findings:
            if finding.kind == "caution" and finding.verdict.outcome is Outcome.ESTABLISHED:
                yield offence.cautions[finding.name].label.in_(self.language)
            if finding.kind == "element" and offence.elements[finding.name].confidence is Confidence.TO_VERIFY:
                yield self._say("to_verify", label=offence.elements[finding.name].label.in_(self.language))
        live = {s.offence for s in self.answer.others}
        if any(self.answer.assessment(o).status is Status.OPEN and self._would_prevail(o, offence.id) for o in live):
            yield self._phrases["contested"]

    def _field(self) -> str | None:
        """The hotline's field to ask about when nothing yet points to an offence."""
        if self.answer.main is not None or self.answer.issue is not Issue.NOT_QUALIFIED:
            return None
        category = self.report.reported_category
        return category if category in self.engine.fields else None

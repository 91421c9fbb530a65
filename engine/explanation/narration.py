"""The answer a lawyer reads in a minute: suggestion, element table, what is missing, why not the
neighbours, limitation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.explanation.counterfactual import smallest_change_in
from engine.explanation.inquiry import Inquiry
from engine.explanation.questions import Question, questions_in
from engine.explanation.standings import look_advice, look_words, why_first
from engine.explanation.teller import AnswerTeller
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
        main = self._main()
        if main is None or self.answer.issue is Issue.OUT_OF_FIELD:
            yield self._say("issue.cleared" if self._evoked_and_cleared() else f"issue.{self.answer.issue.value}")
            yield from self._out_of_field()
            if main is None:
                yield from self._look()
                if self._cleared_on_presumptions():
                    yield from wrap(f"{self._say('prudence')}{self._colon}{self._say('presumed_only')}", "  ⚠ ")
                return
        offence, version = self._offence(main), self._version(main)
        if self.answer.issue is not Issue.OUT_OF_FIELD:
            yield from wrap(self._say(f"issue.{self.answer.issue.value}", title=offence.title.in_(self.language)), "")
        if main.status is Status.ESTABLISHED:
            yield f"  {_MARKS[main.label]} {self._say(f'status.{main.label}')}"
        yield from wrap(self._citation(offence, version, main.penalty), "  ")
        yield f"  {self._say('penalty', penalty=self._penalty(main, offence))}"
        limitation = self._limitation(main)
        if limitation:
            yield from wrap(limitation, "  ")
        if len(main.compared) > 1:
            yield from wrap(self._wordings(main), "  ")
        yield from wrap(self._say("authority", authority=offence.authority.in_(self.language)), "  ")
        first = why_first(self.answer, self.engine.ruleset, self.language)
        if first:
            yield from wrap(first, "  ")
        for reason in self._prudence(main, offence):
            yield from wrap(f"{self._say('prudence')}{self._colon}{reason}", "  ⚠ ")
        yield f"  {self._say('person_decides')}"

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
        main = self._main()
        if main is None:
            return
        offence = self._offence(main)
        yield self._say("elements")
        for finding in main.findings:
            if finding.kind == "element":
                yield from self._element(finding, offence)

    def _element(self, finding: Finding, offence: Offence) -> Iterator[str]:
        element = offence.elements[finding.name]
        state = self._state(finding)
        yield from wrap(
            f"{self._say(state):<20} {element.label.in_(self.language)} — {element.article}", f"  {_MARKS[state]} "
        )
        for line in self._evidence(finding):
            yield from wrap(line, "       ")
        note = {"refuted": element.if_refuted, "open": element.if_open, "presumed": element.presumed}.get(state)
        if note is not None:
            yield from wrap(note.in_(self.language), "       → ")

    def _exceptions(self) -> Iterator[str]:
        main = self._main()
        if main is None:
            return
        offence = self._offence(main)
        findings = [f for f in main.findings if f.kind in ("defence", "scope")]
        if findings:
            yield self._say("defences")
        for finding in findings:
            clause = offence.defences[finding.name] if finding.kind == "defence" else offence.scope[finding.name]
            key, mark = self._exception_state(finding)
            yield from wrap(
                f"{self._say(key)}{self._colon}{clause.label.in_(self.language)} — {clause.article}", f"  {mark} "
            )
            if finding.raised or finding.verdict.outcome is not Outcome.OPEN:
                for line in self._evidence(finding):
                    yield from wrap(line, "       ")

    def _missing(self) -> Iterator[str]:
        main = self._main()
        inquiry = Inquiry(self.engine, self.report, self.answer)
        questions = questions_in(inquiry, field=self._field())
        if questions:
            yield self._say("missing")
            for i, question in enumerate(questions, 1):
                yield from self._question(i, question)
        if self.answer.disputed:
            claims = self._semicolon.join(map(self._claim, self.answer.disputed))
            yield from wrap(f"{self._say('disputed')}{self._colon}{claims}", "  ")
        if main is not None and main.status is Status.OPEN:
            change = smallest_change_in(inquiry, main)
            if change is not None:
                facts = self.engine.ruleset.facts
                yield from wrap(
                    f"{self._say('if')}{self._colon}{' ; '.join(say_literal(lit, facts, self.language) for lit in change.literals)}.",
                    "  ",
                )

    def _claim(self, name: str) -> str:
        """A disputed fact, with the value that is disputed."""
        fact, stated = self.engine.ruleset.facts[name], self.answer.disputed[name]
        return f"{fact.label.in_(self.language)}{self._colon}{say_known(stated.knowledge, fact, self.language)}"

    def _question(self, number: int, question: Question) -> Iterator[str]:
        fact = self.engine.ruleset.facts[question.fact]
        tag = f" [{self._say('to_be_confirmed')}]" if question.confirms else ""
        yield from wrap(f"{fact.question.in_(self.language)}{tag} ({fact.id})", f"  {number}. ")
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
                    f"{said} → {self._say(f'status.{status.value}')}{self._colon}{', '.join(names)}", "       "
                )

    def _others(self) -> Iterator[str]:
        yield from self._settings("also", self.answer.others)
        yield from self._settings("examine", self.answer.also)
        if self.answer.main is not None:
            yield from self._look()

    def _settings(self, title: str, settings: Sequence[Setting]) -> Iterator[str]:
        if settings:
            yield self._say(title)
        for setting in settings:
            assessment = self.answer.assessment(setting.offence)
            offence = self._offence(assessment)
            if setting.kind == "absorbed" and setting.by is not None:
                how = self._say("absorbed", by=self.engine.ruleset.offences[setting.by].citation)
                reason = self._relation(offence.id, setting.by)
                how = f"{how}{self._colon}{reason}" if reason else how
            elif assessment.status is Status.OPEN:
                kind = "lead" if assessment.evoked else "lead.recognised"
                how = self._say(kind, points=", ".join(self._label(offence, n) for n in assessment.because))
            else:
                how = self._say("concurrent")
            if assessment.status is Status.ESTABLISHED:
                how = f"{self._say(f'status.{assessment.label}')} ; {how}"
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
            yield self._say("neighbours")
        for assessment in ruled_out[:MAX_NEIGHBOURS]:
            yield from self.why_not(assessment)
        if unevoked:
            names = [
                f"{self._offence(a).short.in_(self.language)} ({self._offence(a).citation})"
                for a in unevoked[:MAX_UNEVOKED]
            ]
            more = len(unevoked) - len(names)
            said = ", ".join(names) + (self._say("and_more", count=more) if more else "")
            yield from wrap(self._say("unevoked", names=said), "  · ")

    def why_not(self, assessment: Assessment) -> Iterator[str]:
        """Every point that excludes an offence or leaves it open, at once."""
        offence = self._offence(assessment)
        repealed = assessment.status is Status.NOT_IN_FORCE and len(assessment.compared) > 1
        status = self._say("status.repealed" if repealed else f"status.{assessment.label}")
        yield from wrap(f"{offence.short.in_(self.language)} — {offence.citation}{self._colon}{status}", "  · ")
        for name in assessment.because:
            finding = assessment.finding(name)
            if finding is None:
                continue
            note = self._note(offence, finding)
            evidence = next(iter(self._evidence(finding)), "")
            said = f"{self._label(offence, name)}" + (f" ({evidence})" if evidence else "")
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

    def _prudence(self, main: Assessment, offence: Offence) -> Iterator[str]:
        if not self.answer.prudent:
            return
        if main.confirmed is not main.status:
            yield self._say("presumed_only")
        for name in self.engine.arguable(main, self.answer.disputed):
            yield self._say("arguable", fact=self._claim(name))
        for finding in main.findings:
            if finding.kind == "caution" and finding.verdict.outcome is Outcome.ESTABLISHED:
                yield offence.cautions[finding.name].label.in_(self.language)
            if finding.kind == "element" and offence.elements[finding.name].confidence is Confidence.TO_VERIFY:
                yield self._say("to_verify", label=offence.elements[finding.name].label.in_(self.language))
        live = {s.offence for s in self.answer.others}
        if any(self.answer.assessment(o).status is Status.OPEN and self._would_prevail(o, main.offence) for o in live):
            yield self._say("contested")

    def _field(self) -> str | None:
        """The hotline's field to ask about when nothing yet points to an offence."""
        if self.answer.main is not None or self.answer.issue is not Issue.NOT_QUALIFIED:
            return None
        category = self.report.reported_category
        return category if category in self.engine.fields else None

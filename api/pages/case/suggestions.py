"""One answer as the parts of a page: suggestions, the offence looked at, reasons why not.

Words are the engine's.
"""

from __future__ import annotations

from api.pages.case.proof_views import ProofTeller
from api.pages.case.views import BesideView, LookView, OffenceView, SuggestionView, WhyNotView
from api.pages.shell.parts import Link
from engine.explanation.counterfactual import Counterfactual
from engine.explanation.standings import look_advice, look_words, why_first
from engine.explanation.teller import Subject
from engine.explanation.words import say_literal
from engine.facts.presumptions import rule_behind
from engine.model.answer import Assessment, Setting
from engine.model.dated import worded
from engine.model.law import Offence, Version
from engine.model.outcome import Status as Answer
from engine.model.outcome import TimeBar

MAX_SUGGESTIONS = 5
MAX_NEIGHBOURS = 6


class CaseTeller(ProofTeller):
    """Tells one answer to a page."""

    def suggestions(self, chosen: str | None, href: str) -> tuple[SuggestionView, ...]:
        """The main suggestion, then those beside it, five at most.

        `href` is completed by the offence.
        """
        answer = self.answer
        if answer.main is None:
            return ()
        named = [(answer.main, "main", None), *((s.offence, s.kind, s.by) for s in answer.others)]
        found = []
        for number, (name, kind, by) in enumerate(named[:MAX_SUGGESTIONS], 1):
            assessment = answer.assessment(name)
            offence = self._offence(assessment)
            found.append(
                SuggestionView(
                    number=number,
                    id=name,
                    short=self._set(offence.short.in_(self.language)),
                    citation=self.words.plain(self._cited(assessment)),
                    status=assessment.label,
                    role=self._role(assessment, kind, by),
                    href=href + name,
                    main=kind == "main",
                    chosen=name == chosen,
                )
            )
        return tuple(found)

    def first(self) -> str:
        """Reason why the main suggestion comes first; empty where nothing says so."""
        return self._set(why_first(self.answer, self.engine.ruleset, self.language))

    def short(self, assessment: Assessment) -> str:
        """The short title of an offence."""
        return self._set(self._offence(assessment).short.in_(self.language))

    def also(self, chosen: str | None, href: str) -> tuple[BesideView, ...]:
        """The offences to be examined besides, with what is open in each."""
        return tuple(self._beside(s.offence, chosen, href, self._open_points(s)) for s in self.answer.also)

    def look(self, chosen: str | None, href: str) -> LookView | None:
        """Offences to be looked at beside the suggestions."""
        look = self.answer.look
        if look is None:
            return None
        said = self._set(look_words(self.answer, self.engine.ruleset, self.language))
        title = self._say("look.offences" if look.by == "offence" else "look.field")
        colon = " :" if self.language == "fr" else ":"
        advice = self._set(look_advice(self.answer, self.language) + colon)
        return LookView(title, said, advice, tuple(self._beside(name, chosen, href, "") for name in look.offences))

    def _open_points(self, setting: Setting) -> str:
        assessment = self.answer.assessment(setting.offence)
        if setting.kind == "absorbed":
            return self._role(assessment, setting.kind, setting.by)
        offence = self._offence(assessment)
        points = ", ".join(self._label(offence, name) for name in assessment.because)
        return self._set(self._say("lead", points=points))

    def _beside(self, name: str, chosen: str | None, href: str, role: str) -> BesideView:
        assessment = self.answer.assessment(name)
        short = self._set(self._offence(assessment).short.in_(self.language))
        cited = self.words.plain(self._cited(assessment))
        return BesideView(name, short, cited, assessment.label, role, href + name, name == chosen)

    def unmet(self, assessment: Assessment) -> tuple[str, ...] | None:
        """The elements that an offence lacks; None when it is established."""
        if assessment.status is Answer.ESTABLISHED:
            return None
        elements = self._offence(assessment).elements
        lacking = (f.name for f in assessment.findings if f.kind == "element" and self._state(f) == "open")
        return tuple(self._set(elements[name].label.in_(self.language)) for name in lacking)

    def offence_view(self, assessment: Assessment, change: Counterfactual | None) -> OffenceView:
        """The offence looked at closely."""
        subject = self._subject(assessment)
        offence, facts = subject.offence, self.engine.ruleset.facts
        said = [say_literal(literal, facts, self.language) for literal in change.literals] if change is not None else []
        main = assessment.offence == self.answer.main
        return OffenceView(
            id=offence.id,
            title=self._set(offence.title.in_(self.language)),
            article=self._cited_class(subject),
            citation=self._cited_whole(subject),
            status=assessment.label,
            state=self.words.t("status.not_encoded") if assessment.version is None else None,
            penalty=self._set(self._penalty(subject)),
            authority=self._set(offence.authority.in_(self.language)),
            limitation=self._set(self._limitation_alone(subject)),
            late=assessment.time_bar is TimeBar.YES,
            wordings=self._set(self._wordings(assessment)) if len(assessment.compared) > 1 else "",
            change=self._set(f" {'et' if self.language == 'fr' else 'and'} ".join(said)),
            prudence=tuple(map(self._set, self._prudence(subject))) if main and self.answer.prudent else (),
            law=Link(f"/loi/{offence.id}{self.words.suffix}", self._set(offence.short.in_(self.language))),
        )

    def _cited_class(self, subject: Subject) -> str:
        """The article and the class of the offence, without the wording that governs."""
        said, _, _ = self._citation(subject.offence, subject.version, subject.assessment.penalty).rpartition(" · ")
        return self.words.marking(self._set(said), *self._french(subject))

    def _cited_whole(self, subject: Subject) -> str:
        """The article, the class of the offence and the wording that governs."""
        version = subject.version
        said = self._set(self._citation(subject.offence, version, subject.assessment.penalty))
        return self.words.marking(said, *self._french(subject), version.law if version is not None else "")

    def _french(self, subject: Subject) -> list[str]:
        """What is in French in the citation of an offence, in any language."""
        offence = subject.offence
        cited = _cited_by(offence, subject.version)
        return [cited, self._say(f"nature.{offence.nature}") if offence.nature == "delit" else ""]

    def _limitation_alone(self, subject: Subject) -> str:
        """Limitation without the word: the page has it as a label."""
        said = self._limitation(subject)
        rest = said.partition(self._colon)[2]
        return rest[:1].upper() + rest[1:] if rest else said

    def why_not_views(self) -> tuple[WhyNotView, ...]:
        """The neighbours that are not suggested, evoked ones first."""
        shown = self._named()
        near = [a for a in self._near() if a.offence not in shown]
        near.sort(key=lambda a: (not a.evoked, a.status is Answer.OPEN, a.offence))
        return tuple(self._why_not(a) for a in near[:MAX_NEIGHBOURS])

    def _why_not(self, assessment: Assessment) -> WhyNotView:
        offence = self._offence(assessment)
        points = []
        findings = {finding.name: finding for finding in reversed(assessment.findings)}
        for name in assessment.because if assessment.evoked or assessment.status is not Answer.OPEN else ():
            finding = findings.get(name)
            if finding is not None:
                said = ". ".join(filter(None, [self._label(offence, name), self._note(offence, finding)]))
                points.append(self._set(said))
        relation = self._relation(assessment.offence, self.answer.main) if self.answer.main is not None else ""
        if not points:
            points.append(self.words.t("case.not_evoked"))
        if relation:
            points.append(self._set(relation))
        if assessment.evoked and assessment.status is not Answer.OPEN and assessment.confirmed is not assessment.status:
            points.append(self.words.t("case.cleared_presumed"))
        return WhyNotView(
            Link(f"/loi/{offence.id}{self.words.suffix}", self._set(offence.short.in_(self.language))),
            self.words.plain(offence.citation),
            assessment.label if assessment.evoked or assessment.status is not Answer.OPEN else "absent",
            tuple(points),
        )

    def cleared_on_presumptions(self) -> bool:
        """True when an offence that the facts evoke is cleared, and would not be on confirmed facts
        alone.
        """
        return self._cleared_on_presumptions()

    def evoked_and_cleared(self) -> bool:
        """True when nothing is suggested though the facts evoke an offence."""
        return self._evoked_and_cleared()

    def out_of_field(self) -> tuple[str, ...]:
        """Contents that the hotline does not take, and where to send them."""
        found = []
        for name in self.answer.out_of_field:
            rule = worded(self.engine.ruleset.out_of_field[name], self.answer.date_of_facts)
            said = f"{rule.label.in_(self.language)}. {rule.reason.in_(self.language)}"
            found.append(self._set(f"{said} {rule.redirect.in_(self.language) if rule.redirect is not None else ''}"))
        return tuple(found)

    def source_of(self, name: str) -> str:
        """Source of a fact, in words."""
        stated, fact = self.answer.facts[name], self.engine.ruleset.facts[name]
        rule = rule_behind(stated, fact)
        return self._set(rule.reason.in_(self.language)) if rule is not None else self._source(stated)

    def _role(self, assessment: Assessment, kind: str, by: str | None) -> str:
        if kind == "main":
            return self.words.t("case.role_main" if assessment.status is Answer.ESTABLISHED else "case.role_lead")
        if kind == "absorbed" and by is not None:
            return self.words.t("case.role_absorbed", by=self.words.plain(self.engine.ruleset.offences[by].citation))
        if assessment.status is Answer.ESTABLISHED:
            return self.words.t("case.role_concurrent")
        return self.words.t("case.role_open" if assessment.evoked else "case.role_recognised")

    def _cited(self, assessment: Assessment) -> str:
        offence = self._offence(assessment)
        return _cited_by(offence, self._version(offence, assessment))


def _cited_by(offence: Offence, version: Version | None) -> str:
    """The article that a version of an offence cites, that of the offence where it cites none."""
    return (version.citation if version is not None else None) or offence.citation

"""One proof as a checklist and as a tree, each clause under the same name in both and in the
text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from api.kit.typography import typeset
from api.pages.case.words import how_read, reader_words
from api.pages.shell.parts import ChecklistItem, Node, Status
from api.pages.shell.say import Say
from engine.explanation.narration import Narrator
from engine.explanation.words import facts_of
from engine.facts.presumptions import rule_behind
from engine.model.answer import Answer, Assessment, Finding, Reason
from engine.model.knowledge import StatedFact, Voice
from engine.model.law import Offence
from engine.model.outcome import Outcome, Standing
from engine.model.report import Report
from engine.reasoning.qualify import Engine

_EXCEPTIONS: dict[str, Status] = {
    "defence.established": "established",
    "defence.raised": "open",
    "defence.ruled_out": "refuted",
    "defence.absent": "absent",
    "scope.met": "established",
    "scope.presumed": "presumed",
    "scope.refuted": "out_of_scope",
}


class AnswerInLaw(Protocol):
    """An answer with the engine on the law that gave it, whether it is stored or not."""

    @property
    def engine(self) -> Engine:
        """The engine on that law."""
        ...

    @property
    def report(self) -> Report:
        """The report that it is about."""
        ...

    @property
    def answer(self) -> Answer:
        """The answer."""
        ...


class ProofTeller(Narrator):
    """Tells the proof of an answer to a page."""

    def __init__(self, stored: AnswerInLaw, say: Say, numbers: dict[str, int] | None = None) -> None:
        super().__init__(stored.engine, stored.report, stored.answer, say.language)
        self.words = say
        self.numbers = numbers or {}
        self._reasons: dict[str, tuple[tuple[str, str, str, bool], ...]] = {}

    def elements(self, assessment: Assessment, beside: bool = False) -> tuple[ChecklistItem, ...]:
        """The elements of an offence, each with what it rests on.

        `beside`: the facts stand beside, and what is to be known is not named twice.
        """
        offence = self._offence(assessment)
        found = []
        for finding in assessment.findings:
            if finding.kind != "element":
                continue
            element = offence.elements[finding.name]
            state = self._state(finding)
            note = {"refuted": element.if_refuted, "open": element.if_open, "presumed": element.presumed}.get(state)
            said = note.in_(self.language) if note is not None else ""
            found.append(
                ChecklistItem(
                    label=self._set(element.label.in_(self.language)),
                    status=state,  # type: ignore[arg-type]
                    article=self.words.plain(element.article),
                    link=finding.name,
                    why=self._sourced(
                        finding, self._set(said) if beside and state == "open" else self._why(finding, said)
                    ),
                    core=element.core,
                    evidence=self._passages(finding),
                )
            )
        return tuple(found)

    def exceptions(self, assessment: Assessment) -> tuple[ChecklistItem, ...]:
        """Defences, scope rules and circumstances of an offence, those that matter."""
        offence = self._offence(assessment)
        found = []
        for finding in assessment.findings:
            if finding.kind in ("element", "caution"):
                continue
            if finding.kind == "aggravation":
                if finding.verdict.outcome is not Outcome.ESTABLISHED:
                    continue
                clause, state, said = offence.aggravations[finding.name], self._state(finding), ""
                status: Status = state  # type: ignore[assignment]
            else:
                held = offence.defences if finding.kind == "defence" else offence.scope
                clause = held[finding.name]  # type: ignore[assignment]
                key, _ = self._exception_state(finding)
                status = _EXCEPTIONS[key]
                said = "" if key in ("defence.absent", "scope.presumed") else self._say(key)
            found.append(
                ChecklistItem(
                    label=self._set(clause.label.in_(self.language)),
                    status=status,
                    article=self.words.plain(clause.article),
                    link=finding.name,
                    why=self._sourced(
                        finding,
                        _sentences(said, self._why(finding, self._note(offence, finding))),
                    ),
                    evidence=self._passages(finding),
                )
            )
        return tuple(found)

    def tree(self, assessment: Assessment) -> Node:
        """Rule, clauses, conditions, facts, sources; exceptions that do not apply are struck."""
        offence = self._offence(assessment)
        branches = [self._branch(f, offence, assessment) for f in assessment.findings if f.kind != "caution"]
        return Node(self._set(offence.short.in_(self.language)), tuple(branches), assessment.label, opened=True)

    def facts_by_clause(self, assessment: Assessment) -> dict[str, tuple[Node, ...]]:
        """The facts behind each clause of an offence, or those that would settle it."""
        return {f.name: tuple(self._facts_under(f)) for f in assessment.findings if f.kind != "caution"}

    def _branch(self, finding: Finding, offence: Offence, assessment: Assessment) -> Node:
        groups = {
            "element": offence.elements,
            "defence": offence.defences,
            "scope": offence.scope,
            "aggravation": offence.aggravations,
        }
        clause: Any = groups[finding.kind][finding.name]  # type: ignore[index]
        if finding.kind in ("defence", "scope"):
            status = _EXCEPTIONS[self._exception_state(finding)[0]]
            struck = finding.kind == "defence" and status in ("absent", "refuted")
        else:
            status, struck = self._state(finding), finding.verdict.outcome is Outcome.REFUTED  # type: ignore[assignment]
        day = assessment.read_from or self.answer.date_of_facts
        asked = Node(self.words.t("case.asked"), (self.words.condition(clause.condition, day),))
        return Node(
            self._set(clause.label.in_(self.language)),
            (*self._facts_under(finding), asked),
            status,
            detail=self.words.marking(self.words.plain(clause.article), clause.article),
            link=finding.name,
            struck=struck,
            opened=not struck and finding.kind == "element",
        )

    def _facts_under(self, finding: Finding) -> Iterator[Node]:
        facts = self.engine.ruleset.facts
        if finding.verdict.reasons:
            for name in facts_of(self._shortest(finding)):
                said, _, marks = self._fact(name).partition(" [")
                stated = self.answer.facts[name]
                status: Status = "presumed" if stated.standing is Standing.PRESUMED else "established"
                detail = self.words.marking(self._set(marks.removesuffix("]")), self._written(name))
                yield Node(self._set(said), status=status, detail=detail)
        elif finding.verdict.outcome is Outcome.OPEN and not finding.presumed:
            could = finding.verdict
            for name in facts_of((*could.could_hold, *could.could_fail)):
                if name not in self.answer.facts:
                    yield Node(self._set(facts[name].label.in_(self.language)), status="open")

    def reasons(self, assessment: Assessment) -> tuple[tuple[str, str, str, bool], ...]:
        """For each settled clause, the facts it rests on: fact, name of the clause, its label,
        whether it goes against.
        """
        if assessment.offence not in self._reasons:
            self._reasons[assessment.offence] = tuple(self._reasons_of(assessment))
        return self._reasons[assessment.offence]

    def _reasons_of(self, assessment: Assessment) -> Iterator[tuple[str, str, str, bool]]:
        offence = self._offence(assessment)
        for finding in assessment.findings:
            if finding.kind in ("element", "defence", "scope") and finding.verdict.reasons:
                refuted = finding.verdict.outcome is Outcome.REFUTED
                against = (finding.kind != "defence") is refuted
                if finding.kind == "defence" and refuted:
                    continue
                for fact in facts_of(self._shortest(finding)):
                    yield fact, finding.name, self._set(self._label(offence, finding.name)), against

    def _why(self, finding: Finding, note: str) -> str:
        absent = finding.kind == "defence" and not finding.raised and finding.verdict.outcome is Outcome.OPEN
        return self._set(_sentences("" if absent else self._evidence(finding), note))

    def _sourced(self, finding: Finding, why: str) -> str:
        """Reasons of an element, the sources that people wrote in it said to be in French."""
        names = facts_of(self._shortest(finding)) if finding.verdict.reasons else ()
        return self.words.marking(why, *map(self._written, names))

    def _written(self, name: str) -> str:
        """The source of a fact as somebody wrote it; empty when it is told by the tool, or too
        short to be told from other words.
        """
        stated = self.answer.facts[name]
        own = stated.source or ""
        read = how_read(own, _voice(stated)) is not None
        by_tool = read or rule_behind(stated, self.engine.ruleset.facts[name]) is not None
        return "" if by_tool or len(own) < 3 else own

    def _passages(self, finding: Finding) -> tuple[int, ...]:
        if not finding.verdict.reasons:
            return ()
        return tuple(self.numbers[name] for name in facts_of(self._shortest(finding)) if name in self.numbers)

    def _shortest(self, finding: Finding) -> Reason:
        return min(finding.verdict.reasons, key=lambda r: (len(r), self._presumed_in(r)))

    def _fact(self, name: str) -> str:
        said, stated = super()._fact(name), self.answer.facts[name]
        return said.replace(stated.source, self._source(stated)) if stated.source else said

    def _source(self, stated: StatedFact) -> str:
        source = stated.source or ""
        how, reader = how_read(source, _voice(stated)), reader_words(source, self.words)
        if how is None:
            return self.words.plain(source)
        read = self.words.t(how)
        return self.words.t("case.read_by", read=read, reader=reader) if reader else read

    def _set(self, text: str) -> str:
        return typeset(text, self.language)


def _voice(stated: StatedFact) -> Voice | None:
    return stated.span.voice if stated.span is not None else None


def _sentences(*texts: str) -> str:
    """Those that say something, one sentence each."""
    return ". ".join(text[:1].upper() + text[1:] for text in texts if text)

"""Answers from the engine, with all that replays them. Knows neither web nor database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from api.answers.indications import report_indications
from api.kit.canonical import canonical
from api.kit.fifo_lock import FifoLock
from engine.explanation.document import DocumentWriter
from engine.facts.statements import FieldFault, Lengths, ReportError, read_report
from engine.model.answer import Answer
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from textfile.text import Text

T = TypeVar("T")
_AFTER = Text(fr="suit le jour de la décision", en="comes after the day of the decision")
_CORRECT = Text(fr="corriger la date", en="correct the date")


class EditionSource(Protocol):
    """The rulesets that can answer, by digest: an old answer replays under the law that gave it,
    while that law is kept.
    """

    def current(self) -> Engine:
        """The engine on the law served today."""

    def by_digest(self, digest: str) -> Engine | None:
        """The engine on a ruleset, or None when it is no longer at hand.

        Raises:
            Problem: the copy that was kept of it is damaged.
        """


@dataclass(frozen=True)
class QualificationInput:
    """Input of a qualification, as plain data: no words, no address, only how many there were of
    each voice (spans point into them).
    """

    id: str
    date_of_facts: str | None
    facts: dict[str, Any]
    raised: list[str]
    text_length: int
    decision_day: str
    comment_length: int = 0
    indications: dict[str, Any] | None = None
    """What points to a field without stating anything (`api.answers.indications`)."""

    @property
    def lengths(self) -> Lengths:
        """Lengths of both voices."""
        return Lengths(self.text_length, self.comment_length)

    def to_bytes(self) -> bytes:
        """Serialised form stored beside the answer; without indications or a comment, as before
        there were any.
        """
        later = ("indications", "comment_length")
        return canonical({name: value for name, value in self.__dict__.items() if name not in later or value})

    @staticmethod
    def from_bytes(data: bytes) -> QualificationInput:
        """Input from its serialised form."""
        return QualificationInput(**json.loads(data))


class ReportAnswer(Protocol):
    """A report with its answer, just given or read back."""

    @property
    def report(self) -> Report:
        """The report."""

    @property
    def answer(self) -> Answer:
        """The answer."""


@dataclass(frozen=True)
class QualificationResult:
    """An answer: the engine's objects for pages, the bytes for machines and replay."""

    question: QualificationInput
    report: Report
    answer: Answer
    data: bytes


class Answerer:
    """Qualification service, one caller at a time whatever the law: reasoning is bound by the
    processor, and keeps what recurs.
    """

    def __init__(self, editions: EditionSource, lock: FifoLock | None = None) -> None:
        self._editions = editions
        self._lock = lock or FifoLock()
        self._today: tuple[Engine, DocumentWriter] | None = None

    def successor(self, editions: EditionSource) -> Answerer:
        """The same service under other editions: both still take one caller at a time together."""
        return Answerer(editions, self._lock)

    def answer(self, question: QualificationInput, engine: Engine | None = None) -> QualificationResult:
        """Result of a question.

        Raises:
            ReportError: a fact or a point that the law does not know, or a value that a fact cannot
                have.
        """
        engine = engine or self._editions.current()
        report = self.report(question, engine)
        day = date.fromisoformat(question.decision_day)
        if report.date_of_facts is not None and report.date_of_facts > day:
            raise ReportError([FieldFault("date_of_facts", _AFTER, _CORRECT)])
        with self._lock:
            answer = engine.qualify(report, day)
            data = self._writer(engine).data(report, answer)
        return QualificationResult(question, report, answer, data)

    def beside(
        self, result: ReportAnswer, ask: Callable[[Engine, Report, Answer], T], engine: Engine | None = None
    ) -> T:
        """Further question to the engine on an answer (questions, changes), one caller at a
        time.
        """
        with self._lock:
            return ask(engine or self._editions.current(), result.report, result.answer)

    def _writer(self, engine: Engine) -> DocumentWriter:
        """The writer on an engine. That of today's law is kept, and remembers what recurs; one on
        an earlier law serves once.
        """
        if engine is not self._editions.current():
            return DocumentWriter(engine)
        if self._today is None or self._today[0] is not engine:
            self._today = (engine, DocumentWriter(engine))
        return self._today[1]

    def report(self, question: QualificationInput, engine: Engine | None = None) -> Report:
        """Report as the engine reads it. Blanks stand for the words of both voices: the engine
        never reads them.
        """
        data = {
            "id": question.id,
            "date_of_facts": question.date_of_facts,
            "facts": question.facts,
            "raised": question.raised,
            "text": " " * question.text_length,
            "comment": " " * question.comment_length,
            **report_indications(question.indications),
        }
        return read_report(data, (engine or self._editions.current()).ruleset.facts)


def differences(one: Any, other: Any, at: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """Differences of two documents: JSON pointers with both values, at most `limit` of them."""
    found: list[dict[str, Any]] = []
    _compare(one, other, at, found, limit)
    return found


def _compare(one: Any, other: Any, at: str, differences: list[dict[str, Any]], limit: int) -> None:
    if len(differences) >= limit or one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            _compare(
                one.get(key), other.get(key), f"{at}/{key.replace('~', '~0').replace('/', '~1')}", differences, limit
            )
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            _compare(left, right, f"{at}/{number}", differences, limit)
    else:
        differences.append({"pointer": at, "kept": one, "now": other})

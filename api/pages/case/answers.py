"""Stored answers as pages read them: the objects of the document that was kept, under the law that
gave it.
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.answers.answerer import QualificationInput
from api.answers.storage import answer_bytes
from api.db.reports import CLOSED, QualificationRow, ReportRow
from api.http.identity import Identity
from api.http.services import Services
from api.kit.problems import Problem
from api.kit.report_caches import report_cache
from api.pages.case.repository import law_of_answer
from api.reports.answering import answer_again, answer_ahead
from engine.explanation.counterfactual import Counterfactual, smallest_change
from engine.explanation.document_reader import DocumentError, StoredDocument, read_document
from engine.explanation.questions import Question, next_questions
from engine.model.answer import Answer, Assessment
from engine.model.knowledge import StatedFact
from engine.model.report import Report
from engine.model.ruleset import Ruleset
from engine.reasoning.qualify import Engine

log = logging.getLogger("qualif.answers")

LAST_READ = 32
"""Answers remembered as they were read: whoever treats a case looks at one several times, and each
of its forms reads it again.
"""


@dataclass(frozen=True)
class StoredAnswer:
    """An answer read back from its stored document, with the engine on the law that gave it.

    `question`: what it answers, as stored beside it. The engine lends its words, and answers what a
    page asks beyond the document.
    """

    row: QualificationRow
    question: QualificationInput
    document: StoredDocument
    engine: Engine

    @property
    def answer(self) -> Answer:
        """The answer."""
        return self.document.answer

    @property
    def report(self) -> Report:
        """The report that it is about, without its words."""
        return self.document.report

    @property
    def facts(self) -> Mapping[str, StatedFact]:
        """The facts that it rests on."""
        return self.document.answer.facts

    def change(self, services: Services, assessment: Assessment) -> Counterfactual | None:
        """Smallest change of facts that would establish an offence.

        The document says it of the offences evoked; of another that a page shows, it is worked out.
        """
        if assessment.offence in self.document.changes:
            return self.document.changes[assessment.offence]
        return services.answerer.beside(self, lambda e, r, a: smallest_change(e, r, a, assessment), self.engine)

    def questions(
        self, services: Services, field: str | None = None, skip: frozenset[str] = frozenset()
    ) -> tuple[Question, ...]:
        """The next questions: those of the document, unless some are skipped or a field widens
        them.
        """
        if field is None and not skip:
            return self.document.questions
        others = services.answerer.beside(
            self, lambda e, r, a: next_questions(e, r, a, field=field, skip=skip), self.engine
        )
        return tuple(others)


def read_answer(services: Services, row: QualificationRow) -> StoredAnswer | None:
    """A stored answer as objects; None when its law is no longer at hand, or its bytes cannot be
    read.
    """
    engine = services.editions.by_digest(row.ruleset_digest)
    if engine is None:
        return None
    ruleset = engine.ruleset
    try:
        question, document = _read(
            _StoredBytes(row.answer, row.answer_digest, row.question, ruleset.digest, row, ruleset)
        )
    except (zlib.error, DocumentError) as error:
        log.error("stored answer %s cannot be read: %s", row.id, error)
        return None
    return StoredAnswer(row, question, document, engine)


@dataclass(frozen=True)
class _StoredBytes:
    """An answer as stored, which fixes what is read of it: bytes that changed are read anew."""

    answer: bytes
    digest: str
    question: bytes
    ruleset_digest: str
    row: QualificationRow = field(compare=False)
    ruleset: Ruleset = field(compare=False)


@report_cache(LAST_READ)
def _read(stored: _StoredBytes) -> tuple[QualificationInput, StoredDocument]:
    data = answer_bytes(stored.row)
    if hashlib.sha256(data).hexdigest() != stored.digest:
        raise DocumentError("the digest of the stored bytes is another")
    question = QualificationInput.from_bytes(stored.question)
    return question, read_document(data, stored.ruleset, question.facts)


def answer_in(services: Services, row: QualificationRow | None) -> StoredAnswer:
    """The answer that a row holds, under the law that gave it.

    Raises:
        Problem: there is none, its law is not at hand, or it cannot be read.
    """
    stored = read_answer(services, row) if row is not None else None
    if stored is None:
        raise Problem("law-absent")
    return stored


def renew(services: Services, who: Identity, name: str) -> None:
    """Has a report that nobody decided answered again, where the law of its answer is not at hand.

    It comes before the case is shown, so that it can be.

    Raises:
        Problem: the copy of that law is damaged, or what is left of its facts contradicts itself.
    """
    with services.database.read() as reading:
        found = law_of_answer(reading, name)
        if found is None or found.state in CLOSED:
            return
        if found.ruleset is not None and services.editions.by_digest(found.ruleset) is not None:
            return
        ahead = answer_ahead(reading, services, reading.get_one(ReportRow, name))
    with services.database.write() as session:
        answer_again(session, services, who, session.get_one(ReportRow, name), ahead)

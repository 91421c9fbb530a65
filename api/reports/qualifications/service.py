"""Reading and replaying answers."""

from __future__ import annotations

import hashlib
import json

from api.answers.answerer import QualificationInput, differences
from api.answers.asking_again import warning_facts_today
from api.answers.indications import indications_of, indications_to_keep
from api.answers.storage import answer_bytes
from api.db.reports import QualificationRow
from api.http.services import Services
from api.kit.canonical import canonical
from api.reports.qualifications.schemas import Difference, QualificationRead, QualificationRequest, Replay
from engine.facts.renamings import translated
from engine.facts.statements import ReportError
from textfile.text import Language, Text

_OTHER_RULES = Text(
    fr="Les règles ont changé, et celles d'alors ne sont pas gardées, ou ne se lisent plus.",
    en="The rules changed, and those of then were not kept, or can no longer be read.",
)
_OTHER_ENGINE = Text(fr="La version du moteur a changé.", en="The version of the engine changed.")
_NAMES = tuple(name for name in QualificationRead.model_fields if name not in ("answer", "danger"))


def ask(services: Services, question: QualificationRequest) -> bytes:
    """The answer to a question, as bytes: same question, law and day, same bytes. The danger that
    the facts show is told first, then the proof.
    """
    today = services.clock.today().isoformat()
    facts, read, law = question.facts, None, services.editions.current().ruleset
    if question.read_text:
        words = {"text": question.text, "comment": question.comment}
        taken = services.texts.enrich({"id": question.id, **words, "facts": translated(law.facts, facts)})
        facts, read = taken.data["facts"], taken.data.get("indications")
    given = QualificationInput(
        id=question.id,
        date_of_facts=question.date_of_facts,
        facts=facts,
        raised=question.raised,
        text_length=len(question.text or ""),
        decision_day=question.date_of_decision or today,
        comment_length=len(question.comment or ""),
        indications=indications_to_keep(law, question.reported_category, read),
    )
    answered = services.answerer.answer(given)
    services.metrics.qualifications.labels(answered.answer.issue.value).inc()
    danger = services.rules.dangers.find(answered.report.warning_facts, answered.report.indications)
    said = danger.model_dump_json().encode() if danger is not None else b"null"
    rest = memoryview(answered.data)[1:]  # a slice would copy it all once more
    return b"".join((b'{"danger":', said, b",", rest))


def response_of(services: Services, row: QualificationRow) -> QualificationRead:
    """An answer with its document, and the danger that its facts show."""
    fields = {name: getattr(row, name) for name in _NAMES}
    given = QualificationInput.from_bytes(row.question)
    facts = warning_facts_today(services.answerer, services.editions.current(), given)
    danger = services.rules.dangers.find(facts, indications_of(given.indications))
    return QualificationRead.model_validate({**fields, "danger": danger, "answer": json.loads(answer_bytes(row))})


def replay(services: Services, row: QualificationRow, language: Language) -> Replay:
    """Asks the same question again, under the law that answered it; under today's when that one is
    not at hand. Why is told in `language`.

    Raises:
        Problem: the copy kept of that law is damaged.
    """
    kept = answer_bytes(row)
    engine = services.editions.by_digest(row.ruleset_digest) or services.editions.current()
    try:
        answered = services.answerer.answer(QualificationInput.from_bytes(row.question), engine)
        now, version, reasoner = answered.data, answered.answer.digests.engine, answered.answer.reasoner
    except ReportError as error:  # today's law no longer knows a fact that was stated
        fields = sorted({fault.field for fault in error.faults})
        now, version, reasoner = canonical({"refused": fields}), "", row.reasoner
    why: list[Text] = []
    if engine.ruleset.digest != row.ruleset_digest:
        why.append(_OTHER_RULES)
    if version != row.engine_version:
        why.append(_OTHER_ENGINE)
    if reasoner != row.reasoner:
        why.append(
            Text(
                fr=f"L'enchaînement des règles est fait par {reasoner}, non par {row.reasoner}.",
                en=f"Rules are chained by {reasoner}, not by {row.reasoner}.",
            )
        )
    found = differences(json.loads(kept), json.loads(now)) if now != kept else []
    return Replay(
        same=now == kept,
        kept_digest=row.answer_digest,
        now_digest=hashlib.sha256(now).hexdigest(),
        ruleset_kept=row.ruleset_digest,
        ruleset_now=engine.ruleset.digest,
        engine_kept=row.engine_version,
        engine_now=version,
        why=[reason.in_(language) for reason in why],
        differences=[Difference.model_validate(d) for d in found],
    )

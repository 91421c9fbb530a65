"""Answers kept as they were given: compressed bytes, and the digests of all they came from."""

from __future__ import annotations

import hashlib
import zlib
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from api.answers.answerer import QualificationResult
from api.db.reports import QualificationRow
from api.db.sessions import WriteSession
from api.kit.ids import new_id
from api.texts.intake import ReadBy
from classifiers.model_server.reading import ModelProvenance


def store_answer(
    session: WriteSession,
    result: QualificationResult,
    report: str,
    now: datetime,
    made_for: str,
    read_by: ReadBy | None = None,
) -> QualificationRow:
    """Stores an answer; it is never changed afterwards.

    `read_by`: what has just read the text of the report; of the rest, what read it for the answer
    before is named.
    """
    just_now = read_by._asdict() if read_by is not None else {}
    whole = _before(session, report)._replace(**{name: one for name, one in just_now.items() if one is not None})
    row = answer_row(result, compress(result.data), report, now, made_for, whole)
    session.add(row)
    session.flush()
    return row


class CompressedProof(NamedTuple):
    """The bytes of an answer as stored, and the digest of what they were."""

    data: bytes
    digest: str


def compress(data: bytes) -> CompressedProof:
    """Bytes to be stored. A millisecond during which other threads run."""
    return CompressedProof(zlib.compress(data, 3), hashlib.sha256(data).hexdigest())


def answer_row(
    result: QualificationResult,
    proof: CompressedProof,
    report: str,
    now: datetime,
    made_for: str,
    read_by: ReadBy,
) -> QualificationRow:
    """An answer as it is stored; `read_by`: what has just read the text of the report."""
    answer = result.answer
    return QualificationRow(
        id=new_id("qua", now),
        report=report,
        made_at=now,
        made_for=made_for,
        decision_day=date.fromisoformat(result.question.decision_day),
        question=result.question.to_bytes(),
        answer=proof.data,
        answer_digest=proof.digest,
        facts_digest=answer.digests.facts,
        ruleset_digest=answer.digests.ruleset,
        engine_version=answer.digests.engine,
        reasoner=answer.reasoner,
        model_digest=read_by.model,
        lexicon_digest=read_by.lexicons,
        reader=_named(read_by.reader),
        issue=answer.issue.value,
        main=answer.main,
        prudent=answer.prudent,
        firm=not answer.to_confirm,
    )


def _before(session: WriteSession, report: str) -> ReadBy:
    """Provenance of the last answer kept on a report."""
    row = QualificationRow
    query = select(row.model_digest, row.lexicon_digest, row.reader).where(row.report == report)
    found = session.execute(query.order_by(row.id.desc()).limit(1)).first()
    if found is None:
        return ReadBy()
    said = found.reader
    reader = ModelProvenance(said["model"], said["prompt_digest"], said["schema_digest"]) if said is not None else None
    return ReadBy(found.model_digest, found.lexicon_digest, reader)


def _named(reader: ModelProvenance | None) -> dict[str, str] | None:
    if reader is None:
        return None
    return {"model": reader.model, "prompt_digest": reader.prompt, "schema_digest": reader.schema}


def answer_bytes(row: QualificationRow) -> bytes:
    """The bytes of an answer, as they were given."""
    return zlib.decompress(row.answer)

"""Answers kept as they were given: compressed bytes, and the digests of all they came from."""

from __future__ import annotations

import hashlib
import zlib
from datetime import date, datetime

from api.db.reports import QualificationRow
from api.db.sessions import WriteSession
from api.kit.ids import new_id
from api.qualifications.answerer import Answered


def keep(session: WriteSession, answered: Answered, report: str, now: datetime, made_for: str) -> QualificationRow:
    """Stores an answer; it is never changed afterwards."""
    answer = answered.answer
    row = QualificationRow(
        id=new_id("qua", now),
        report=report,
        made_at=now,
        made_for=made_for,
        decision_day=date.fromisoformat(answered.given.decision_day),
        given=answered.given.kept(),
        answer=zlib.compress(answered.data, 3),
        answer_digest=hashlib.sha256(answered.data).hexdigest(),
        facts_digest=answer.digests.facts,
        ruleset_digest=answer.digests.ruleset,
        engine_version=answer.digests.engine,
        reasoner=answer.reasoner,
        issue=answer.issue.value,
        main=answer.main,
        prudent=answer.prudent,
    )
    session.add(row)
    session.flush()
    return row


def answer_bytes(row: QualificationRow) -> bytes:
    """The bytes of an answer, as they were given."""
    return zlib.decompress(row.answer)

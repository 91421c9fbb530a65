"""The last day to prosecute, as an answer gave it, among what is due on a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from api.answers.storage import answer_bytes
from api.db.action import DeadlineRow, TransmissionRow
from api.db.reports import QualificationRow
from api.db.sessions import WriteSession
from api.kit.clock import Clock
from api.kit.ids import new_id
from api.transmissions.follow_up.deadlines import end_of

LIMITATION = "limitation"


def keep_limitation(session: WriteSession, clock: Clock, row: TransmissionRow) -> None:
    """Says once, on a file, until when the offence can be prosecuted. Nothing is said when the
    answer could not tell.
    """
    known = select(DeadlineRow.id).where(DeadlineRow.report == row.report, DeadlineRow.kind == LIMITATION)
    answer = session.get(QualificationRow, row.qualification) if row.qualification is not None else None
    if answer is None or row.offence is None or session.scalars(known).first() is not None:
        return
    last = last_day(json.loads(answer_bytes(answer)), row.offence)
    if last is None:
        return
    due = end_of(last, clock.zone)
    name = new_id("due", clock.now())
    session.add(DeadlineRow(id=name, report=row.report, kind=LIMITATION, binding=True, due_at=due))
    session.flush()


def last_day(proof: Mapping[str, Any], offence: str) -> date | None:
    """The last useful day of an offence in an answer, when it could tell."""
    day = next((told["deadline"] for told in proof["offences"] if told["offence"] == offence), None)
    return date.fromisoformat(day) if day is not None else None

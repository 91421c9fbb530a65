"""Job queue: jobs are asked for in the transaction of what needs them, taken under a lease by one
worker at a time, and settled by that worker alone.

PostgreSQL keeps workers apart by `FOR UPDATE SKIP LOCKED`, SQLite by its single writer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from api.db.inserting import insert_missing
from api.db.jobs import JobRow, JobState
from api.db.sessions import AnySession, WriteSession
from api.jobs.kinds import JobFault, JobPause, JobTask, Scalar
from api.kit.ids import new_id

MOST_ATTEMPTS = 5
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=1)
"""Before the second try; four times as long before each other one, up to the longest."""
LONGEST_VALUE = 100
"""Characters of a value: an identifier has no more, and words would."""


@dataclass(frozen=True, slots=True)
class JobRequest:
    """Request for a job: one of this key at a time, not before `run_at`.

    Raises:
        ValueError: a value is neither a number nor short enough for an identifier.
    """

    kind: str
    key: str
    run_at: datetime
    payload: Mapping[str, Scalar] = field(default_factory=dict)
    is_recurrent: bool = False

    def __post_init__(self) -> None:
        if any(len(str(value)) > LONGEST_VALUE or "\n" in str(value) for value in self.payload.values()):
            raise ValueError(f"the payload of a job of kind {self.kind} holds more than identifiers")


def enqueue(session: WriteSession, now: datetime, request: JobRequest) -> None:
    """Asks for a job, in the transaction of what needs it.

    A job of this key that waits begins from its start, at the earlier moment of both; one that runs
    begins again at its end; one that ended waits anew; one that a person stopped stays so.
    """
    row = JobRow
    new = {
        **_BLANK,
        "id": new_id("job", now),
        "key": request.key,
        "kind": request.kind,
        "payload": dict(request.payload),
        "is_recurrent": request.is_recurrent,
        "created_at": now,
        "run_at": request.run_at,
    }
    insert_missing(session, row, [new])
    found = session.scalars(select(row).where(row.key == request.key).with_for_update()).one()
    if found.id == new["id"]:
        return
    found.payload, found.is_recurrent = dict(request.payload), request.is_recurrent
    match found.state:
        case JobState.WAITING:
            found.progress = None
            if not found.attempts:
                found.run_at = min(found.run_at, request.run_at)
        case JobState.RUNNING:
            found.is_asked_again = True
        case JobState.DONE | JobState.FAILED:
            begin_again(found, request.run_at)


def job_of_key(session: AnySession, key: str) -> JobRow | None:
    """The job of a key; None where none was ever asked for."""
    return session.scalars(select(JobRow).where(JobRow.key == key)).first()


def begin_again(row: JobRow, run_at: datetime) -> None:
    """Has a job that does not run wait, from its start, as if it had never been tried."""
    row.state, row.run_at, row.progress = JobState.WAITING, run_at, None
    row.attempts, row.fault, row.finished_at = 0, None, None
    row.is_stopping = row.is_asked_again = False


def is_due(session: AnySession, kinds: Collection[str], now: datetime) -> bool:
    """Whether a job of these kinds may be taken now."""
    return session.scalar(select(JobRow.id).where(_due(kinds, now)).limit(1)) is not None


def claim(
    session: WriteSession, kinds: Collection[str], worker: str, now: datetime, lease: timedelta
) -> JobTask | None:
    """Takes the job of these kinds that has been due longest, if there is one free.

    A job whose worker let its lease end is taken again, which counts as a failed try: after the
    last one it has failed, and the next job is looked for.
    """
    row = JobRow
    query = select(row).where(_due(kinds, now)).order_by(row.run_at, row.id).limit(1)
    while (found := session.scalars(query.with_for_update(skip_locked=True)).first()) is not None:
        if found.state == JobState.RUNNING:
            _note_fault(found, "lost", now)
            if found.state != JobState.WAITING:
                session.flush()
                continue
        found.state, found.worker, found.leased_until = JobState.RUNNING, worker, now + lease
        found.claims += 1
        found.started_at = now
        return JobTask(found.id, found.kind, found.claims, found.payload, found.progress or {})
    return None


def prolong(session: WriteSession, task: JobTask, until: datetime) -> bool:
    """Prolongs the lease of a task; False: another worker has taken the job, or it ended."""
    row = _own_row(session, task)
    if row is not None:
        row.leased_until = until
    return row is not None


def settle(session: WriteSession, task: JobTask, outcome: JobPause | JobFault | None, now: datetime) -> bool:
    """Ends a step: the job is done (None), pauses, or met a fault. False: another worker has taken
    the job meanwhile, and it alone says what becomes of it.
    """
    row = _own_row(session, task)
    if row is None:
        return False
    if isinstance(outcome, str):
        _note_fault(row, outcome, now)
        return True
    _release(row)
    row.attempts, row.fault = 0, None
    if row.is_stopping:
        _finish(row, JobState.STOPPED, now)
    elif row.is_asked_again:
        begin_again(row, now)
    elif outcome is None:
        _finish(row, JobState.DONE, now)
    else:
        row.state, row.run_at = JobState.WAITING, now + timedelta(seconds=outcome.seconds)
        row.progress = dict(outcome.progress) if outcome.progress is not None else None
    return True


def stop(row: JobRow, now: datetime) -> None:
    """Has a job that waits stop now, and one that runs after its step."""
    if row.state == JobState.RUNNING:
        row.is_stopping = True
    else:
        _finish(row, JobState.STOPPED, now)


def _note_fault(row: JobRow, fault: JobFault, now: datetime) -> None:
    """Counts a failed try: the job waits for another one, longer each time, or has had its last, as
    where it went beyond its limits. A recurrent one never has: nobody would do its work any more.
    """
    _release(row)
    row.attempts += 1
    row.fault = fault
    if row.is_stopping:
        _finish(row, JobState.STOPPED, now)
    elif (fault == "limits" or row.attempts >= MOST_ATTEMPTS) and not row.is_recurrent:
        _finish(row, JobState.FAILED, now)
    else:
        row.state = JobState.WAITING
        row.run_at = now + min(FIRST_DELAY * 4 ** min(row.attempts - 1, 8), LONGEST_DELAY)


def _own_row(session: WriteSession, task: JobTask) -> JobRow | None:
    row = JobRow
    mine = (row.id == task.id, row.state == JobState.RUNNING, row.claims == task.claim)
    return session.scalars(select(row).where(*mine).with_for_update()).first()


def _release(row: JobRow) -> None:
    row.worker = row.leased_until = None


def _finish(row: JobRow, state: JobState, now: datetime) -> None:
    row.state, row.finished_at = state, now
    row.is_stopping = row.is_asked_again = False


def _due(kinds: Collection[str], now: datetime) -> ColumnElement[bool]:
    row = JobRow
    waits = and_(row.state == JobState.WAITING, row.run_at <= now)
    is_lost = and_(row.state == JobState.RUNNING, row.leased_until < now)
    return and_(row.kind.in_(sorted(kinds)), or_(waits, is_lost))


_BLANK: dict[str, Any] = {
    "state": JobState.WAITING,
    "progress": None,
    "attempts": 0,
    "claims": 0,
    "is_asked_again": False,
    "is_stopping": False,
}

"""What a person does to a job: has it tried again, or stopped. The journal says who."""

from __future__ import annotations

from sqlalchemy import select

from api.db.jobs import JobRow, JobState
from api.http.unit_of_work import UnitOfWork
from api.jobs import queue
from api.journal.entries import record
from api.kit.problems import Problem

TO_RETRY = frozenset({JobState.WAITING, JobState.FAILED, JobState.STOPPED})
TO_STOP = frozenset({JobState.WAITING, JobState.RUNNING})


def retry_job(unit: UnitOfWork, name: str) -> JobRow:
    """Has a job that waits, failed or was stopped begin now, from its start.

    Raises:
        Problem: there is no such job, or it runs or is done.
    """
    row = _job(unit, name, TO_RETRY)
    now = unit.services.clock.now()
    queue.begin_again(row, now)
    record(unit.session, now, unit.who.account, "job.retried", row.id, kind=row.kind, key=row.key)
    return row


def stop_job(unit: UnitOfWork, name: str) -> JobRow:
    """Stops a job until somebody has it tried again: at once where it waits, after its step where
    it runs.

    Raises:
        Problem: there is no such job, it ended, or it is stopped already.
    """
    row = _job(unit, name, TO_STOP)
    if row.is_stopping:
        raise Problem("job-state")
    now = unit.services.clock.now()
    queue.stop(row, now)
    record(unit.session, now, unit.who.account, "job.stopped", row.id, kind=row.kind, key=row.key)
    return row


def _job(unit: UnitOfWork, name: str, states: frozenset[JobState]) -> JobRow:
    row = unit.session.scalars(select(JobRow).where(JobRow.id == name).with_for_update()).first()
    if row is None:
        raise Problem("not-found")
    if row.state not in states:
        raise Problem("job-state")
    return row

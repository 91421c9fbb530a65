"""Evidence worked out beside the service: a job of the database, so that every instance says where
it stands and one of them works it out; its process apart is bounded.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from api.backtest.rereading import reads_otherwise
from api.backtest.stored import LastReport, last_reports
from api.changes import repository
from api.changes.evidence import ChangeEvidence, evidence_of, preview_of
from api.changes.states import OPEN, ChangeState
from api.changes.submission import evidence_for
from api.db.changes import ChangeRow, EvidenceRow
from api.db.inserting import insert_missing
from api.db.jobs import JobRow, JobState
from api.db.sessions import AnySession, WriteSession
from api.http.services import Services
from api.jobs.kinds import JobKind, JobPause, JobTask, Scalar
from api.jobs.queue import JobRequest, begin_again, enqueue, job_of_key
from api.kit.bounded_worker import WorkStopped, outcome_of
from api.kit.problems import Problem
from api.rules.tree import RulesTree
from api.rules.tree_rows import load_tree

log = logging.getLogger("qualif.rules")
LAST_REPORTS = 500
"""Reports that the evidence of a change is backtested on: the last ones."""
LAST_READ = 200
"""The same, where their words are read again under both editions: some 15 ms each and edition."""
LAST_PREVIEWED = 200
"""Reports that a text being written is tried on: the last ones."""
PREVIEW_SECONDS = 60.0
"""How long whoever types waits for a preview at most."""
LOOK = 1.0
"""Seconds between two looks, while evidence is worked out, at whether anybody still wants it."""
LEAVE = 5.0
"""Seconds left to a service that stops, before another one takes up what it was working out."""
_WORKED_ON = (JobState.WAITING, JobState.RUNNING)
EvidenceState = Literal["absent", "running", "ready", "failed"]


@dataclass(frozen=True)
class EvidenceStatus:
    """Whether the evidence on a change request is there; the evidence once it is `ready`. `before`:
    while it is `running`, how much other evidence is worked out first.
    """

    state: EvidenceState
    evidence: ChangeEvidence | None = None
    before: int = 0


def evidence_status(session: AnySession, row: ChangeRow) -> EvidenceStatus:
    """The evidence on a change request as it is now, or where its computation stands."""
    found = evidence_for(session, row)
    if found is not None:
        return EvidenceStatus("ready", found)
    job = job_of_key(session, _key(row.id))
    if job is None or job.payload != _payload(row) or job.state == JobState.DONE:
        return EvidenceStatus("absent")
    if job.state in _WORKED_ON and job.fault in (None, "lost", "database"):
        return EvidenceStatus("running", before=_jobs_before(session, job))
    return EvidenceStatus("failed")


def start_evidence(session: AnySession, services: Services, row: ChangeRow) -> EvidenceStatus:
    """Asks for the evidence on a change request, unless it is there or under way; one that failed
    is tried again. What was under way on earlier files of the request is not.
    """
    status = evidence_status(session, row)
    if status.state in ("ready", "running"):
        return status
    now = services.clock.now()
    with _writing(session, services) as writing:
        enqueue(writing, now, JobRequest(EVIDENCE.name, _key(row.id), now, _payload(row)))
        job = job_of_key(writing, _key(row.id))
        if job is not None and job.state == JobState.WAITING and job.fault is not None:
            begin_again(job, now)
        before = 0 if job is None else _jobs_before(writing, job)
    return EvidenceStatus("running", before=before)


def work_out_evidence(services: Services, task: JobTask) -> JobPause | None:
    """Works out the evidence on a change request and stores it; stops where the request has other
    files since, or is closed. Done twice, it stores the same under the same digest.

    Raises:
        WorkStopped: it went beyond its limits.
        Problem: a stored tree cannot be read.
    """
    with services.database.read() as session:
        row = _wanted(session, task)
        if row is None or evidence_for(session, row) is not None:
            return None
        base, tree = load_tree(session, row.base), load_tree(session, row.tree)
        again = reads_otherwise(tree.changed_paths(base))
        reports = last_reports(session, LAST_READ if again else LAST_REPORTS, with_words=again)
    key = f"evidence:{tree.digest}:{base.digest}"
    future = services.bounded.start(key, evidence_of, base, tree, services.clock.today(), reports)
    try:
        while True:
            try:
                found = outcome_of(future, LOOK)
                break
            except TimeoutError:
                with services.database.read() as session:
                    if _wanted(session, task) is None:
                        return None
    except WorkStopped:
        if future.cancelled():  # the service stops
            return JobPause(LEAVE)
        raise
    finally:
        services.bounded.forget(key)
    with services.database.write() as session:
        store_evidence(session, services, found)
    return None


EVIDENCE = JobKind("rules.evidence", work_out_evidence, is_long=True)


def reports_to_preview(session: AnySession) -> list[LastReport]:
    """Reports that a text being written is tried on, without their words."""
    return last_reports(session, LAST_PREVIEWED, with_words=False)


def preview(services: Services, base: RulesTree, tree: RulesTree, reports: Sequence[LastReport] = ()) -> ChangeEvidence:
    """Evidence as one types, waited for; the same text tried twice is worked out once.

    Raises:
        Problem: it takes too long, or too much memory.
    """
    key = f"preview:{tree.digest}:{base.digest}"
    future = services.previewer.start(key, preview_of, base, tree, services.clock.today(), reports)
    try:
        return outcome_of(future, PREVIEW_SECONDS)
    except (WorkStopped, TimeoutError) as error:
        services.previewer.forget(key)
        raise Problem("work-too-long") from error


def store_evidence(session: WriteSession, services: Services, found: ChangeEvidence) -> None:
    """Stores evidence under its digest; the same, stored twice, is there once."""
    values = {
        "digest": found.digest,
        "tree": found.document["tree"],
        "base": found.document["base"],
        "document": found.pack(),
        "made_at": services.clock.now(),
    }
    insert_missing(session, EvidenceRow, [values])


def _wanted(session: AnySession, task: JobTask) -> ChangeRow | None:
    """The change request that a job is about; None where it is closed or has other files now."""
    row = session.get(ChangeRow, str(task.payload["change"]))
    return row if row is not None and ChangeState(row.state) in OPEN and _payload(row) == task.payload else None


def _jobs_before(session: AnySession, job: JobRow) -> int:
    """How many jobs of this kind, on requests as they are now, come before one."""
    waiting = repository.jobs_of_kind(session, EVIDENCE.name, _WORKED_ON)
    rows = repository.changes_among(session, [str(one.payload["change"]) for one in waiting])
    wanted = {row.id: _payload(row) for row in rows if ChangeState(row.state) in OPEN}
    earlier = (one for one in waiting if (one.run_at, one.id) < (job.run_at, job.id))
    return sum(one.payload == wanted.get(str(one.payload["change"])) for one in earlier)


@contextmanager
def _writing(session: AnySession, services: Services) -> Iterator[WriteSession]:
    """The transaction under way where it writes; else one of its own."""
    if isinstance(session, WriteSession):
        yield session
        return
    with services.database.write() as writing:
        yield writing


def _key(change: str) -> str:
    return f"rules.evidence:{change}"


def _payload(row: ChangeRow) -> dict[str, Scalar]:
    """What the job on a request is about: the request as it is."""
    return {"change": row.id, "tree": row.tree, "base": row.base}

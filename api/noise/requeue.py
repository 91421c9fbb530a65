"""What an earlier filter set aside goes back to the queue after a start."""

from __future__ import annotations

import logging

from sqlalchemy import or_, select

from api.db.reports import ReportRow
from api.http.services import Services
from api.jobs.kinds import JobKind, JobPause, JobTask
from api.journal.entries import SYSTEM, record
from api.reports.repository import bring_back

log = logging.getLogger("qualif.noise")
REPLACED = "filtre_remplace"
"""Why they come back."""
BATCH, REST = 100, 0.2
"""Reports a transaction, seconds between two of these."""


def requeue(services: Services, task: JobTask) -> JobPause | None:
    """Puts back in the queue some of what the filter of an earlier version set aside, and nobody
    has judged. What is back is no longer set aside: done twice, a step finds nothing.

    It had learnt hate only, and set aside what it had not learnt. Where the words were erased
    nothing is left to read: the report stays where it is.
    """
    row = ReportRow
    judged = (
        row.state == "low_priority",
        row.noise_field.is_(None),
        or_(row.text.is_not(None), row.comment.is_not(None)),
    )
    query = select(row.id).where(*judged).order_by(row.id).limit(BATCH).with_for_update(skip_locked=True)
    with services.database.write() as writing:
        names = writing.scalars(query.where(row.id > str(task.progress.get("after", "")))).all()
        for name in names:
            bring_back(writing, name, REPLACED)
            record(writing, services.clock.now(), SYSTEM, "noise.restored", name, because=REPLACED)
    if not names:
        return None
    log.warning("%d reports set aside by an earlier filter are back in the queue", len(names))
    return JobPause(REST, {"after": names[-1]})


REQUEUE = JobKind("noise.requeue", requeue)

"""After a start, what an earlier filter set aside goes back to the queue."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError

from api.db.reports import ReportRow
from api.http.services import Services
from api.journal.entries import SYSTEM, record
from api.reports.repository import bring_back

log = logging.getLogger("qualif.noise")
REPLACED = "filtre_remplace"
"""Why they come back."""
BATCH = 100
"""Reports a transaction."""


def requeue(services: Services, over: Event) -> int:
    """Puts back in the queue what the filter of an earlier version set aside, and nobody has
    judged; how many there were.

    It had learnt hate only, and set aside what it had not learnt. Where the words were erased
    nothing is left to read: the report stays where it is.
    """
    row = ReportRow
    judged = (
        row.state == "low_priority",
        row.noise_field.is_(None),
        or_(row.text.is_not(None), row.comment.is_not(None)),
    )
    count, after, more = 0, "", True
    asked = select(row.id).where(*judged).order_by(row.id).limit(BATCH).with_for_update(skip_locked=True)
    try:
        while more and not (after and over.is_set()):
            with services.database.write() as writing:
                names = writing.scalars(asked.where(row.id > after)).all()
                for name in names:
                    bring_back(writing, name, REPLACED)
                    record(writing, services.clock.now(), SYSTEM, "noise.restored", name, because=REPLACED)
            count, more = count + len(names), len(names) == BATCH
            after = names[-1] if names else after
    except SQLAlchemyError as error:
        log.warning("what the filter set aside is not all looked at again: %s", type(error).__name__)
    if count:
        log.warning("%d reports set aside by an earlier filter are back in the queue", count)
    return count


@contextmanager
def requeuing(services: Services) -> Iterator[None]:
    """Does so beside the service as it starts; once it stops, no further than the transaction under
    way.
    """
    over = Event()
    thread = Thread(target=requeue, args=(services, over), name="requeuing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

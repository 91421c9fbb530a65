"""After a start, what was set aside and could no longer be goes back to the queue."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError

from api.audit.journal import SYSTEM, record
from api.db.reports import ReportRow
from api.noise_setup import UNUSABLE, open_domain, shipped_folder
from api.reports.repository import bring_back
from api.wiring import Wiring
from classifiers.noise.certificate_file import digest, read
from classifiers.noise.filter import OUT_OF_DOMAIN
from classifiers.noise.model import CERTIFICATES

log = logging.getLogger("qualif.noise")
BATCH = 100
"""Reports a transaction."""


def requeue(wired: Wiring, over: Event) -> int:
    """Puts back in the queue what the demonstration's certificate set aside outside the training domain; how many there were.

    An earlier version did so whatever the category, and a hotline may take a name out of its list. Where the text was erased nothing is
    left to read, and the category may have been erased with it: the report stays where it is.
    """
    try:
        domain = open_domain(wired.settings.rulesets)
        shipped = [digest(one) for one in read(shipped_folder() / CERTIFICATES).certificates]
    except UNUSABLE as error:
        log.warning("what the filter set aside is not looked at again: %s", type(error).__name__)
        return 0
    row = ReportRow
    judged = (
        row.state == "low_priority",
        row.noise_certificate.in_(shipped),
        or_(row.text.is_not(None), row.comment.is_not(None)),
    )
    count, after, more = 0, "", True
    try:
        with wired.database.read() as session:
            categories = session.scalars(select(row.reported_category).where(*judged).distinct()).all()
        covered = [category for category in categories if domain.covers(category)]
        more = len(covered) < len(categories)
        outside = or_(row.reported_category.is_(None), row.reported_category.not_in(covered))
        asked = select(row.id).where(*judged, outside).order_by(row.id).limit(BATCH).with_for_update(skip_locked=True)
        while more and not (after and over.is_set()):
            with wired.database.write() as writing:
                names = writing.scalars(asked.where(row.id > after)).all()
                for name in names:
                    bring_back(writing, name, OUT_OF_DOMAIN)
                    record(writing, wired.clock.now(), SYSTEM, "noise.restored", name, because=OUT_OF_DOMAIN)
            count, more = count + len(names), len(names) == BATCH
            after = names[-1] if names else after
    except SQLAlchemyError as error:
        log.warning("what the filter set aside is not all looked at again: %s", type(error).__name__)
    if count:
        log.warning("%d reports set aside outside what the filter learnt are back in the queue", count)
    return count


@contextmanager
def requeuing(wired: Wiring) -> Iterator[None]:
    """Does so beside the service as it starts; once it stops, no further than the transaction under way."""
    over = Event()
    thread = Thread(target=requeue, args=(wired, over), name="requeuing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

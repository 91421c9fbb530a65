"""At start, what was set aside and could no longer be goes back to the queue."""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import defer

from api.audit.journal import SYSTEM, record
from api.db.reports import ReportRow
from api.noise_setup import UNUSABLE, open_domain, shipped_folder
from api.wiring import Wiring
from classifiers.noise.certificate_file import digest, read
from classifiers.noise.filter import OUT_OF_DOMAIN
from classifiers.noise.model import CERTIFICATES

log = logging.getLogger("qualif.noise")


def requeue(wired: Wiring) -> int:
    """Puts back in the queue what the demonstration's certificate set aside outside the training domain; how many there were.

    An earlier version did so whatever the category, and a hotline may take a name out of its list.
    """
    try:
        domain = open_domain(wired.settings.rulesets)
        shipped = [digest(one) for one in read(shipped_folder() / CERTIFICATES).certificates]
        query = select(ReportRow).where(ReportRow.state == "low_priority", ReportRow.noise_certificate.in_(shipped))
        query = query.options(defer(ReportRow.text), defer(ReportRow.url)).with_for_update(skip_locked=True)
        with wired.database.write() as session:
            rows = [row for row in session.scalars(query) if not domain.covers(row.reported_category)]
            for row in rows:
                row.state, row.noise_decision, row.noise_reason, row.noise_audit = "open", "keep", OUT_OF_DOMAIN, False
                record(session, wired.clock.now(), SYSTEM, "noise.restored", row.id, because=OUT_OF_DOMAIN)
    except (SQLAlchemyError, *UNUSABLE) as error:
        log.warning("what the filter set aside is not looked at again: %s", type(error).__name__)
        return 0
    if rows:
        log.warning("%d reports set aside outside what the filter learnt are back in the queue", len(rows))
    return len(rows)

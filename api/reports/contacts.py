"""Contact details of reporters: kept apart, encrypted, and opened for one person at a time, which
the journal keeps.
"""

from __future__ import annotations

from api.db.reports import ContactRow
from api.db.sessions import AnySession, JournaledSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem
from api.reports.schemas import ReporterContact


def has_contact(session: AnySession, report: str) -> bool:
    """Whether somebody left one, that is still kept."""
    return session.get(ContactRow, report) is not None


def open_contact(session: JournaledSession, services: Services, who: Identity, report: str) -> ReporterContact:
    """The contact of who sent a report. The journal keeps who saw it.

    Raises:
        Problem: there is none.
    """
    row = session.get(ContactRow, report)
    if row is None:
        raise Problem("not-found")
    record(session, services.clock.now(), who.account, "contact.seen", report)
    return ReporterContact.model_validate(services.sealer.open(row.sealed))

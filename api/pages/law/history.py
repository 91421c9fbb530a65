"""The port through which a law page shows the latest decisions on an offence: who (a pseudonym),
when, how; never what was reported.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Protocol

from sqlalchemy import exists, select

from api.db.double_review import SecondReadingRow
from api.db.people import AccountRow
from api.db.reports import DecisionRow, ReportRow
from api.http.services import Services
from api.reports.blinding import closed_to

MOST = 10


class PastDecision(NamedTuple):
    """A decision that holds: `kind` is `accept` or `correct`; `name` is what pages call the
    report.
    """

    report: str
    name: str
    kind: str
    day: date
    by: str


class LawHistory(Protocol):
    """Port on past decisions."""

    def latest(self, offence: str, reader: str | None) -> tuple[PastDecision, ...]:
        """The latest decisions on an offence that hold, the last one first; none on a content that
        `reader` is reading again.
        """
        ...


class NoHistory:
    """The law read without a service."""

    def latest(self, offence: str, reader: str | None) -> tuple[PastDecision, ...]:
        """None."""
        del offence, reader
        return ()


class ServiceHistory:
    """The decisions of the service.

    Those that somebody is to read again without knowing them are left out until then.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    def latest(self, offence: str, reader: str | None) -> tuple[PastDecision, ...]:
        """At most ten."""
        row = DecisionRow
        blind = exists().where(SecondReadingRow.report == row.report, SecondReadingRow.decided_at.is_(None))
        query = select(row.report, ReportRow.reference, row.kind, row.decided_at, AccountRow.pseudonym)
        query = query.join(AccountRow, AccountRow.id == row.decided_by).join(ReportRow, ReportRow.id == row.report)
        query = query.where(row.offence == offence, row.undone_at.is_(None), ~blind)
        query = query.order_by(row.decided_at.desc(), row.id.desc()).limit(MOST)
        with self._services.database.read() as session:
            closed = closed_to(session, reader) if reader is not None else None
            if closed is not None:
                query = query.where(row.report.not_in(closed))
            found = session.execute(query).all()
        day_of = self._services.clock.day_of
        return tuple(
            PastDecision(r.report, r.reference or r.report[-6:], r.kind, day_of(r.decided_at), r.pseudonym)
            for r in found
        )

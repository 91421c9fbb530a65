"""The danger of waiting reports, worked out again where no act on them says so: stored by an
earlier version, or under other rules.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial

from sqlalchemy import or_, select

from api.db.action import RegisterRow
from api.db.attempts import attempt
from api.db.audit import AuditRow
from api.db.reports import CLOSED, FactRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.live import LiveServices
from api.http.services import Services
from api.journal.entries import SYSTEM, record
from api.kit.background import background
from api.reports.danger import update_danger
from api.reports.facts import warning_facts

REFRESHED = "danger.refreshed"
"""The entry of the journal that names the rules (`rules`, their digest) under which every waiting
report was looked at.
"""
BATCH, REST, EVERY = 50, 0.2, 10.0
"""Reports a transaction; seconds between two of these; seconds between two looks at which rules are
served.
"""


class DangerRefresh:
    """Works out the danger of every waiting report, once for each edition of the rules, a few at a
    time.
    """

    def __init__(self, live: LiveServices) -> None:
        self._live = live
        self._rules: str | None = None
        self._names: list[str] | None = None

    def step(self) -> float | None:
        """Does a little of it; the seconds of rest before the next, longer once nothing is left to
        do under these rules.
        """
        services = self._live.current()
        digest = services.rules.dangers.digest
        if digest != self._rules:
            self._names = None
        if self._names is None:
            if digest == self._rules:
                return EVERY
            with services.database.read() as session:
                # Rules taken up while it runs are always gone through: reports came in under the
                # ones before until each instance had taken them up.
                done = self._rules is None and _last_rules(session) == digest
                self._names = None if done else _waiting(session, services)
            self._rules = digest
            if done:
                return EVERY
        with services.database.write() as session:
            if self._names:
                _update(session, services, self._names[:BATCH])
            else:
                record(session, services.clock.now(), SYSTEM, REFRESHED, rules=digest)
        if not self._names:
            self._names = None
            return EVERY
        del self._names[:BATCH]
        return REST


def _update(session: WriteSession, services: Services, names: list[str]) -> None:
    query = select(ReportRow).where(ReportRow.id.in_(names), ReportRow.state.not_in(CLOSED)).order_by(ReportRow.id)
    for name, row in [(row.id, row) for row in session.scalars(query.with_for_update(of=ReportRow))]:
        attempt(session, "danger", name, partial(_work_out, session, services, row))


def _work_out(session: WriteSession, services: Services, row: ReportRow) -> None:
    update_danger(session, services, row, warning_facts(session, row, services))


def _waiting(session: AnySession, services: Services) -> list[str]:
    """The reports that nobody decided, and of which something is known that may show a danger."""
    stated = select(FactRow.report).where(
        FactRow.fact.in_(services.rules.dangers.facts), FactRow.withdrawn_at.is_(None)
    )
    routed = select(RegisterRow.report).where(RegisterRow.routing.is_not(None))
    query = select(ReportRow.id).where(ReportRow.state.not_in(CLOSED)).order_by(ReportRow.id)
    if not services.rules.dangers.reads_indications:  # these lie in the answers: every report has some, perhaps
        query = query.where(or_(ReportRow.id.in_(stated), ReportRow.id.in_(routed)))
    return list(session.scalars(query))


def _last_rules(session: AnySession) -> str | None:
    query = select(AuditRow.detail).where(AuditRow.action == REFRESHED).order_by(AuditRow.number.desc()).limit(1)
    detail = session.scalar(query)
    return detail["rules"] if detail is not None else None


def refreshing(live: LiveServices) -> AbstractContextManager[None]:
    """Does so beside the service, from its start; stops with it."""
    return background("dangers", DangerRefresh(live).step)

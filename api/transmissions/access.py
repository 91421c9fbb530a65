"""Access to a notice: who may see it."""

from __future__ import annotations

from api.db.action import TransmissionRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.kit.problems import Problem
from api.reports.endpoints import visible


def transmission_of(session: AnySession, name: str, who: Identity) -> TransmissionRow:
    """A notice on a report that somebody may see.

    Raises:
        Problem: there is none, or none for them, or they are reading its report again without
            knowing what was decided.
    """
    row = session.get(TransmissionRow, name)
    if row is None:
        raise Problem("not-found")
    visible(session, row.report, who)
    return row

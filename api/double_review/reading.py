"""A second reading as a case page shows it."""

from __future__ import annotations

from api.db.double_review import SecondReadingRow
from api.db.sessions import WriteSession
from api.double_review import service
from api.problems import Problem
from api.security.identity import Identity
from api.wiring import Wiring
from api.workbench.answers import shown
from api.workbench.readings import Reading, stated_in


def second_reading(session: WriteSession, wired: Wiring, who: Identity, row: SecondReadingRow) -> Reading:
    """The reading, with its own answer on its own facts; asked again when the law that gave it is no longer at hand.

    Raises:
        Problem: what came in was erased.
        ReportError: today's law no longer knows a fact that was stated.
    """
    found = shown(wired, service.own_answer(session, wired, who, row))
    if found is None:
        raise Problem("law-absent")
    stated = tuple(stated_in(found.answered.given.facts))
    return Reading(f"/relecture/{row.id}", row.version, row.id[-6:], True, found, stated, blind=True)

"""A second reading as a case page shows it."""

from __future__ import annotations

from api.db.double_review import SecondReadingRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.kit.problems import Problem
from api.pages.case.answers import read_answer
from api.pages.case.readings import CaseReading, stated_in
from api.reports.double_review import service


def second_reading(session: AnySession, services: Services, row: SecondReadingRow) -> CaseReading:
    """The reading, with its own answer on its own facts; `service.renew` comes before.

    Raises:
        Problem: it has no answer, or the law that gave it is not at hand.
    """
    answer = service.own_answer(session, services, row)
    found = read_answer(services, answer) if answer is not None else None
    if found is None:
        raise Problem("law-absent")
    stated = tuple(stated_in(found.question.facts))
    return CaseReading(f"/relecture/{row.id}", row.version, row.id[-6:], True, found, stated, blind=True)

"""`/relecture`: how much waits, the next one, the end of the one just read, what a reviewer has to
settle.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow
from api.db.sessions import AnySession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.kit.ids import pattern
from api.kit.permissions import Permission
from api.pages.case.head import moment
from api.pages.review.contexts import ReadingEnd, SecondPage, ToSettle
from api.pages.review.views import first_view, second_view
from api.pages.shell.visit import CaseVisit, Visit
from api.reports.double_review import repository, service

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/relecture", name="second_readings")
def second_readings(
    visit: CaseVisit, session: Read, lue: Annotated[str, Query(max_length=200)] = "", tranche: bool = False
) -> HTMLResponse:
    """List of what waits.

    No case is named before it is taken: whoever looks one up first would not read it blind.
    """
    services, say = visit.services, visit.say
    before, now = service.midnight(services), services.clock.now()
    waiting, yours, tomorrow = repository.counts(session, visit.account, before, now)
    settles = visit.may(Permission.REPORTS_REVIEW)
    page = SecondPage(
        title=say.t("second.title"),
        waiting=waiting,
        yours=yours,
        tomorrow=tomorrow,
        settles=settles,
        agreement=visit.may(Permission.AUDIT_READ),
        to_settle=tuple(_to_settle(visit, session, row) for row in repository.disagreements(session))
        if settles
        else (),
        ended=_ended(visit, session, lue),
        message=say.t("second.settled") if tranche else "",
    )
    return visit.render(page)


@router.post("/relecture/suivant", name="take_second")
def take_second(visit: CaseVisit, session: Write) -> Response:
    """The next reading, held for who asks; the page again when there is none for them."""
    row = service.take(session, visit.services, visit.who)
    return RedirectResponse(f"/relecture/{row.id}" if row is not None else "/relecture", 303)


def _to_settle(visit: Visit, session: AnySession, row: SecondReadingRow) -> ToSettle:
    services, say = visit.services, visit.say
    first = session.get(DecisionRow, row.decision)
    own = visit.account == row.decided_by or (first is not None and visit.account == first.decided_by)
    line = [say.t(f"field.{row.field}"), moment(row.decided_at, services, say) if row.decided_at is not None else ""]
    return ToSettle(f"/relecture/{row.id}/arbitrage", row.id[-6:], " · ".join(filter(None, line)), own)


def _ended(visit: Visit, session: AnySession, name: str) -> ReadingEnd | None:
    """The reading that this person has just ended, with the first one; None otherwise."""
    row = session.get(SecondReadingRow, name) if re.fullmatch(pattern("sec"), name) else None
    first = session.get(DecisionRow, row.decision) if row is not None else None
    if row is None or first is None or row.decided_by != visit.account:
        return None
    return ReadingEnd(
        row.agrees is True,
        first_view(session, visit.services, first, visit.say),
        second_view(session, visit.services, row, visit.say),
        f"/signalements/{row.report}",
    )

"""`/relecture`: how much waits, the next one, the end of the one just read, what a reviewer has to settle."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.db.double_review import SecondReadingRow
from api.db.reports import DecisionRow
from api.db.sessions import AnySession
from api.http.deps import Read, ServicesDep, Write
from api.http.identity import Identity
from api.http.permissions import CanDecideReports
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.ids import pattern
from api.kit.permissions import Permission
from api.kit.preferences import language_of
from api.pages.case.head import moment
from api.pages.review.contexts import Ended, SecondPage, ToSettle
from api.pages.review.views import first_view, second_view
from api.pages.shell.say import Say
from api.pages.shell.templating import render
from api.reports.double_review import repository, service

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/relecture", name="second_readings")
def second_readings(
    who: CanDecideReports, request: Request, services: ServicesDep, session: Read, lue: Annotated[str, Query(max_length=200)] = "",
    tranche: bool = False,
) -> HTMLResponse:  # fmt: skip
    """What waits. No case is named before it is taken: whoever looks one up first would not read it blind."""
    say = Say(services.editions.current().ruleset, language_of(request))
    before, now = service.midnight(services), services.clock.now()
    waiting, yours, tomorrow = repository.counts(session, who.account, before, now)
    settles = who.may(Permission.REPORTS_REVIEW)
    page = SecondPage(
        title=say.t("second.title"),
        waiting=waiting,
        yours=yours,
        tomorrow=tomorrow,
        settles=settles,
        agreement=who.may(Permission.AUDIT_READ),
        to_settle=tuple(_to_settle(session, services, who, row, say) for row in repository.disagreements(session))
        if settles
        else (),
        ended=_ended(session, services, who, lue, say),
        said=say.t("second.settled") if tranche else "",
    )
    return render(request, page)


@router.post("/relecture/suivant", name="take_second")
def take_second(who: CanDecideReports, services: ServicesDep, session: Write) -> Response:
    """The next reading, held for who asks; the page again when there is none for them."""
    row = service.take(session, services, who)
    return RedirectResponse(f"/relecture/{row.id}" if row is not None else "/relecture", 303)


def _to_settle(session: AnySession, services: Services, who: Identity, row: SecondReadingRow, say: Say) -> ToSettle:
    first = session.get(DecisionRow, row.decision)
    own = who.account == row.decided_by or (first is not None and who.account == first.decided_by)
    line = [say.t(f"field.{row.field}"), moment(row.decided_at, services, say) if row.decided_at is not None else ""]
    return ToSettle(f"/relecture/{row.id}/arbitrage", row.id[-6:], " · ".join(filter(None, line)), own)


def _ended(session: AnySession, services: Services, who: Identity, name: str, say: Say) -> Ended | None:
    """The reading that this person has just ended, with the first one; None otherwise."""
    row = session.get(SecondReadingRow, name) if re.fullmatch(pattern("sec"), name) else None
    first = session.get(DecisionRow, row.decision) if row is not None else None
    if row is None or first is None or row.decided_by != who.account:
        return None
    return Ended(
        row.agrees is True,
        first_view(session, services, first, say),
        second_view(session, services, row, say),
        f"/signalements/{row.report}",
    )

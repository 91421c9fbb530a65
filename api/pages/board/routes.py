"""`/suivi`: what is late, what is due soon, what waits for somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from fastapi.responses import HTMLResponse

from api.http.deps import Read
from api.http.routing import OffLoopRouter
from api.pages.case.past import offence_short
from api.pages.follow_up.views import BoardPage, NoticeView
from api.pages.follow_up.words import due, notice, to_prepare
from api.pages.shell.parts import Pager
from api.pages.shell.visit import BoardVisit
from api.transmissions import repository as notices
from api.transmissions.due import repository as due_routes
from api.transmissions.due.upkeep import has_work
from api.transmissions.follow_up import repository
from api.transmissions.schemas import State, TransmissionFilters

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
MOST = 50
PER_PAGE = 25


@router.get("/suivi", name="board")
def board(
    visit: BoardVisit,
    session: Read,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """The board."""
    services, say, account = visit.services, visit.say, visit.account
    now = services.clock.now()
    late = repository.due(session, repository.DuePeriod(now, now), MOST + 1, reader=account)
    soon = repository.due(session, repository.DuePeriod(now, now + timedelta(days=1), since=now), MOST, reader=account)

    def listed(state: State) -> tuple[NoticeView, ...]:
        rows = notices.page(session, TransmissionFilters(state), None, MOST, reader=account)
        return tuple(notice(row, services, say) for row in rows)

    first = (page - 1) * PER_PAGE
    waiting = due_routes.page(session, account, PER_PAGE, offset=first)
    view = BoardPage(
        title=say.t("board.title"),
        prepare=to_prepare(session, waiting, services, say),
        pager=_pager(page, first, len(waiting), due_routes.count(session, account)),
        catching_up=has_work(session),
        late=due(session, late[:MOST], services, say),
        soon=due(session, soon, services, say),
        more=len(late) > MOST,
        to_confirm=listed("prepared"),
        to_send=listed("sending") + listed("confirmed") + listed("dry_run"),
        contested=tuple(notice(row, services, say) for row in notices.contested(session, MOST, account)),
        quality=tuple((offence_short(o, say), s, c, r, u) for o, s, c, r, u in repository.quality(session)),
    )
    return visit.render(view)


def _pager(page: int, first: int, count: int, total: int) -> Pager:
    before = f"/suivi?page={page - 1}" if page > 1 else None
    after = f"/suivi?page={page + 1}" if first + count < total else None
    return Pager(first + 1 if count else 0, first + count, total, before, after)

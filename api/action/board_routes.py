"""`/suivi`: what is late, what is due soon, what waits for somebody."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.action.views import BoardPage, NoticeView
from api.action.words import due, notice
from api.deps import Read, Wired
from api.followup import repository
from api.routing import Router
from api.transmissions import repository as notices
from api.transmissions.permissions import CanRead
from api.web.preferences import language_of
from api.web.say import Say
from api.web.templating import render
from api.workbench.past import offence_short

router = Router(default_response_class=HTMLResponse, include_in_schema=False)
MOST = 50


@router.get("/suivi", name="board")
def board(who: CanRead, request: Request, wired: Wired, session: Read) -> HTMLResponse:
    """The board."""
    say = Say(wired.laws.current().ruleset, language_of(request))
    now = wired.clock.now()
    late = repository.due(session, now, now, MOST + 1, reader=who.account)
    soon = repository.due(session, now, now + timedelta(days=1), MOST, reader=who.account, since=now)

    def listed(state: str) -> tuple[NoticeView, ...]:
        rows = notices.page(session, state=state, limit=MOST, reader=who.account)
        return tuple(notice(row, wired, say) for row in rows)

    page = BoardPage(
        title=say.t("board.title"),
        late=due(session, late[:MOST], wired, say),
        soon=due(session, soon, wired, say),
        more=len(late) > MOST,
        to_confirm=listed("prepared"),
        to_send=listed("sending") + listed("confirmed") + listed("dry_run"),
        contested=tuple(notice(row, wired, say) for row in notices.contested(session, MOST, who.account)),
        quality=tuple((offence_short(o, say), s, c, r, u) for o, s, c, r, u in repository.quality(session)),
    )
    return render(request, page)

"""`/suivi`: a day's work, each part with who has it; `/suivi/fin`: the end of a shift."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.db.action import DeadlineRow
from api.db.sessions import AnySession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.kit.permissions import Permission
from api.kit.problems import Problem
from api.pages.board.contexts import BoardPage, BoardPart, DangerRow, ShiftPage
from api.pages.board.people import deadline_views, notice_views, route_views
from api.pages.case.danger_views import chip
from api.pages.case.head import moment
from api.pages.case.past import offence_short
from api.pages.case.repository import names_of
from api.pages.follow_up.views import NoticeView
from api.pages.shell.parts import Link, Pager
from api.pages.shell.say import Say
from api.pages.shell.visit import BoardVisit, CaseVisit, Visit
from api.transmissions import repository as notices
from api.transmissions.due import repository as due_routes
from api.transmissions.due.upkeep import has_work
from api.transmissions.follow_up import repository
from api.transmissions.follow_up.repository import DuePeriod
from api.transmissions.schemas import State, TransmissionFilters
from api.transmissions.shift.service import Handover, end, handover_of, unattended_dangers

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
MOST = 50
PER_PAGE = 25
ANCHORS = {
    "to_prepare": "preparer",
    "to_confirm": "confirmer",
    "to_send": "envoyer",
    "to_check": "verifier",
    "late": "retard",
}
"""Where each part is on the page."""


class ShiftForm(BaseModel):
    """The end of a shift as its form sends it."""

    model_config = ConfigDict(frozen=True)

    vu: Annotated[str, Form(max_length=10)] = ""


@router.get("/suivi", name="board")
def board(
    visit: BoardVisit,
    session: Read,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """The board."""
    services, account = visit.services, visit.account
    now = services.clock.now()
    tomorrow = now + timedelta(days=1)

    def listed(*states: State) -> tuple[NoticeView, ...]:
        rows = [notices.page(session, TransmissionFilters(state), None, MOST, reader=account) for state in states]
        return notice_views(visit, session, [row for some in rows for row in some])

    def deadlines(until: datetime, since: datetime | None, *, checks: bool, most: int = MOST) -> list[DeadlineRow]:
        return repository.due(session, DuePeriod(now, until, since, checks), most, reader=account)

    first = (page - 1) * PER_PAGE
    waiting = due_routes.page(session, account, PER_PAGE, offset=first)
    to_prepare = due_routes.count(session, account)
    late = deadlines(now, None, checks=False, most=MOST + 1)
    to_check = deadlines(tomorrow, None, checks=True)
    confirming, sending = listed("prepared"), listed("sending", "confirmed", "dry_run")
    counts = {
        "to_prepare": to_prepare, "to_confirm": len(confirming), "to_send": len(sending), "to_check": len(to_check),
        "late": len(late) + due_routes.late(session, account, now),
    }  # fmt: skip
    view = BoardPage(
        title=visit.say.t("board.title"),
        parts=tuple(_part(name, count, visit.say) for name, count in counts.items()),
        dangers=len(unattended_dangers(session, visit.who, now)) if visit.may(Permission.REPORTS_DECIDE) else 0,
        prepare=route_views(visit, session, waiting),
        pager=_pager(page, first, len(waiting), to_prepare),
        catching_up=has_work(session),
        to_confirm=confirming,
        to_send=sending,
        to_check=deadline_views(visit, session, to_check),
        late=deadline_views(visit, session, late[:MOST]),
        soon=deadline_views(visit, session, deadlines(tomorrow, now, checks=False)),
        more=len(late) > MOST,
        contested=notice_views(visit, session, notices.contested(session, MOST, account)),
        quality=tuple((offence_short(o, visit.say), s, c, r, u) for o, s, c, r, u in repository.quality(session)),
    )
    return visit.render(view)


@router.get("/suivi/fin", name="shift")
def shift(visit: CaseVisit, session: Read, fini: str = Query("", max_length=10)) -> HTMLResponse:
    """What a shift that ends now would leave."""
    left = handover_of(session, visit.services, visit.who)
    return visit.render(_shift_page(visit, session, left, ended=bool(fini)))


@router.post("/suivi/fin", name="end_shift")
def end_shift(visit: CaseVisit, session: Write, form: Annotated[ShiftForm, Form()]) -> Response:
    """Ends a shift. What is left to nobody is said again to whoever did not say they saw it."""
    try:
        end(session, visit.services, visit.who, seen=form.vu == "on")
    except Problem as problem:
        if problem.kind.code != "left-unattended":
            raise
        left = handover_of(session, visit.services, visit.who)
        return visit.render(_shift_page(visit, session, left, refused=True), 409)
    return RedirectResponse("/suivi/fin?fini=1", 303)


def _shift_page(
    visit: Visit, session: AnySession, left: Handover, *, ended: bool = False, refused: bool = False
) -> ShiftPage:
    say, services = visit.say, visit.services
    own = [left.assigned] if left.assigned is not None else []
    names = names_of(session, (row.id for row in (*left.dangers, *own)))
    return ShiftPage(
        title=say.t("shift.title"),
        ended=ended,
        refused=refused,
        urgent=left.needs_a_word,
        dangers=tuple(
            DangerRow(
                file=Link(f"/signalements/{row.id}", names[row.id]),
                danger=chip(row.danger, say),
                since=say.t("board.since", when=moment(row.received_at, services, say)),
            )
            for row in left.dangers
        ),
        routes=route_views(visit, session, left.routes),
        deadlines_due=deadline_views(visit, session, left.deadlines),
        assigned=next((Link(f"/signalements/{row.id}", names[row.id]) for row in own), None),
        notices=notice_views(visit, session, left.notices),
    )


def _part(name: str, count: int, say: Say) -> BoardPart:
    number = str(count) if name == "to_prepare" or count < MOST else f"{MOST}+"
    return BoardPart(Link(f"#{ANCHORS[name]}", say.t(f"board.{name}")), number)


def _pager(page: int, first: int, count: int, total: int) -> Pager:
    before = f"/suivi?page={page - 1}" if page > 1 else None
    after = f"/suivi?page={page + 1}" if first + count < total else None
    return Pager(first + 1 if count else 0, first + count, total, before, after)

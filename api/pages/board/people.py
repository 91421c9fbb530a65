"""Who has each piece of work of the board, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from api.db.action import DeadlineRow, RouteDueRow, TransmissionRow
from api.db.sessions import AnySession
from api.pages.case.repository import names_of, pseudonyms
from api.pages.follow_up.views import DueView, NoticeView, ToPrepareView
from api.pages.follow_up.words import due, notice, to_prepare
from api.pages.shell.visit import Visit
from api.transmissions.follow_up.repository import calls_on
from api.transmissions.people_in_charge import people_in_charge

View = TypeVar("View", DueView, ToPrepareView)


def with_people(
    visit: Visit, session: AnySession, rows: Sequence[DeadlineRow | RouteDueRow], views: Sequence[View]
) -> tuple[View, ...]:
    """The same, each with who holds its file, or decided of it."""
    say, people = visit.say, people_in_charge(session, (row.report for row in rows), visit.services.clock.now())
    names = pseudonyms(session, (person.account for person in people.values()))
    told = {}
    for report, person in people.items():
        name = say.t("board.you") if person.account == visit.account else names.get(person.account, "…")
        told[report] = say.t("board.who_holds" if person.holds else "board.who_decided", name=name)
    return tuple(replace(view, who=told.get(row.report, "")) for row, view in zip(rows, views, strict=True))


def deadline_views(visit: Visit, session: AnySession, rows: Sequence[DeadlineRow]) -> tuple[DueView, ...]:
    """Deadlines, each with who has it."""
    return with_people(visit, session, rows, due(session, rows, visit.services, visit.say))


def route_views(visit: Visit, session: AnySession, rows: Sequence[RouteDueRow]) -> tuple[ToPrepareView, ...]:
    """Recipients to be told, each with who has its file."""
    return with_people(visit, session, rows, to_prepare(session, rows, visit.services, visit.say))


def notice_views(visit: Visit, session: AnySession, rows: Sequence[TransmissionRow]) -> tuple[NoticeView, ...]:
    """Notices, each with its case, and who prepared it, or confirmed it since."""
    say, files = visit.say, names_of(session, (row.report for row in rows))
    people = {row.id: row.confirmed_by or row.prepared_by for row in rows}
    names = pseudonyms(session, people.values())
    calls = calls_on(session, rows)
    views = []
    for row in rows:
        name = say.t("board.you") if people[row.id] == visit.account else names.get(people[row.id], "…")
        act = "board.who_confirmed" if row.confirmed_by is not None else "board.who_prepared"
        view = notice(row, visit.services, say, calls.get(row.id))
        views.append(replace(view, lines=(files[row.report], *view.lines), who=say.t(act, name=name)))
    return tuple(views)

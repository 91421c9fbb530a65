"""Exchanges on a case, put together for a page."""

from __future__ import annotations

from typing import Literal

from api.db.exchanges import CaseRequestRow
from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession
from api.pages.exchanges.contexts import ExchangesDraft, ExchangesView, NoteView, RequestView
from api.pages.exchanges.steps import addressee, is_told_elsewhere, steps_of
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError, Option
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports import repository as reports
from api.reports.exchanges import repository
from api.reports.exchanges.notes import notes_read
from api.reports.exchanges.reopening import refusal_to_reopen
from api.reports.exchanges.requests import addressed_to, requests_read, state_of
from api.reports.exchanges.schemas import CaseRequestRead, NoteRead
from api.reports.exchanges.timeline import may_have_exchanges, timeline_of

SHORT = 6
"""Steps that the page of a case shows."""
HOURS = (24, 4, 72)
"""For how long an answer is waited for; the first is proposed."""
ROLES = ("reviewer", "analyst")
NO_DRAFT = ExchangesDraft()


def exchanges_view(
    visit: Visit,
    session: AnySession,
    row: ReportRow,
    *,
    most: int | None = SHORT,
    draft: ExchangesDraft = NO_DRAFT,
    errors: tuple[FieldError, ...] = (),
) -> ExchangesView:
    """The exchanges on a case, with its last steps."""
    services, say = visit.services, visit.say
    timeline = timeline_of(session, row.id)
    people = [person for person in repository.handlers(session) if person.id != visit.account]
    options = tuple(Option(person.id, person.pseudonym, "fr") for person in people)
    notes, requests = _exchanges_on(session, row.id) if may_have_exchanges(timeline) else ([], [])
    open_rows = [each for each in requests if state_of(each) == "open"]
    decided = row.state in CLOSED
    told = requests_read(session, open_rows)
    return ExchangesView(
        base=f"/signalements/{row.id}",
        version=row.version,
        notes=tuple(_note(note, visit, say) for note in notes),
        requests=() if decided else tuple(_request(*pair, visit, say) for pair in zip(open_rows, told, strict=True)),
        steps=steps_of(session, services, timeline, say, most),
        total_steps=sum(1 for step in timeline.steps if not is_told_elsewhere(step)),
        people=options,
        mentionable=(Option("", say.t("exchanges.nobody")), *options) if options else (),
        addressees=(*(Option(f"role:{role}", say.t(f"exchanges.role_{role}")) for role in ROLES), *options),
        hours=tuple(Option(str(n), say.t("exchanges.hours_n", n=n)) for n in HOURS),
        hint=say.t("exchanges.body_hint", name=people[0].pseudonym) if people else say.t("exchanges.body_hint_alone"),
        can_ask=not decided,
        reopening=_reopening(visit, session, row) if decided else "",
        draft=draft,
        errors=errors,
    )


def _exchanges_on(session: AnySession, report: str) -> tuple[list[NoteRead], list[CaseRequestRow]]:
    """The notes and the requests on a report."""
    return notes_read(session, report), repository.requests_on(session, report)


def _reopening(visit: Visit, session: AnySession, row: ReportRow) -> Literal["yes", "others", ""]:
    decision = reports.live_decision(session, row.id)
    if decision is None:
        return ""
    refused = refusal_to_reopen(session, visit.services, visit.who, decision)
    return "yes" if refused is None else "others" if refused == "not-allowed" else ""


def _note(note: NoteRead, visit: Visit, say: Say) -> NoteView:
    return NoteView(
        id=note.id,
        kind=say.t(f"exchanges.kind_{note.kind}"),
        by=note.by,
        when=say_moment(note.at, visit.services.settings.zone, say.language),
        body=note.body or "",
        mentions=say.marking(say.t("exchanges.mentions", names=", ".join(note.mentions)), *note.mentions)
        if note.mentions
        else "",
    )


def _request(row: CaseRequestRow, told: CaseRequestRead, visit: Visit, say: Say) -> RequestView:
    mine, for_me = row.asked_by == visit.account, addressed_to(row, visit.who)
    to = addressee(told.account, told.role, say)
    until = say_moment(told.reserved_until, visit.services.settings.zone, say.language)
    words = say.t(f"exchanges.wait_{row.kind}", by=told.by, to=to, until=until)
    return RequestView(
        id=row.id,
        words=say.marking(words, told.by, told.account or ""),
        can_answer=for_me and row.kind == "opinion",
        can_take=for_me and row.kind == "handover",
        can_decline=for_me,
        can_withdraw=mine,
    )

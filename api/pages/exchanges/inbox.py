"""One's inbox as a page, without a word of any report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.pages.exchanges.contexts import InboxLine, InboxPage
from api.pages.exchanges.steps import addressee
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import Link
from api.pages.shell.visit import Visit
from api.reports.exchanges.inbox import inbox_of
from api.reports.exchanges.schemas import CaseRequestRead


def inbox_page(visit: Visit, session: AnySession) -> InboxPage:
    """The page of one's inbox."""
    say, found = visit.say, inbox_of(session, visit.who)
    reports = {each.report for each in (*found.asked, *found.answers, *found.waiting)}
    reports |= {each.report for each in found.mentions}
    rows = session.execute(select(ReportRow.id, ReportRow.reference).where(ReportRow.id.in_(reports)))
    names = {row.id: row.reference or row.id[-6:] for row in rows}

    def when(at: datetime) -> str:
        return say_moment(at, visit.services.settings.zone, say.language)

    def line(report: str, key: str, by: str, at: datetime, seen_at: str = "") -> InboxLine:
        what = say.marking(say.t(f"inbox.{key}", by=by, when=when(at)), by)
        return InboxLine(Link(f"/signalements/{report}#echanges", names[report]), what, seen_at)

    def waits(asked: CaseRequestRead) -> InboxLine:
        to = addressee(asked.account, asked.role, say)
        words = say.marking(say.t("inbox.to", to=to, until=when(asked.reserved_until)), asked.account or "")
        return InboxLine(Link(f"/signalements/{asked.report}#echanges", names[asked.report]), words, "")

    return InboxPage(
        title=say.t("inbox.title"),
        asked=tuple(line(one.report, one.kind, one.by, one.at) for one in found.asked),
        answers=tuple(
            line(one.report, "answer", one.answered_by or "", one.answered_at or one.at, f"/echanges/reponses/{one.id}")
            for one in found.answers
        ),
        mentions=tuple(
            line(one.report, "mention", one.by, one.at, f"/echanges/mentions/{one.note}") for one in found.mentions
        ),
        waiting=tuple(waits(one) for one in found.waiting),
    )

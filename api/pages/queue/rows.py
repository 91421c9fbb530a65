"""Rows of the queue: a report on two lines, by what one chooses among reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.pages.case.danger_views import chip
from api.pages.case.head import SHAPES, category, hour, moment
from api.pages.case.past import offence_short
from api.pages.case.repository import pseudonyms
from api.pages.case.words import noise_reason, rank_reason
from api.pages.follow_up.words import time_left
from api.pages.queue.contexts import DueMark, QueueRow, RankView
from api.pages.shell.moments import say_age
from api.pages.shell.parts import Link, Status
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.queue.entries import Entry, entries_of
from api.reports.queue.service import holder, is_assignable
from engine.model.outcome import Issue

ANSWERS: dict[str, Status] = {
    "qualifie": "established",
    "to_confirm": "to_confirm",
    "a_completer": "open",
    "non_qualifie": "absent",
    "hors_champ": "out_of_field",
    "a_regarder": "open",
    "sans_suggestion": "absent",
}
"""The badge of each answer."""
SOON = timedelta(days=1)
"""From how long before its moment on a row says what is due: as the board does."""


def queue_rows(visit: Visit, session: AnySession, reports: Sequence[ReportRow]) -> tuple[QueueRow, ...]:
    """The rows of these reports."""
    entries = entries_of(session, reports, visit.services.clock.now())
    named = {entry.row.held_by for entry in entries} | {e.opinion.account for e in entries if e.opinion is not None}
    people = pseudonyms(session, (account for account in named if account is not None))
    return tuple(_row(visit, entry, people) for entry in entries)


def _row(visit: Visit, entry: Entry, people: dict[str, str]) -> QueueRow:
    services, say, row = visit.services, visit.say, entry.row
    origin = [say.t(f"channel.{row.channel}")]
    origin += [category(row, say)] if row.reported_category else []
    issue = _issue(row)
    return QueueRow(
        id=row.id,
        version=row.version,
        href=f"/signalements/{row.id}",
        danger=chip(row.danger, say),
        name=row.reference or row.id[-6:],
        age=say_age(row.received_at, visit.services.clock.now(), visit.language),
        received=moment(row.received_at, services, say),
        origin=say.marking(" · ".join(origin), *origin[1:2])
        if written(row.reported_category, say)
        else " · ".join(origin),
        rank=RankView(_level(row), rank_reason(row, services, say)),
        suggestion=offence_short(row.main, say) if row.main is not None else say.t("queue.no_suggestion"),
        answer=ANSWERS[issue] if row.issue is not None else None,
        issue=say.t(f"queue.issue.{issue}") if row.issue is not None else "",
        status=SHAPES[row.state],
        state=say.t(f"state.{row.state}") if row.state != "open" else "",
        aside=noise_reason(row, services, say) if row.state == "low_priority" and row.danger is None else "",
        alike=tuple(_alike(entry, say)),
        related=_related(entry, say),
        due=_due(visit, entry),
        opinion=_opinion(visit, entry, people),
        holder=_holder(visit, row, people),
        selectable=is_assignable(row),
    )


def _alike(entry: Entry, say: Say) -> Iterator[str]:
    """Each group that a report belongs to, counted: of its content, its account, its words
    elsewhere.
    """
    if entry.seen > 1:
        yield say.t("queue.seen", n=entry.seen)
    if entry.same_account:
        yield say.t("queue.account", n=entry.same_account)
    if entry.same_words:
        yield say.t("queue.words_elsewhere", n=entry.same_words)


def _related(entry: Entry, say: Say) -> Link | None:
    """What belongs with a report, first by what says most; None where nothing can."""
    groups = {"account": entry.same_account, "content": entry.seen > 1, "words": entry.same_words, "host": entry.host}
    relation = next((name for name, some in groups.items() if some), None)
    if relation is None:
        return None
    return Link(f"/file?etat=all&proche={entry.row.id}&lien={relation}", entry.host or say.t("queue.related"))


def _due(visit: Visit, entry: Entry) -> DueMark | None:
    """What is due on a report, where its time has passed or soon will."""
    now, say = visit.services.clock.now(), visit.say
    if entry.due_at is None or entry.due_at > now + SOON:
        return None
    link = Link(f"/signalements/{entry.row.id}/suites", time_left(entry.due_at - now, say))
    return DueMark(link, late=entry.due_at < now)


def _opinion(visit: Visit, entry: Entry, people: dict[str, str]) -> str:
    """Whose opinion is awaited on a report; empty where none is."""
    say, asked = visit.say, entry.opinion
    if asked is None:
        return ""
    if asked.account == visit.account:
        return say.t("queue.opinion_of_you")
    if asked.account is None:
        return say.t(f"queue.opinion_of_{asked.role}")
    name = people.get(asked.account, "…")
    return say.marking(say.t("queue.opinion", name=name), name)


def _holder(visit: Visit, row: ReportRow, people: dict[str, str]) -> str:
    services, say = visit.services, visit.say
    by = holder(services, row)
    if by is None or row.held_until is None:
        return ""
    if by == visit.account:
        return say.t("queue.held_by_me")
    name = people.get(by, "…")
    return say.marking(say.t("queue.held", name=name, until=hour(row.held_until, services, say)), name)


def _level(row: ReportRow) -> str:
    if row.danger is not None:
        return "danger"
    return "rule" if row.priority_reason is not None else "arrival"


def _issue(row: ReportRow) -> str:
    return "to_confirm" if row.to_confirm and row.issue == Issue.QUALIFIED else row.issue or ""


def written(name: str | None, say: Say) -> bool:
    """True for a category as a reporter wrote it: in French, whatever the language of the page."""
    return name is not None and name not in {offence.field for offence in say.ruleset.offences.values()}

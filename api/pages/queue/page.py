"""The queue put together."""

from __future__ import annotations

from urllib.parse import urlencode

from api.db.reports import ReportRow
from api.db.sessions import AnySession
from api.pages.case.danger_views import chip
from api.pages.case.head import SHAPES, category, hour, moment, share
from api.pages.case.past import offence_short
from api.pages.case.repository import pseudonyms, seen_times
from api.pages.case.undo_bar import undo_bar
from api.pages.case.words import noise_reason, rank_reason
from api.pages.queue import listing
from api.pages.queue.contexts import CountView, QueuePage, QueueRow
from api.pages.queue.listing import WAITING, Filters
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.parts import Link, Option, Pager, Status
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports import repository
from engine.model.outcome import Issue

PER_PAGE = 25
CHANNELS = ("api", "form", "email", "phone", "partner")
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
STATES = ("", "low_priority", "duplicate", "decided", "noise", "out_of_scope", "all")


def queue_page(visit: Visit, session: AnySession, filters: Filters, page: int, after: str) -> QueuePage:
    """The page of the queue. `after`: a case that this person decided just before."""
    say = visit.say
    rows, total = listing.rows_of(session, filters, (page - 1) * PER_PAGE, PER_PAGE, visit.account)
    counts = repository.counts(session)
    waiting = sum(counts.get(state, 0) for state in WAITING)
    seen = seen_times(session, (row.id for row in rows))
    people = pseudonyms(session, (row.held_by for row in rows if row.held_by is not None))
    named = filters.state if f"state.{filters.state}" in MESSAGES else ""
    return QueuePage(
        title=say.t("queue.title_of", state=say.t(f"state.{named}")) if named else say.t("queue.title"),
        counts=tuple(_count(state, counts, waiting, filters, say) for state in STATES),
        filters=filters,
        channels=_options(say, [(name, say.t(f"channel.{name}")) for name in CHANNELS]),
        categories=_options(
            say,
            [(name, _category(name, say), "fr" if _written(name, say) else "") for name in listing.categories(session)],
        ),
        offences=_options(say, [(name, offence_short(name, say)) for name in listing.suggested(session)]),
        rows=tuple(_row(visit, row, seen, people) for row in rows),
        pager=_pager(filters, page, len(rows), total),
        counted=say.t("queue.in_state", n=total) if filters.state else say.t("queue.waiting", n=waiting),
        bar=undo_bar(visit, session, after),
    )


def address(filters: Filters, **changes: str) -> str:
    """The queue with these filters."""
    held = {
        "etat": filters.state,
        "canal": filters.channel,
        "categorie": filters.category,
        "infraction": filters.offence,
        "q": filters.words,
        **changes,
    }
    kept = urlencode({name: value for name, value in held.items() if value})
    return f"/file?{kept}" if kept else "/file"


def _count(state: str, counts: dict[str, int], waiting: int, filters: Filters, say: Say) -> CountView:
    count = waiting if not state else sum(counts.values()) if state == "all" else counts.get(state, 0)
    link = Link(address(filters, etat=state), say.t(f"state.{state or 'waiting'}"))
    return CountView(link, count, filters.state == state)


def _row(visit: Visit, row: ReportRow, seen: dict[str, int], people: dict[str, str]) -> QueueRow:
    services, say = visit.services, visit.say
    origin = [say.t(f"channel.{row.channel}")]
    origin += [category(row, say)] if row.reported_category else []
    until = row.held_until
    held = row.held_by is not None and until is not None and until > services.clock.now()
    if not held or until is None:
        held_by = ""
    elif row.held_by == visit.account:
        held_by = say.t("queue.held_by_me")
    else:
        name = people.get(row.held_by or "", "…")
        held_by = say.marking(say.t("queue.held", name=name, until=hour(until, services, say)), name)
    state = say.t(f"state.{row.state}") if row.state != "open" else ""
    return QueueRow(
        href=f"/signalements/{row.id}",
        danger=chip(row.danger, say),
        name=row.reference or row.id[-6:],
        received=moment(row.received_at, services, say),
        origin=say.marking(" · ".join(origin), *origin[1:2])
        if _written(row.reported_category, say)
        else " · ".join(origin),
        reason=rank_reason(row, services, say),
        suggestion=offence_short(row.main, say) if row.main is not None else say.t("queue.no_suggestion"),
        answer=ANSWERS[_issue(row)] if row.issue is not None else None,
        issue=say.t(f"queue.issue.{_issue(row)}") if row.issue is not None else "",
        status=SHAPES[row.state],
        state=state,
        noise=_noise(row, say),
        noise_why=noise_reason(row, services, say) if row.danger is None else "",
        seen=1 + seen.get(row.id, 0),
        holder=held_by,
    )


def _issue(row: ReportRow) -> str:
    return "to_confirm" if row.to_confirm and row.issue == Issue.QUALIFIED else row.issue or ""


def _noise(row: ReportRow, say: Say) -> str:
    """The score of the filter; where somebody may be in danger it says nothing of what is to be
    done, and is not shown.
    """
    if row.danger is not None:
        return say.t("danger.no_filter")
    return say.t("queue.to_see", share=share(row.noise_score, say)) if row.noise_score is not None else ""


def _category(name: str, say: Say) -> str:
    return name if _written(name, say) else say.t(f"field.{name}")


def _written(name: str | None, say: Say) -> bool:
    """True for a category as a reporter wrote it: in French, whatever the language of the page."""
    return name is not None and name not in {offence.field for offence in say.ruleset.offences.values()}


def _options(say: Say, named: list[tuple[str, ...]]) -> tuple[Option, ...]:
    rest = sorted((Option(*one) for one in named), key=lambda o: o.label.casefold())
    return (Option("", say.t("queue.any")), *rest)


def _pager(filters: Filters, page: int, count: int, total: int) -> Pager:
    start = (page - 1) * PER_PAGE
    before = address(filters, page=str(page - 1) if page > 2 else "") if page > 1 else None
    after = address(filters, page=str(page + 1)) if start + count < total else None
    return Pager(start + 1 if count else 0, start + count, total, before, after)

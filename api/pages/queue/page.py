"""The queue put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from api.db.reports import WAITING, ReportRow
from api.db.sessions import AnySession
from api.pages.case.danger_views import chip
from api.pages.case.head import SHAPES, category, hour, moment
from api.pages.case.past import offence_short
from api.pages.case.repository import names_of, pseudonyms
from api.pages.case.undo_bar import undo_bar
from api.pages.case.words import noise_reason, rank_reason
from api.pages.queue.address import QueueAddress, QueueQuery, address_of
from api.pages.queue.batch import batch_bar
from api.pages.queue.contexts import CountView, QueuePage, QueueRow, RankView, SavedView, SearchView, Steps
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.parts import Link, Option, Status
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.queue import listing, related, repository, saved_views
from api.reports.queue.entries import Entry, entries_of
from api.reports.queue.filters import SORTS, QueueFilters, QueueReader
from api.reports.queue.listing import MOST_COUNTED
from api.reports.queue.service import holder, is_assignable
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
FOLDED = ("infraction", "categorie", "canal", "du", "au")
"""Filters that are folded until one is in use."""


def queue_page(visit: Visit, session: AnySession, query: QueueQuery) -> QueuePage:
    """The page of the queue."""
    say, reader = visit.say, reader_of(visit)
    filters, address = query.filters, address_of(query.filters)
    found = listing.page(session, filters, reader, query.place, PER_PAGE)
    states = repository.states(session)
    waiting = sum(states.get(state, 0) for state in WAITING)
    plain = replace(filters, state="", sort="") == QueueFilters()
    known = f"state.{filters.state}" in MESSAGES and bool(filters.state)
    if plain and not filters.state:
        counted = say.t("queue.waiting", n=waiting)
    else:
        counted = _counted(_exact(states, filters.state) if plain else listing.count(session, filters, reader), say)
    view = next((v for v in saved_views.views_of(session, visit.account) if v.filters == filters.as_data()), None)
    return QueuePage(
        title=say.t("queue.title_of", state=say.t(f"state.{filters.state}")) if known else say.t("queue.title"),
        states=tuple(_states(states, waiting, address, say)),
        named=tuple(_named(visit, session, address)),
        address=address,
        channels=_options(say, [(name, say.t(f"channel.{name}")) for name in CHANNELS]),
        categories=_options(
            say, [(n, _category(n, say), "fr" if _written(n, say) else "") for n in _categories(session)]
        ),
        offences=_options(say, [(name, offence_short(name, say)) for name in _suggested(session)]),
        sorts=tuple(Option(sort, say.t(f"queue.sort_{sort}")) for sort in ("", *SORTS)),
        search=_search(session, address, say),
        narrowed=any(name in address.parts for name in FOLDED),
        view=SavedView(view.name, f"/file/vues/{view.id}/suppression") if view is not None else None,
        rows=tuple(_rows(visit, session, entries_of(session, found.rows), address)),
        steps=Steps(
            first=address.href() if found.earlier else None,
            earlier=address.href(avant=found.rows[0].id) if found.earlier and found.rows else None,
            later=address.href(apres=found.rows[-1].id) if found.later else None,
        ),
        counted=counted,
        selectable=any(is_assignable(row) for row in found.rows),
        batch=batch_bar(visit, session, query.lot),
        bar=undo_bar(visit, session, query.fini),
    )


def reader_of(visit: Visit) -> QueueReader:
    """Who reads the queue now."""
    return QueueReader(visit.account, visit.services.clock.now(), visit.services.settings.zone)


def _exact(states: dict[str, int], state: str) -> int:
    return sum(states.values()) if state == "all" else states.get(state, 0)


def _counted(number: int, say: Say) -> str:
    return say.t("queue.in_state", n=number) if number <= MOST_COUNTED else say.t("queue.many", most=MOST_COUNTED)


def _number(number: int) -> str:
    return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _states(states: dict[str, int], waiting: int, address: QueueAddress, say: Say) -> Iterator[CountView]:
    """The lists by state, whatever else narrows the list; then what the reader works on."""
    here = not address.miens
    for state in STATES:
        count = waiting if not state else _exact(states, state)
        link = Link(address.href(etat=state, miens=""), say.t(f"state.{state or 'waiting'}"))
        yield CountView(link, str(count), here and address.etat == state)
    yield CountView(Link("/file?miens=1&etat=all", say.t("queue.mine")), "", not here)


def _named(visit: Visit, session: AnySession, address: QueueAddress) -> Iterator[CountView]:
    """The queues by reason of rank, then the saved views."""
    say, reader = visit.say, reader_of(visit)
    for _, reason, count in repository.reasons(session):
        label = visit.services.rules.priorities.labels.get(reason)
        if label is not None:
            shown = QueueAddress(motif=reason)
            yield CountView(Link(shown.href(), say.text(label)), str(count), address == shown)
    for view in saved_views.views_of(session, visit.account):
        filters = QueueFilters.from_data(view.filters)
        link, count = Link(address_of(filters).href(), view.name), listing.count(session, filters, reader)
        yield CountView(link, _number(count), address_of(filters) == address, view.name)


def _search(session: AnySession, address: QueueAddress, say: Say) -> SearchView:
    criteria = [Link(address.href(cle=""), say.t("queue.by_address"))] if address.cle else []
    criteria += (
        [Link(address.href(q=""), say.marking(say.t("queue.by_words", words=address.q), address.q))]
        if address.q
        else []
    )
    relations: list[CountView] = []
    row = session.get(ReportRow, address.proche) if address.proche else None
    if row is not None:
        name = names_of(session, [row.id])[row.id]
        criteria.append(Link(address.href(proche="", lien=""), say.t("queue.related_to", name=name)))
        for relation, count in related.relations_of(session, row.id).items():
            link = Link(address.href(lien=relation), say.t(f"queue.relation_{relation}"))
            relations.append(CountView(link, _number(count), address.lien == relation))
    return SearchView(tuple(criteria), tuple(relations))


def _rows(visit: Visit, session: AnySession, entries: tuple[Entry, ...], address: QueueAddress) -> Iterator[QueueRow]:
    people = pseudonyms(session, (e.row.held_by for e in entries if e.row.held_by is not None))
    for entry in entries:
        yield _row(visit, entry, people)


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
        age=_age(visit, row),
        received=moment(row.received_at, services, say),
        origin=say.marking(" · ".join(origin), *origin[1:2])
        if _written(row.reported_category, say)
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
        holder=_holder(visit, row, people),
        selectable=is_assignable(row),
    )


def _alike(entry: Entry, say: Say) -> Iterator[str]:
    """How often the content of a report was seen, and its account elsewhere."""
    if entry.seen > 1:
        yield say.t("queue.seen", n=entry.seen)
    if entry.same_account:
        yield say.t("queue.account", n=entry.same_account)


def _related(entry: Entry, say: Say) -> Link | None:
    """What belongs with a report, by what says most; None where nothing can."""
    relation = "account" if entry.same_account else "content" if entry.seen > 1 else "host"
    if not entry.host and relation == "host":
        return None
    return Link(f"/file?etat=all&proche={entry.row.id}&lien={relation}", entry.host or say.t("queue.related"))


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


def _age(visit: Visit, row: ReportRow) -> str:
    """How long ago a report came in, in the largest unit that says something."""
    minutes = int((visit.services.clock.now() - row.received_at).total_seconds() // 60)
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= length:
            return visit.say.t(f"queue.age_{unit}", n=minutes // length)
    return visit.say.t("queue.age_minutes", n=max(minutes, 0))


def _issue(row: ReportRow) -> str:
    return "to_confirm" if row.to_confirm and row.issue == Issue.QUALIFIED else row.issue or ""


def _category(name: str, say: Say) -> str:
    return name if _written(name, say) else say.t(f"field.{name}")


def _written(name: str | None, say: Say) -> bool:
    """True for a category as a reporter wrote it: in French, whatever the language of the page."""
    return name is not None and name not in {offence.field for offence in say.ruleset.offences.values()}


def _categories(session: AnySession) -> list[str]:
    """Categories that reporters chose, each once."""
    query = select(ReportRow.reported_category).where(ReportRow.reported_category.is_not(None)).distinct()
    return sorted(name for name in session.scalars(query) if name)


def _suggested(session: AnySession) -> list[str]:
    """The offences suggested first of some report, each once."""
    return sorted(n for n in session.scalars(select(ReportRow.main).where(ReportRow.main.is_not(None)).distinct()) if n)


def _options(say: Say, named: list[tuple[str, ...]]) -> tuple[Option, ...]:
    rest = sorted((Option(*one) for one in named), key=lambda o: o.label.casefold())
    return (Option("", say.t("queue.any")), *rest)

"""The queue put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from api.db.reports import WAITING, ReportRow
from api.db.sessions import AnySession
from api.pages.case.past import offence_short
from api.pages.case.repository import names_of
from api.pages.case.undo_bar import undo_bar
from api.pages.queue.address import QueueAddress, QueueQuery, address_of
from api.pages.queue.batch import batch_bar
from api.pages.queue.contexts import CountView, QueuePage, SavedView, SearchView, Steps
from api.pages.queue.rows import queue_rows, written
from api.pages.shell.catalogue import MESSAGES
from api.pages.shell.parts import Link, Option
from api.pages.shell.say import Say
from api.pages.shell.visit import Visit
from api.reports.queue import listing, related, repository, saved_views
from api.reports.queue.filters import SORTS, QueueFilters, QueueReader
from api.reports.queue.listing import MOST_COUNTED
from api.reports.queue.service import is_assignable

PER_PAGE = 25
CHANNELS = ("api", "form", "email", "phone", "partner")
STATES = ("", "low_priority", "duplicate", "decided", "noise", "out_of_scope", "all")
FOLDED = ("infraction", "categorie", "canal", "du", "au", "decide_du", "decide_au")
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
            say, [(n, _category(n, say), "fr" if written(n, say) else "") for n in _categories(session)]
        ),
        offences=_options(say, [(name, offence_short(name, say)) for name in _suggested(session)]),
        sorts=tuple(Option(sort, say.t(f"queue.sort_{sort}")) for sort in ("", *SORTS)),
        search=_search(session, address, say),
        narrowed=any(name in address.parts for name in FOLDED),
        view=SavedView(view.name, f"/file/vues/{view.id}/suppression") if view is not None else None,
        rows=queue_rows(visit, session, found.rows),
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


def _category(name: str, say: Say) -> str:
    return name if written(name, say) else say.t(f"field.{name}")


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

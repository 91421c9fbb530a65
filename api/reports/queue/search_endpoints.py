"""`/v1/queue/search`, `/v1/queue/views`, `/v1/queue/{report}/related`."""

from __future__ import annotations

from api.db.search import QueueViewRow
from api.db.sessions import AnySession
from api.http.deps import Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.identity import Identity
from api.http.permissions import CanDecideReports
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.problems import invalid, may_raise
from api.kit.schemas import ResultPage
from api.reports.endpoints import visible
from api.reports.queue import listing, related, saved_views
from api.reports.queue.entries import Entry, entries_of
from api.reports.queue.filters import ListPlace, QueueFilters, QueueReader
from api.reports.queue.schemas import (
    QueueCriteria,
    QueueEntry,
    QueueSearch,
    QueueView,
    QueueViewCreate,
    QueueViewId,
    QueueViews,
    RelationCounts,
    filters_in,
)
from api.reports.schemas import ReportId, ReportSummary
from api.reports.search_keys import key_to_search
from textfile.text import Text

router = OffLoopRouter(prefix="/v1/queue", tags=["file"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")
_NO_ADDRESS = Text(fr="ni adresse, ni domaine, ni compte", en="neither an address, nor a domain, nor an account")


@router.post("/search", responses=may_raise(*_REFUSED, *_BODY))
def search_queue(
    who: CanDecideReports, body: QueueSearch, services: ServicesDep, session: Read
) -> ResultPage[QueueEntry]:
    """Cherche dans la file, dans l'ordre demandé. Une adresse n'est cherchée que par son
    empreinte : elle n'est ni gardée, ni écrite dans un journal.
    """
    filters = _filters(services, body)
    reader = reader_of(services, who)
    found = listing.page(session, filters, reader, ListPlace(after=body.cursor or ""), body.limit)
    items = [_entry(entry) for entry in entries_of(session, found.rows, reader.now)]
    return ResultPage[QueueEntry](items=items, next_cursor=items[-1].id if found.later else None)


@router.get("/views", responses=may_raise(*_REFUSED))
def list_views(who: CanDecideReports, services: ServicesDep, session: Read) -> QueueViews:
    """Vos vues de la file, et ce que chacune compte."""
    return QueueViews(items=[_view(session, services, who, row) for row in saved_views.views_of(session, who.account)])


@router.post("/views", status_code=201, responses=may_raise(*_REFUSED, *_BODY, *ONCE))
@once
def save_view(who: CanDecideReports, body: QueueViewCreate, services: ServicesDep, session: Write) -> QueueView:
    """Garde une vue de la file sous un nom ; elle remplace celle du même nom."""
    row = saved_views.save(session, services, who, body.name, _filters(services, body.criteria))
    return _view(session, services, who, row)


@router.delete("/views/{view}", status_code=204, responses=may_raise(*_REFUSED, "cross-site", "not-found"))
def delete_view(who: CanDecideReports, view: QueueViewId, session: Write) -> None:
    """Supprime une de vos vues."""
    saved_views.delete(session, who, view)


@router.get("/{report}/related", responses=may_raise(*_REFUSED, "not-found", "read-again"))
def count_related(who: CanDecideReports, report: ReportId, session: Read) -> RelationCounts:
    """Les autres signalements qui vont avec celui-ci, en nombres ; `POST /v1/queue/search` avec
    `related_to` les donne.
    """
    return RelationCounts.model_validate(related.relations_of(session, visible(session, report, who).id))


def reader_of(services: Services, who: Identity) -> QueueReader:
    """Who reads the queue now."""
    return QueueReader(who.account, services.clock.now(), services.settings.zone)


def _filters(services: Services, criteria: QueueCriteria) -> QueueFilters:
    """The filters of a search.

    Raises:
        Problem: what is given for an address is none.
    """
    if criteria.address is None:
        return filters_in(criteria, "")
    found = key_to_search(criteria.address, services.sealer)
    if found is None:
        raise invalid("/address", _NO_ADDRESS)
    return filters_in(criteria, found.key)


def _view(session: AnySession, services: Services, who: Identity, row: QueueViewRow) -> QueueView:
    reports = listing.count(session, QueueFilters.from_data(row.filters), reader_of(services, who))
    return QueueView(id=row.id, name=row.name, filters=row.filters, saved_at=row.saved_at, reports=reports)


def _entry(entry: Entry) -> QueueEntry:
    row = entry.row
    summary = ReportSummary.model_validate(row).model_dump()
    beside = {
        "host": entry.host or None,
        "seen": entry.seen,
        "same_account": entry.same_account,
        "same_words": entry.same_words,
        "due_at": entry.due_at,
        "opinion_awaited": entry.opinion is not None,
        "held_by": row.held_by,
        "held_until": row.held_until,
    }
    return QueueEntry.model_validate({**summary, **beside})

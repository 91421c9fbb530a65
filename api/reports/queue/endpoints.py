"""`/v1/queue`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanDecideReports
from api.http.routing import OffLoopRouter
from api.kit.problems import may_raise
from api.kit.schemas import ResultPage
from api.reports.queue import listing, service
from api.reports.queue.filters import ListPlace, QueueFilters, QueueReader
from api.reports.queue.schemas import Assignment, AssignmentRequest, HoldRequest, QueueCounts
from api.reports.schemas import ReportId, ReportSummary

router = OffLoopRouter(prefix="/v1/queue", tags=["file"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")


@router.get("", responses=may_raise(*_REFUSED))
def count_queue(who: CanDecideReports, services: ServicesDep, session: Read) -> QueueCounts:
    """La file en nombres : par état, par rang avec sa raison, libres et tenus."""
    return service.counts(session, services, who)


@router.get("/reports", responses=may_raise(*_REFUSED))
def list_queue(
    who: CanDecideReports,
    services: ServicesDep,
    session: Read,
    cursor: Annotated[ReportId | None, Query(description="`next_cursor` de la page d'avant.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[ReportSummary]:
    """Ce qui est à lire, dans l'ordre de la file ; `POST /v1/queue/search` y cherche."""
    reader = QueueReader(who.account, services.clock.now(), services.settings.zone)
    found = listing.page(session, QueueFilters(), reader, ListPlace(after=cursor or ""), limit)
    return ResultPage[ReportSummary](
        items=[ReportSummary.model_validate(row) for row in found.rows],
        next_cursor=found.rows[-1].id if found.later else None,
    )


@router.post("/next", responses=may_raise(*_REFUSED, *_BODY))
def take_next(who: CanDecideReports, body: AssignmentRequest, services: ServicesDep, session: Write) -> Assignment:
    """Prend le signalement libre le plus urgent, et le réserve pour un temps. Deux personnes n'ont
    jamais le même.
    """
    return service.take_next(session, services, who, body)


@router.put(
    "/{report}/hold", responses=may_raise(*_REFUSED, *_BODY, "not-found", "read-again", "already-decided", "held")
)
def hold_report(
    who: CanDecideReports, report: ReportId, body: HoldRequest, services: ServicesDep, session: Write
) -> Assignment:
    """Réserve ce signalement, ou prolonge la réservation. Celui que vous teniez avant lui est rendu
    à la file.
    """
    return service.hold(session, services, who, report, body.minutes)


@router.delete("/{report}/hold", status_code=204, responses=may_raise(*_REFUSED, "cross-site", "not-found"))
def release_report(who: CanDecideReports, report: ReportId, session: Write) -> None:
    """Rend ce signalement à la file."""
    service.release(session, who, report)

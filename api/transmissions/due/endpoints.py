"""`/v1/board/due`: whom to tell, and nothing is prepared."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.db.action import RouteDueRow
from api.db.sessions import AnySession
from api.http.deps import Read, ServicesDep, Write
from api.http.identity import Identity
from api.http.permissions import CanActOnNotices, CanReadNotices
from api.http.routing import OffLoopRouter
from api.kit.problems import Problem, may_raise
from api.kit.schemas import ResultPage
from api.reports.endpoints import visible
from api.reports.schemas import ReportId
from api.transmissions.due import repository, service
from api.transmissions.due.schemas import DismissalCreate, DueId, RouteDue

router = OffLoopRouter(prefix="/v1", tags=["suivi"])
_REFUSED = ("sign-in-needed", "not-allowed")
_CHANGE = ("not-found", "read-again", "wrong-state", "conflict")


@router.get("/board/due", responses=may_raise(*_REFUSED))
def list_due(
    who: CanReadNotices,
    services: ServicesDep,
    session: Read,
    cursor: Annotated[DueId | None, Query(description="`next_cursor` de la page d'avant.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[RouteDue]:
    """À préparer : chaque destinataire dû d'un signalement décidé, ou d'un danger, pour qui rien
    n'est préparé ; le plus pressé d'abord.
    """
    after = session.get(RouteDueRow, cursor) if cursor is not None else None
    rows = repository.page(session, who.account, limit + 1, after=after)
    more = rows[limit - 1].id if len(rows) > limit else None
    now = services.clock.now()
    return ResultPage[RouteDue](items=[service.view_of(row, now) for row in rows[:limit]], next_cursor=more)


@router.get("/reports/{report}/due", responses=may_raise(*_REFUSED, "not-found", "read-again"))
def list_due_of_report(who: CanReadNotices, report: ReportId, services: ServicesDep, session: Read) -> list[RouteDue]:
    """Ce qui est dû d'un signalement et n'est pas préparé, ce à quoi quelqu'un a renoncé
    compris.
    """
    visible(session, report, who)
    now = services.clock.now()
    return [service.view_of(row, now) for row in repository.of_report(session, report)]


@router.post(
    "/board/due/{due}/dismissal",
    responses=may_raise(*_REFUSED, *_CHANGE, "malformed-body", "body-too-large", "cross-site"),
)
def dismiss_due(
    who: CanActOnNotices, due: DueId, body: DismissalCreate, services: ServicesDep, session: Write
) -> RouteDue:
    """Ne pas prévenir : dit pourquoi. Rien d'autre n'est fait, et cela se reprend."""
    row = due_of(session, due, who)
    service.dismiss(session, services, who, row, body.reason)
    return service.view_of(row, services.clock.now())


@router.delete("/board/due/{due}/dismissal", responses=may_raise(*_REFUSED, *_CHANGE, "cross-site"))
def restore_due(who: CanActOnNotices, due: DueId, services: ServicesDep, session: Write) -> RouteDue:
    """Reprend ce à quoi quelqu'un avait renoncé."""
    row = due_of(session, due, who)
    service.restore(session, services, who.account, row)
    return service.view_of(row, services.clock.now())


def due_of(session: AnySession, due: str, who: Identity) -> RouteDueRow:
    """Due notice of a report that somebody may see.

    Raises:
        Problem: there is none, or its report is not for them.
    """
    row = session.get(RouteDueRow, due)
    if row is None:
        raise Problem("not-found")
    visible(session, row.report, who)
    return row

"""`/v1/audit`: the journal."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from api.audit import repository, service
from api.audit.schemas import AuditEntry, AuditFilters
from api.http.deps import Read, ServicesDep
from api.http.permissions import CanExportAudit, CanReadAudit
from api.http.routing import OffLoopRouter
from api.journal import entries
from api.kit.problems import Problem, may_raise
from api.kit.schemas import ResultPage
from api.reports.blinding import closed_to

router = OffLoopRouter(prefix="/v1/audit", tags=["journal"])
_REFUSED = ("sign-in-needed", "not-allowed")


@router.get("", responses=may_raise(*_REFUSED))
def list_audit(
    reader: CanReadAudit,
    session: Read,
    filters: Annotated[AuditFilters, Depends()],
    cursor: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="`next_cursor` de la page d'avant.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[AuditEntry]:
    """Le journal, les entrées récentes d'abord ; sans celles d'un contenu que vous relisez en
    aveugle.
    """
    rows = repository.page(session, filters, cursor, limit + 1, reader=reader.account)
    more = str(rows[limit - 1].number) if len(rows) > limit else None
    return ResultPage[AuditEntry](items=[AuditEntry.model_validate(row) for row in rows[:limit]], next_cursor=more)


@router.get(
    "/export",
    responses={
        **may_raise(*_REFUSED, "read-again"),
        200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}},
    },
    response_class=StreamingResponse,
)
def export_audit(who: CanExportAudit, services: ServicesDep) -> StreamingResponse:
    """Tout le journal en JSON Lines, à vérifier hors ligne avec `qualif audit verify`.

    Il est entier ou n'est pas : refusé à qui relit un contenu en aveugle, jusqu'à la fin de sa
    relecture.
    """
    with services.database.write() as session:
        if closed_to(session, who.account) is not None:
            raise Problem("read-again")
        entries.record(session, services.clock.now(), who.account, "audit.exported")
    return StreamingResponse(service.export_lines(services.database), media_type="application/jsonl")

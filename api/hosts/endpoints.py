"""`/v1/hosts`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.db.action import HostRow
from api.hosts import repository, service
from api.hosts.schemas import HostId, HostInput, HostRead
from api.http.deps import Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.permissions import CanManageHosts, CanReadHosts
from api.http.routing import OffLoopRouter
from api.kit.problems import Problem, may_raise
from api.kit.schemas import Line, ResultPage

router = OffLoopRouter(prefix="/v1/hosts", tags=["hébergeurs"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site", "conflict")


@router.get("", responses=may_raise(*_REFUSED))
def list_hosts(
    _: CanReadHosts,
    session: Read,
    cursor: Annotated[Line | None, Query(description="`next_cursor` de la page d'avant.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    words: Annotated[str, Query(alias="q", max_length=200, description="Dans le nom ou un domaine.")] = "",
) -> ResultPage[HostRead]:
    """L'annuaire des hébergeurs et plateformes, par nom."""
    rows = repository.page(session, cursor, limit + 1, words.strip())
    more = rows[limit - 1].name if len(rows) > limit else None
    return ResultPage[HostRead](items=[HostRead.model_validate(row) for row in rows[:limit]], next_cursor=more)


@router.get("/{host}", responses=may_raise(*_REFUSED, "not-found"))
def read_host(_: CanReadHosts, host: HostId, session: Read) -> HostRead:
    """Un hébergeur."""
    row = session.get(HostRow, host)
    if row is None:
        raise Problem("not-found")
    return HostRead.model_validate(row)


@router.post("", status_code=201, responses=may_raise(*_REFUSED, *_BODY, *ONCE))
@once
def add_host(who: CanManageHosts, body: HostInput, services: ServicesDep, session: Write) -> HostRead:
    """Ajoute un hébergeur."""
    return HostRead.model_validate(service.state(session, services, who, body))


@router.put("/{host}", responses=may_raise(*_REFUSED, *_BODY, "not-found"))
def change_host(who: CanManageHosts, host: HostId, body: HostInput, services: ServicesDep, session: Write) -> HostRead:
    """Dit de nouveau ce qui est su d'un hébergeur."""
    return HostRead.model_validate(service.state(session, services, who, body, host))

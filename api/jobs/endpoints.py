"""`/v1/jobs`: the work that outlives a request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.db.jobs import JobState
from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanManageJobs
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.jobs import repository, service
from api.jobs.repository import JobFilters
from api.jobs.schemas import JobId, JobKindName, JobRead
from api.kit.problems import may_raise
from api.kit.schemas import ResultPage

router = OffLoopRouter(prefix="/v1/jobs", tags=["travaux"])
_REFUSED = ("sign-in-needed", "not-allowed")
_ACT = (*_REFUSED, "not-found", "job-state", "cross-site", "conflict")


@router.get("", responses=may_raise(*_REFUSED))
def list_jobs(
    _: CanManageJobs,
    session: Read,
    state: Annotated[JobState | None, Query(description="Dans cet état seulement.")] = None,
    kind: Annotated[JobKindName | None, Query(description="De ce genre seulement.")] = None,
    cursor: Annotated[JobId | None, Query(description="`next_cursor` de la page d'avant.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[JobRead]:
    """Les travaux du service, le dernier demandé d'abord."""
    rows = repository.page(session, JobFilters(state, kind), cursor, limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else None
    return ResultPage[JobRead](items=[JobRead.model_validate(row) for row in rows[:limit]], next_cursor=more)


@router.post("/{job}/retry", responses=may_raise(*_ACT))
def retry_job(who: CanManageJobs, job: JobId, services: ServicesDep, session: Write) -> JobRead:
    """Relance maintenant, depuis le début, un travail en attente, en échec ou arrêté."""
    return JobRead.model_validate(service.retry_job(UnitOfWork(session, services, who), job))


@router.post("/{job}/stop", responses=may_raise(*_ACT))
def stop_job(who: CanManageJobs, job: JobId, services: ServicesDep, session: Write) -> JobRead:
    """Arrête un travail : aussitôt s'il attend, après son étape s'il est en cours."""
    return JobRead.model_validate(service.stop_job(UnitOfWork(session, services, who), job))

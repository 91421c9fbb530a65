"""`/health`, `/ready`, `/metrics`."""

from __future__ import annotations

from typing import Literal

from fastapi import Response
from sqlalchemy.exc import SQLAlchemyError

from api.db.fault_words import WORDS
from api.db.faults import Fault, fault_of
from api.db.migrate import current, head
from api.http.deps import ServicesDep
from api.http.identity import Anyone
from api.http.permissions import CanReadMetrics
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.problems import RETRY_AFTER, Problem, RequestFault, may_raise
from api.kit.schemas import ResponseModel
from api.kit.worker_threads import Threads
from api.law.archive import keep_law

router = OffLoopRouter(tags=["service"])
_SCRAPES = Threads("scrapes", 1)
"""Counting for Prometheus reads the database."""
_READINESS = Threads("readiness", 4)
"""Apart from the queues: under load the service is still ready, and says so."""
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Health(ResponseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(ResponseModel):
    """The database is at the expected step and takes a write, and the law is loaded and kept.

    `publication`: number of the one that is served; `effective`: of the one in effect, which is
    being opened where it is another.
    """

    status: Literal["ready"] = "ready"
    ruleset: str
    publication: int | None = None
    effective: int | None = None
    database: str


@router.get("/health", responses=may_raise())
async def health(_: Anyone) -> Health:
    """Le processus répond."""
    return Health()


@router.get("/ready", responses=may_raise("not-ready"))
async def ready(_: Anyone, services: ServicesDep) -> Ready:
    """La base est à jour et prend une écriture, le droit est chargé : le service peut recevoir des
    signalements.
    """
    return await _READINESS.run(_readiness, services)


def _readiness(services: Services) -> Ready:
    try:
        step = current(services.database)
    except SQLAlchemyError as error:
        raise _not_ready(fault_of(error) or "refused") from error
    if step is None or step != head():
        raise _not_ready("behind")
    if not (services.editions.is_stored or keep_law(services)):
        raise _not_ready(services.probe.fault() or "refused")
    fault = services.probe.fault()
    if fault is not None:
        raise _not_ready(fault)
    return Ready(
        ruleset=services.editions.current().ruleset.digest,
        publication=services.origin.publication,
        effective=services.monitor.standing.effective,
        database=services.database.dialect,
    )


def _not_ready(fault: Fault) -> Problem:
    return Problem("not-ready", [RequestFault("", WORDS[fault])], RETRY_AFTER)


@router.get(
    "/metrics",
    responses={
        **may_raise("sign-in-needed", "not-allowed"),
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
    },
    response_class=Response,
)
async def metrics(_: CanReadMetrics, services: ServicesDep) -> Response:
    """Mesures pour Prometheus, sans aucun contenu signalé."""
    return Response(await _SCRAPES.run(services.metrics.text), headers={"Content-Type": METRICS_TYPE})

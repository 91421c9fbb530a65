"""`/health`, `/ready`, `/metrics`."""

from __future__ import annotations

from typing import Literal

from fastapi import Response
from sqlalchemy.exc import SQLAlchemyError

from api.db.migrate import current, head
from api.deps import Wired
from api.health.permissions import CanReadMetrics
from api.kit.shapes import Told
from api.kit.threads import Threads
from api.problems import Problem, may_raise
from api.routing import Router
from api.security.identity import Anyone
from api.served_laws.service import keep_law

router = Router(tags=["service"])
_SCRAPES = Threads("scrapes", 1)
"""Counting for Prometheus reads the database."""
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Health(Told):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(Told):
    """The database is at the expected step, and the law is loaded and kept."""

    status: Literal["ready"] = "ready"
    ruleset: str
    database: str


@router.get("/health", responses=may_raise())
async def health(_: Anyone) -> Health:
    """Le processus répond."""
    return Health()


@router.get("/ready", responses=may_raise("not-ready"))
def ready(_: Anyone, wired: Wired) -> Ready:
    """La base est à jour et le droit chargé : le service peut recevoir des signalements."""
    try:
        step = current(wired.database)
    except SQLAlchemyError as error:
        raise Problem("not-ready", headers={"Retry-After": "5"}) from error
    if step is None or step != head() or not (wired.laws.kept or keep_law(wired)):
        raise Problem("not-ready", headers={"Retry-After": "5"})
    return Ready(ruleset=wired.laws.current().ruleset.digest, database=wired.database.dialect)


@router.get(
    "/metrics",
    responses={
        **may_raise("sign-in-needed", "not-allowed"),
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
    },
    response_class=Response,
)
async def metrics(_: CanReadMetrics, wired: Wired) -> Response:
    """Mesures pour Prometheus, sans aucun contenu signalé."""
    return Response(await _SCRAPES.run(wired.metrics.text), headers={"Content-Type": METRICS_TYPE})

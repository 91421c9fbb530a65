"""`/v1/changes/{change}/shadow`: shadow runs of a change request."""

from __future__ import annotations

from api.changes.schemas import ChangeId
from api.http.deps import Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.permissions import CanDraftRules, CanSignRules
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.problems import may_raise
from api.shadow import service
from api.shadow.schemas import ShadowCreate, ShadowList, ShadowRead, ShareRead
from api.shadow.service import ShadowResult

router = OffLoopRouter(prefix="/v1/changes", tags=["modifications des règles"])
_REFUSED = ("sign-in-needed", "not-allowed", "not-found")
_BODY = ("malformed-body", "body-too-large", "cross-site", "conflict")


@router.get("/{change}/shadow", responses=may_raise(*_REFUSED))
def list_shadows(who: CanSignRules, change: ChangeId, session: Read) -> ShadowList:
    """Ce que la demande changerait des réponses données depuis qu'elle répond en parallèle."""
    found = service.results_of(session, who, change)
    return ShadowList(items=[_shadow(one) for one in found])


@router.post(
    "/{change}/shadow",
    status_code=201,
    responses=may_raise(
        *_REFUSED,
        *_BODY,
        "change-closed",
        "shadow-running",
        "shadow-full",
        "shadow-same-law",
        "evidence-red",
        "rules-absent",
        "law-damaged",
        *ONCE,
    ),
)
@once
def start_shadow(
    who: CanDraftRules, change: ChangeId, body: ShadowCreate, services: ServicesDep, session: Write
) -> ShadowRead:
    """Fait répondre le droit de la demande en parallèle de celui en vigueur, sans rien montrer."""
    run = service.start_shadow(UnitOfWork(session, services, who), change, body.precision)
    return _shadow(service.result_of(session, who, run))


@router.delete("/{change}/shadow", responses=may_raise(*_REFUSED, "cross-site", "conflict"))
def stop_shadow(who: CanDraftRules, change: ChangeId, services: ServicesDep, session: Write) -> ShadowRead:
    """Arrête la marche en parallèle ; ce qu'elle a trouvé reste."""
    run = service.stop_shadow(UnitOfWork(session, services, who), change)
    return _shadow(service.result_of(session, who, run))


def _shadow(result: ShadowResult) -> ShadowRead:
    run, rate = result.run, result.rate
    return ShadowRead(
        id=run.id,
        tree=run.tree,
        by=run.account,
        precision=run.width,
        started_at=run.started_at,
        ended_at=run.ended_at,
        end=run.end,
        reports=result.counts.reports,
        changed=result.counts.changed,
        interval=ShareRead(share=rate.rate, low=rate.low, high=rate.high) if rate.rate is not None else None,
        faults=result.counts.faults,
        changes=result.changes,
        examples=result.examples,
    )

"""`/v1/reports/{report}/address`."""

from __future__ import annotations

from fastapi import Response

from api.http.deps import ServicesDep, Write
from api.http.permissions import CanStateFacts
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.etags import etag
from api.kit.problems import may_raise
from api.reports import addressing, decisions, views
from api.reports.address_schemas import ContentAddressWrite
from api.reports.endpoints import ETAG, ReportVersion, VersionDep, fresh
from api.reports.schemas import ReportRead

router = OffLoopRouter(prefix="/v1/reports", tags=["signalements"])
_REFUSED = ("sign-in-needed", "not-allowed", "cross-site")
_CHANGE = ("not-found", "read-again", "stale-version", "version-needed", "held", "conflict", "notice-carries-it")


@router.put(
    "/{report}/address", responses={**may_raise(*_REFUSED, "malformed-body", "body-too-large", *_CHANGE), **ETAG}
)
def state_address(
    who: CanStateFacts,
    version: VersionDep,
    body: ContentAddressWrite,
    response: Response,
    services: ServicesDep,
    session: Write,
) -> ReportRead:
    """Donne l'adresse exacte du contenu, ou remplace celle qu'une personne avait donnée ; ce que le
    signalant a écrit reste à part.

    L'hébergement, les destinataires, la recherche et les notifications suivent ; rien n'est
    consulté en ligne. Refusé tant qu'une notification porte l'adresse d'avant.
    """
    return _changed(UnitOfWork(session, services, who), version, response, body.url)


@router.delete("/{report}/address", responses={**may_raise(*_REFUSED, *_CHANGE, "nothing-to-undo"), **ETAG})
def withdraw_address(
    who: CanStateFacts, version: VersionDep, response: Response, services: ServicesDep, session: Write
) -> ReportRead:
    """Retire l'adresse qu'une personne avait donnée ; celle du signalant, s'il y en a une, vaut à
    nouveau.
    """
    return _changed(UnitOfWork(session, services, who), version, response, None)


def _changed(work: UnitOfWork, version: ReportVersion, response: Response, url: str | None) -> ReportRead:
    row = fresh(work.session, version.report, work.who, version.if_match)
    decisions.check_not_held_by_other(work.services, work.who, row)
    if url is None:
        addressing.withdraw_address(work, row)
    else:
        addressing.state_address(work, row, url)
    work.session.flush()
    response.headers["ETag"] = etag(row.version)
    return views.whole(work.session, work.services, row, work.who)

"""`/v1/publications`: what was published, undone, ratified; who must sign."""

from __future__ import annotations

from fastapi import Response

from api.changes import views
from api.changes.drafts import published_base
from api.changes.publishing import open_rollback, ratify_publication, withdraw_publication
from api.changes.schemas import (
    ActReason,
    ChangeRead,
    PublicationList,
    PublicationNumber,
    PublicationRead,
    RequalificationRead,
)
from api.changes.submission import policy_in
from api.http.deps import Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.permissions import CanDraftRules, CanPublishRules, CanReadLaw, CanSignRules
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.etags import etag
from api.kit.problems import Problem, may_raise
from api.rules.publication_rows import publication, publications
from api.rules.signatures import SignaturePolicy

router = OffLoopRouter(prefix="/v1", tags=["publications des règles"])
_REFUSED = ("sign-in-needed", "not-allowed")
_STEP = (*_REFUSED, "not-found", "malformed-body", "body-too-large", "cross-site", "conflict", "change-state")


@router.get("/publications", responses=may_raise(*_REFUSED))
def list_publications(_: CanReadLaw, services: ServicesDep, session: Read) -> PublicationList:
    """Les éditions publiées, la dernière d'abord."""
    rows = publications(session)
    return PublicationList(items=views.publications_read(session, rows, services.clock.now()))


@router.get("/publications/{number}/requalification", responses=may_raise(*_REFUSED, "not-found"))
def read_requalification(who: CanReadLaw, number: PublicationNumber, session: Read) -> RequalificationRead:
    """Ce que sont devenues, après un retour en arrière, les réponses données entre-temps ; quels
    signalements ont changé, pour qui peut les lire.
    """
    row = publication(session, number)
    if row is None:
        raise Problem("not-found")
    return views.requalification_read(session, who, row)


@router.get("/signature-policy", responses=may_raise(*_REFUSED, "rules-absent"))
def read_signature_policy(_: CanReadLaw, session: Read) -> SignaturePolicy:
    """Qui doit signer quoi, d'après la dernière édition publiée."""
    return policy_in(session, published_base(session).tree)


@router.post("/publications/{number}/ratification", responses=may_raise(*_STEP, "change-own", "signature-useless"))
def ratify(who: CanSignRules, number: PublicationNumber, services: ServicesDep, session: Write) -> PublicationRead:
    """Ratifie une publication faite en urgence."""
    row = ratify_publication(UnitOfWork(session, services, who), number)
    return views.publications_read(session, [row], services.clock.now())[0]


@router.post("/publications/{number}/withdrawal", responses=may_raise(*_STEP, "publication-effective"))
def withdraw(
    who: CanPublishRules, number: PublicationNumber, body: ActReason, services: ServicesDep, session: Write
) -> PublicationRead:
    """Retire une édition publiée qui n'a pas encore pris effet."""
    row = withdraw_publication(UnitOfWork(session, services, who), number, body.reason)
    return views.publications_read(session, [row], services.clock.now())[0]


@router.post(
    "/publications/{number}/rollback",
    status_code=201,
    responses=may_raise(*_STEP, "rules-absent", "law-damaged", *ONCE),
)
@once
def roll_back(
    who: CanDraftRules,
    number: PublicationNumber,
    body: ActReason,
    response: Response,
    services: ServicesDep,
    session: Write,
) -> ChangeRead:
    """Ouvre la demande qui défait la dernière publication : l'édition d'avant, à signer comme une
    autre.
    """
    row = open_rollback(UnitOfWork(session, services, who), number, body.reason)
    session.flush()
    response.headers["ETag"] = etag(row.version)
    return views.change_read(session, row)

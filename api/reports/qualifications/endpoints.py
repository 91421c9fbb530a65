"""`/v1/qualifications`."""

from __future__ import annotations

from fastapi import Request, Response

from api.db.reports import QualificationRow
from api.db.sessions import AnySession
from api.http.admission import waits_in
from api.http.deps import Look, ServicesDep
from api.http.identity import Identity
from api.http.permissions import CanAskQualifications, CanReadQualifications
from api.http.routing import OffLoopRouter
from api.journal.entries import record
from api.kit.permissions import Permission
from api.kit.problems import Problem, language_of, may_raise
from api.reports.blinding import blinded
from api.reports.qualifications import comparing, repository, service
from api.reports.qualifications.schemas import (
    Comparison,
    QualificationId,
    QualificationRead,
    QualificationRequest,
    Replay,
)

router = OffLoopRouter(prefix="/v1/qualifications", tags=["qualifications"])
_REFUSED = ("sign-in-needed", "not-allowed")


@router.post(
    "",
    responses={
        **may_raise(*_REFUSED, "malformed-body", "body-too-large", "cross-site"),
        200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "La preuve entière."},
    },
    response_class=Response,
)
@waits_in("reasoning")
def ask(_: CanAskQualifications, question: QualificationRequest, services: ServicesDep) -> Response:
    """Un signalement ou des faits, la réponse entière ; rien n'est enregistré."""
    return Response(service.ask(services, question), media_type="application/json")


@router.get("/{qualification}", responses=may_raise(*_REFUSED, "not-found", "read-again"))
def read_qualification(
    who: CanReadQualifications, qualification: QualificationId, services: ServicesDep, session: Look
) -> QualificationRead:
    """Une réponse telle qu'elle a été donnée, et ce qui permet de la rejouer."""
    row = visible(session, qualification, who)
    record(session, services.clock.now(), who.account, "qualification.seen", row.id, report=row.report)
    return service.response_of(services, row)


@router.get("/{qualification}/compare", responses=may_raise(*_REFUSED, "not-found", "read-again"))
def compare(
    who: CanReadQualifications, qualification: QualificationId, services: ServicesDep, session: Look
) -> Comparison:
    """La réponse gardée à côté de celle que donnent les règles d'aujourd'hui, pour les mêmes faits
    et le même jour.
    """
    row = visible(session, qualification, who)
    told = comparing.compare(services, row)
    record(session, services.clock.now(), who.account, "qualification.compared", row.id, same=told.same_answer)
    return told


@router.get("/{qualification}/replay", responses=may_raise(*_REFUSED, "not-found", "law-damaged"))
def replay(
    who: CanReadQualifications, request: Request, qualification: QualificationId, services: ServicesDep, session: Look
) -> Replay:
    """Repose la même question : les mêmes octets, ou la liste de ce qui diffère."""
    row = visible(session, qualification, who)
    told = service.replay(services, row, language_of(request))
    record(session, services.clock.now(), who.account, "qualification.replayed", row.id, same=told.same)
    return told


def visible(session: AnySession, name: str, who: Identity) -> QualificationRow:
    """An answer that somebody may read. A machine reads those on what it sent; those who work on
    the law read them all.

    Raises:
        Problem: there is none, or none for them, or it is of a report they are reading again
            without knowing what was decided.
    """
    machine = who.via == "key" or who.roles == ("integrator",)
    row = repository.visible(session, name, who.account if machine and not who.may(Permission.REPORTS_DECIDE) else None)
    if row is None:
        raise Problem("not-found")
    if row.made_for != who.account and blinded(session, who.account, row.report) is not None:
        raise Problem("read-again")
    return row

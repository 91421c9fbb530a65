"""`/v1/second-readings`, `/v1/agreement`."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from api.http.deps import Look, Read, ServicesDep, Write
from api.http.identity import Identity
from api.http.permissions import CanDecideReports, CanReadAudit, CanReviewReports
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import look, record
from api.kit.etags import IfMatch, etag, same_version
from api.kit.problems import may_raise
from api.reports.double_review import figures, service, settling, views
from api.reports.double_review.schemas import (
    Agreement,
    ReviewConclusions,
    SecondId,
    SecondReading,
    SecondReadingAssignment,
    SecondReadingQueue,
    SettlementCreate,
)
from api.reports.schemas import DecisionCreate, FactStatement

router = OffLoopRouter(prefix="/v1", tags=["relecture"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")
_IN_PROGRESS = ("not-found", "already-decided", "held")
_CHANGE = (*_IN_PROGRESS, "stale-version", "version-needed", "conflict")
_ETAG: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"description": "La version de la relecture.", "schema": {"type": "string"}}}}
}


@router.get("/second-readings", responses=may_raise(*_REFUSED))
def list_second_readings(who: CanDecideReports, services: ServicesDep, session: Read) -> SecondReadingQueue:
    """Ce qui attend une seconde lecture, en nombres, et les désaccords à trancher. Aucun
    signalement n'est nommé avant d'être pris.
    """
    return views.waiting(session, services, who)


@router.post(
    "/second-readings/next", responses={**may_raise(*_REFUSED, "cross-site", "not-found", "conflict"), **_ETAG}
)
def take_second_reading(who: CanDecideReports, response: Response, services: ServicesDep) -> SecondReadingAssignment:
    """Prend la relecture commencée, sinon la plus ancienne que vous pouvez faire, et la réserve
    pour un temps.
    """
    with services.database.write() as session:
        row = service.take(session, services, who)
    return SecondReadingAssignment(reading=_blind(services, who, row.id, response) if row is not None else None)


@router.get("/second-readings/{second}", responses={**may_raise(*_REFUSED, *_IN_PROGRESS), **_ETAG})
def read_second_reading(
    who: CanDecideReports, second: SecondId, response: Response, services: ServicesDep
) -> SecondReading:
    """Une relecture que vous tenez : le signalement tel qu'il est arrivé, vos faits, la réponse.
    Rien de la première lecture.
    """
    return _blind(services, who, second, response)


@router.post("/second-readings/{second}/facts", responses={**may_raise(*_REFUSED, *_BODY, *_CHANGE), **_ETAG})
def state_second_facts(
    who: CanDecideReports,
    second: SecondId,
    body: FactStatement,
    response: Response,
    services: ServicesDep,
    if_match: IfMatch = None,
) -> SecondReading:
    """Établit ou retire des faits pour cette relecture seule ; le signalement garde les siens."""
    with services.database.read() as reading:
        before, report = service.reading_in_progress(reading, who, second)
        same_version(if_match, before.version)
        ahead = service.answer_ahead(reading, services, before, report, body)
    with services.database.write() as session:
        row, report = service.reading_in_progress(session, who, second)
        same_version(if_match, row.version)
        service.state_facts(UnitOfWork(session, services, who), row, report, body, ahead)
    return _blind(services, who, second, response)


@router.post(
    "/second-readings/{second}/decision", responses=may_raise(*_REFUSED, *_BODY, *_CHANGE, "nothing-to-accept")
)
def decide_second_reading(
    who: CanDecideReports,
    second: SecondId,
    body: DecisionCreate,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ReviewConclusions:
    """Conclut, une fois. La réponse dit les deux conclusions ; si elles diffèrent, une troisième
    personne tranche.
    """
    row, _ = service.reading_in_progress(session, who, second)
    same_version(if_match, row.version)
    service.decide(session, services, who, row, body)
    return views.conclusions(session, row)


@router.delete(
    "/second-readings/{second}/hold",
    status_code=204,
    responses=may_raise(*_REFUSED, "cross-site", *_IN_PROGRESS, "conflict"),
)
def leave_second_reading(who: CanDecideReports, second: SecondId, session: Write) -> None:
    """Rend la relecture, sans dire pourquoi. Rien de ce qui y fut établi ne reste ; elle ne vous
    sera plus proposée.
    """
    row, _ = service.reading_in_progress(session, who, second)
    service.leave(session, row)


@router.get(
    "/second-readings/{second}/conclusions",
    responses=may_raise(*_REFUSED, "not-found", "already-decided", "own-reading", "read-again"),
)
def read_conclusions(
    who: CanDecideReports, second: SecondId, services: ServicesDep, session: Look
) -> ReviewConclusions:
    """Les deux conclusions, pour qui vient de conclure la relecture et pour qui peut trancher le
    désaccord.
    """
    row = views.ended(session, who, second)
    record(session, services.clock.now(), who.account, "report.seen", row.report, reading=row.id)
    return views.conclusions(session, row)


@router.post(
    "/second-readings/{second}/settlement",
    responses=may_raise(*_REFUSED, *_BODY, "not-found", "already-decided", "own-reading", "read-again", "conflict"),
)
def settle_disagreement(
    who: CanReviewReports, second: SecondId, body: SettlementCreate, services: ServicesDep, session: Write
) -> ReviewConclusions:
    """Tranche un désaccord, par quelqu'un qui n'a fait aucune des deux lectures. La conclusion
    retenue ne s'annule plus.
    """
    row = settling.settle(
        session,
        services,
        who,
        second,
        settling.SettlementChoice(body.conclusion, body.wanted or "", body.reason),
    )
    return views.conclusions(session, row)


@router.get("/agreement", responses=may_raise(*_REFUSED))
def read_agreement(_: CanReadAudit, services: ServicesDep, session: Read) -> Agreement:
    """L'accord entre deux lectures en aveugle, par champ et par infraction ; jamais par
    personne.
    """
    return figures.agreement(session, services)


def _blind(services: Services, who: Identity, second: str, response: Response) -> SecondReading:
    service.renew(services, who, second)
    with look(services.database) as session:
        row, report = service.reading_in_progress(session, who, second)
        response.headers["ETag"] = etag(row.version)
        return views.blind(session, services, who, row, report)

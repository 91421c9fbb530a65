"""Follow-up endpoints: `/v1/transmissions/{id}/events`, `/v1/checks`, `/v1/board`,
`/v1/events/{id}/review`, `/v1/reports/{id}/closing`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query

from api.db.action import UNSENT, DeadlineRow, EventRow
from api.db.reports import ReportRow
from api.http.deps import Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.permissions import (
    CanActOnNotices,
    CanCreateChecks,
    CanReadNotices,
    CanReviewContestations,
    CanStateFollowUp,
)
from api.http.routing import OffLoopRouter
from api.kit.ids import pattern
from api.kit.problems import Problem, RequestFault, may_raise
from api.kit.schemas import ResultPage
from api.reports.endpoints import not_blinded, visible
from api.reports.schemas import ReportId
from api.transmissions.access import transmission_of
from api.transmissions.due import repository as due
from api.transmissions.follow_up import contestations, repository, service
from api.transmissions.follow_up.schemas import (
    BoardCounts,
    CheckBatch,
    ContestationCreate,
    ContestationReview,
    DeadlineRead,
    EventCreate,
    EventId,
    EventRead,
    FileClosing,
    RuleQuality,
)
from api.transmissions.schemas import TransmissionId

router = OffLoopRouter(prefix="/v1", tags=["suivi"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")
_STATE = ("not-found", "read-again", "wrong-state", "stale-version", "conflict")
Soon = Annotated[
    int, Query(ge=0, le=24 * 30, description="Heures : aussi ce qui est dû d'ici là. 0 : seulement le retard.")
]


@router.post(
    "/transmissions/{transmission}/events", status_code=201, responses=may_raise(*_REFUSED, *_BODY, *_STATE, *ONCE)
)
@once
def state_event(
    who: CanStateFollowUp, transmission: TransmissionId, body: EventCreate, services: ServicesDep, session: Write
) -> EventRead:
    """Dit ce qui a suivi un envoi : accusé de réception, décision du fournisseur et son exposé des
    motifs, relance, escalade, plainte, demande d'une autorité ; d'une fiche d'appel, l'appel
    lui-même, sans attendre qu'elle soit confirmée.
    """
    return EventRead.model_validate(
        service.state_event(session, services, who, transmission_of(session, transmission, who), body)
    )


@router.post("/checks", status_code=201, responses=may_raise(*_REFUSED, *_BODY, *_STATE, *ONCE))
@once
def state_checks(who: CanCreateChecks, body: CheckBatch, services: ServicesDep, session: Write) -> list[EventRead]:
    """Dit si des contenus notifiés sont encore en ligne, quel qu'en soit l'envoyeur. Le service ne
    va jamais voir lui-même.
    """
    told = []
    faults: list[RequestFault] = []
    for place, check in enumerate(body.checks):
        report = session.get(
            ReportRow, check.report
        )  # its scope is for this alone: whoever checks addresses need not have sent them
        if report is None:
            raise Problem("not-found")
        not_blinded(session, check.report, who)
        try:
            told.append(service.state_check(session, services, who, report, check, f"/checks/{place}"))
        except Problem as problem:
            if problem.kind.code != "invalid-request":
                raise
            faults += problem.faults
    if faults:
        raise Problem("invalid-request", faults)
    return [EventRead.model_validate(row) for row in told]


@router.post(
    "/transmissions/{transmission}/contestations",
    status_code=201,
    responses=may_raise(*_REFUSED, *_BODY, *_STATE, *ONCE),
)
@once
def contest(
    who: CanActOnNotices, transmission: TransmissionId, body: ContestationCreate, services: ServicesDep, session: Write
) -> EventRead:
    """Enregistre la contestation d'un hébergeur ou de l'auteur du contenu."""
    return EventRead.model_validate(
        contestations.contest(session, services, who, transmission_of(session, transmission, who), body)
    )


@router.post(
    "/events/{event}/review",
    status_code=201,
    responses=may_raise(*_REFUSED, *_BODY, *_STATE, "second-person-needed", *ONCE),
)
@once
def review_contestation(
    who: CanReviewContestations, event: EventId, body: ContestationReview, services: ServicesDep, session: Write
) -> EventRead:
    """Conclut sur une contestation ; jamais qui a décidé, préparé, confirmé ou envoyé."""
    row = session.get(EventRow, event)
    if row is None:
        raise Problem("not-found")
    visible(session, row.report, who)
    return EventRead.model_validate(contestations.review(session, services, who, row, body))


@router.get("/reports/{report}/events", responses=may_raise(*_REFUSED, "not-found", "read-again"))
def list_events(who: CanReadNotices, report: ReportId, session: Read) -> list[EventRead]:
    """Ce qui est arrivé à un dossier, le plus récent d'abord."""
    visible(session, report, who)
    return [EventRead.model_validate(row) for row in repository.events_of(session, report)]


@router.post(
    "/reports/{report}/closing", status_code=201, responses=may_raise(*_REFUSED, *_BODY, *_STATE, "still-due", *ONCE)
)
@once
def close_file(
    who: CanActOnNotices, report: ReportId, body: FileClosing, services: ServicesDep, session: Write
) -> EventRead:
    """Clôt un dossier dont plus rien n'est attendu : ce qui est dû a son acte, ou le motif de ne
    pas prévenir.
    """
    row = visible(session, report, who)
    return EventRead.model_validate(service.close(session, services, who, row, body.because))


@router.delete("/reports/{report}/closing", responses=may_raise(*_REFUSED, "cross-site", *_STATE))
def reopen_file(who: CanActOnNotices, report: ReportId, services: ServicesDep, session: Write) -> EventRead:
    """Rouvre un dossier clos."""
    return EventRead.model_validate(service.reopen(session, services, who, visible(session, report, who)))


@router.get("/board", responses=may_raise(*_REFUSED))
def count_board(who: CanReadNotices, services: ServicesDep, session: Read) -> BoardCounts:
    """Le suivi en nombres : à préparer, en retard, dû sous un jour, à confirmer, à envoyer,
    contesté.
    """
    now = services.clock.now()
    states = repository.count_transmissions(session)
    return BoardCounts(
        late=repository.count_due(session, now, None, now),
        soon=repository.count_due(session, now, now, now + timedelta(days=1)),
        open_contestations=repository.count_contested(session),
        to_prepare=due.count(session, who.account),
        to_confirm=states.get("prepared", 0),
        to_send=sum(states.get(state, 0) for state in UNSENT if state != "prepared"),
    )


@router.get("/board/deadlines", responses=may_raise(*_REFUSED))
def list_deadlines(
    who: CanReadNotices,
    services: ServicesDep,
    session: Read,
    within: Soon = 0,
    cursor: Annotated[
        str | None, Query(pattern=pattern("due"), description="`next_cursor` de la page d'avant.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[DeadlineRead]:
    """Ce qui est en retard, le plus ancien d'abord."""
    now = services.clock.now()
    last = session.get(DeadlineRow, cursor) if cursor is not None else None
    after = (last.due_at, last.id) if last is not None else None
    rows = repository.due(
        session, repository.DuePeriod(now, now + timedelta(hours=within)), limit + 1, reader=who.account, after=after
    )
    more = rows[limit - 1].id if len(rows) > limit else None
    return ResultPage[DeadlineRead](items=[deadline_of(row, now) for row in rows[:limit]], next_cursor=more)


@router.get("/quality", responses=may_raise(*_REFUSED))
def list_quality(_: CanReadNotices, session: Read) -> list[RuleQuality]:
    """Ce que les contestations disent des règles, infraction par infraction."""
    names = ("offence", "sent", "contested", "reviewed", "upheld")
    rows = repository.quality(session)
    return [RuleQuality.model_validate(dict(zip(names, row, strict=True))) for row in rows]


def deadline_of(row: DeadlineRow, now: datetime) -> DeadlineRead:
    """A deadline as told at a moment."""
    names = ("id", "report", "transmission", "kind", "binding", "due_at", "met_at")
    late = row.met_at is None and row.due_at < now
    return DeadlineRead.model_validate({**{name: getattr(row, name) for name in names}, "late": late})

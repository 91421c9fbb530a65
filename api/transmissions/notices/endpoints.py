"""`/v1/reports/{id}/routes`, `/v1/reports/{id}/transmissions`, `/v1/hosts/{id}/bundle`,
`/v1/transmissions`.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Response

from api.db.action import TransmissionRow
from api.db.sessions import AnySession
from api.hosts.schemas import HostId
from api.http.deps import Look, Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.identity import Identity
from api.http.permissions import CanActOnNotices, CanReadNotices
from api.http.routing import OffLoopRouter
from api.journal.entries import record
from api.kit.etags import IfMatch, etag, same_version
from api.kit.problems import Problem, may_raise
from api.kit.schemas import ResultPage
from api.reports.endpoints import visible
from api.reports.schemas import ReportId
from api.transmissions import recipients, repository
from api.transmissions.access import transmission_of
from api.transmissions.notices import preparing, remarking, sending, stages
from api.transmissions.notices.content import NoticeContent
from api.transmissions.schemas import (
    BundleCreate,
    Form,
    NoticeRemarkWrite,
    Routes,
    TransmissionCreate,
    TransmissionFilters,
    TransmissionId,
    TransmissionRead,
    TransmissionSend,
)

router = OffLoopRouter(prefix="/v1", tags=["transmissions"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")
_CONFIRMABLE = ("not-found", "read-again")
_STAGE = (*_CONFIRMABLE, "wrong-state", "stale-version", "version-needed", "conflict")
_ETAG: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"description": "La version de la notification.", "schema": {"type": "string"}}}}
}
MEDIA = {
    "text": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
}


@router.get("/reports/{report}/routes", responses=may_raise(*_REFUSED, *_CONFIRMABLE))
def list_routes(who: CanReadNotices, report: ReportId, services: ServicesDep, session: Read) -> Routes:
    """Qui prévenir, dans quel ordre, sous quel délai et pourquoi, d'après les règles et ce qui est
    su.
    """
    return recipients.routes_read(session, services, visible(session, report, who))


@router.post(
    "/reports/{report}/transmissions",
    status_code=201,
    responses=may_raise(
        *_REFUSED, *_BODY, *_CONFIRMABLE, "wrong-state", "notice-refused", "already-sent", "conflict", *ONCE
    ),
)
@once
def prepare_notice(
    who: CanActOnNotices, report: ReportId, body: TransmissionCreate, services: ServicesDep, session: Write
) -> TransmissionRead:
    """Prépare une notification : entière, ou refusée avec tout ce qui manque. Rien ne part sans
    confirmation.
    """
    row = preparing.prepare(session, services, who, visible(session, report, who), body)
    return TransmissionRead.model_validate(row)


@router.post(
    "/hosts/{host}/bundle",
    status_code=201,
    responses=may_raise(
        *_REFUSED, *_BODY, *_CONFIRMABLE, "wrong-state", "notice-refused", "already-sent", "conflict", *ONCE
    ),
)
@once
def prepare_bundle(
    who: CanActOnNotices, host: HostId, body: BundleCreate, services: ServicesDep, session: Write
) -> list[TransmissionRead]:
    """Prépare une seule notification à un hébergeur pour plusieurs signalements de la même
    infraction.
    """
    reports = [visible(session, name, who) for name in dict.fromkeys(body.reports)]
    rows = preparing.prepare_bundle(session, services, who, reports, host, body.language)
    return [TransmissionRead.model_validate(row) for row in rows]


@router.get("/transmissions", responses=may_raise(*_REFUSED))
def list_transmissions(
    who: CanReadNotices,
    session: Read,
    filters: Annotated[TransmissionFilters, Depends()],
    cursor: Annotated[TransmissionId | None, Query(description="`next_cursor` de la page d'avant.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[TransmissionRead]:
    """Les notifications, récentes d'abord."""
    rows = repository.page(session, filters, cursor, limit + 1, reader=who.account)
    more = rows[limit - 1].id if len(rows) > limit else None
    return ResultPage[TransmissionRead](
        items=[TransmissionRead.model_validate(row) for row in rows[:limit]], next_cursor=more
    )


@router.get("/transmissions/{transmission}", responses={**may_raise(*_REFUSED, *_CONFIRMABLE), **_ETAG})
def read_transmission(
    who: CanReadNotices, transmission: TransmissionId, response: Response, session: Read
) -> TransmissionRead:
    """Une notification : à qui, sur quelle décision, à quelle étape."""
    return _response_of(transmission_of(session, transmission, who), response)


@router.get(
    "/transmissions/{transmission}/content",
    response_class=Response,
    responses={
        200: {"content": {media: {} for media in ("text/plain", "text/html", "application/json", "application/pdf")}},
        **may_raise(*_REFUSED, *_CONFIRMABLE),
    },
)
def read_content(
    who: CanReadNotices, transmission: TransmissionId, services: ServicesDep, session: Look, form: Form = "text"
) -> Response:
    """Le texte exact de la notification. Le journal garde qui l'a lu ou exporté."""
    row = transmission_of(session, transmission, who)
    if row.content is None:
        raise Problem("not-found")
    record(session, services.clock.now(), who.account, "notice.read", row.report, transmission=row.id, form=form)
    name = f"{row.id}.{'txt' if form == 'text' else form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        notice_response(NoticeContent.from_bytes(row.content), row, form), media_type=MEDIA[form], headers=headers
    )


@router.post(
    "/transmissions/{transmission}/confirmation",
    responses={**may_raise(*_REFUSED, "cross-site", *_STAGE, "second-person-needed", "already-sent"), **_ETAG},
)
def confirm_notice(
    who: CanActOnNotices,
    transmission: TransmissionId,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> TransmissionRead:
    """Confirme une notification. Là où deux personnes sont demandées, la seconde la rend prête à
    partir.
    """
    row = fresh(session, transmission, who, if_match)
    stages.confirm(session, services, who, row)
    return _response_of(row, response)


@router.put(
    "/transmissions/{transmission}/words",
    responses={**may_raise(*_REFUSED, *_BODY, *_STAGE, "notice-refused"), **_ETAG},
)
def write_remark(
    who: CanActOnNotices,
    transmission: TransmissionId,
    body: NoticeRemarkWrite,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> TransmissionRead:
    """Ajoute à une notification préparée une remarque du service, la change, ou l'ôte. Une première
    confirmation tombe : elle portait sur le texte d'avant.
    """
    row = fresh(session, transmission, who, if_match)
    remarking.remark(session, services, who, row, body)
    return _response_of(row, response)


@router.delete("/transmissions/{transmission}", responses={**may_raise(*_REFUSED, "cross-site", *_STAGE), **_ETAG})
def withdraw_notice(
    who: CanActOnNotices,
    transmission: TransmissionId,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> TransmissionRead:
    """Retire une notification qui n'est pas partie. Elle reste au dossier."""
    row = fresh(session, transmission, who, if_match)
    stages.withdraw(session, services, who, row)
    return _response_of(row, response)


@router.post(
    "/transmissions/{transmission}/sending",
    responses={
        **may_raise(*_REFUSED, *_BODY, *_STAGE, "no-contact", "mail-off", "mail-failed", "mail-unsure"),
        **_ETAG,
    },
)
def send_notice(
    who: CanActOnNotices,
    transmission: TransmissionId,
    body: TransmissionSend,
    response: Response,
    services: ServicesDep,
    if_match: IfMatch = None,
) -> TransmissionRead:
    """Fait partir une notification confirmée : à blanc d'abord (`dry_run`), par courriel (`mail`),
    ou remise autrement (`manual`).
    """
    with services.database.read() as before:
        version = fresh(before, transmission, who, if_match).version
    sending.send(services, who, transmission, version, body)
    with services.database.read() as reading:
        return _response_of(transmission_of(reading, transmission, who), response)


def notice_response(content: NoticeContent, row: TransmissionRow, form: Form) -> bytes:
    """A notice in one of its forms."""
    language: Literal["fr", "en"] = "fr" if row.language == "fr" else "en"
    if form == "pdf":
        return content.pdf(language, row.prepared_at)
    if form == "json":
        return json.dumps(content.data, ensure_ascii=False, indent=2).encode()
    return (content.html if form == "html" else content.text).encode()


def fresh(session: AnySession, transmission: str, who: Identity, if_match: str | None) -> TransmissionRow:
    """A notice to act on, as it was read.

    Raises:
        Problem: there is none for them, it changed meanwhile, or nobody said which version was
            read.
    """
    row = transmission_of(session, transmission, who)
    same_version(if_match, row.version)
    return row


def _response_of(row: TransmissionRow, response: Response) -> TransmissionRead:
    response.headers["ETag"] = etag(row.version)
    return TransmissionRead.model_validate(row)

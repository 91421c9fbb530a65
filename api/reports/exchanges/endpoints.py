"""`/v1/reports/{report}/notes`, `/requests`, `/timeline`, `/reopening`; `/v1/exchanges`,
`/v1/colleagues`.
"""

from __future__ import annotations

from fastapi import Response

from api.http.deps import Look, Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.permissions import CanDecideReports
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.etags import IfMatch, etag
from api.kit.problems import may_raise
from api.reports import views
from api.reports.endpoints import fresh, visible
from api.reports.exchanges import inbox, repository, requests
from api.reports.exchanges.notes import notes_read, write_note
from api.reports.exchanges.reopening import reopen
from api.reports.exchanges.schemas import (
    CaseRequestAnswer,
    CaseRequestCreate,
    CaseRequestRead,
    CaseTimeline,
    Exchanges,
    Inbox,
    NoteCreate,
    NoteId,
    NoteRead,
    PersonRead,
    Reopening,
    RequestId,
)
from api.reports.exchanges.timeline import timeline_of
from api.reports.schemas import ReportId, ReportRead

router = OffLoopRouter(prefix="/v1", tags=["échanges"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")
_CASE = ("not-found", "read-again")


@router.get("/reports/{report}/timeline", responses=may_raise(*_REFUSED, *_CASE))
def read_timeline(who: CanDecideReports, report: ReportId, services: ServicesDep, session: Look) -> CaseTimeline:
    """L'histoire d'un signalement d'après le journal, sans un mot du signalement ni des notes. Les
    secondes lectures n'y sont pas.
    """
    row = visible(session, report, who)
    record(session, services.clock.now(), who.account, "report.seen", row.id)
    return timeline_of(session, row.id)


@router.get("/reports/{report}/notes", responses=may_raise(*_REFUSED, *_CASE))
def list_notes(who: CanDecideReports, report: ReportId, services: ServicesDep, session: Look) -> Exchanges:
    """Les notes et les demandes sur un signalement. Le journal garde qui les a lues."""
    row = visible(session, report, who)
    record(session, services.clock.now(), who.account, "report.seen", row.id)
    found = repository.requests_on(session, row.id)
    return Exchanges(notes=notes_read(session, row.id), requests=requests.requests_read(session, found))


@router.post("/reports/{report}/notes", status_code=201, responses=may_raise(*_REFUSED, *_BODY, *_CASE, *ONCE))
@once
def create_note(
    who: CanDecideReports, report: ReportId, new: NoteCreate, services: ServicesDep, session: Write
) -> NoteRead:
    """Écrit une note, que lisent les personnes qui traitent les signalements ; elle ne se change
    pas.
    """
    row = visible(session, report, who)
    note = write_note(UnitOfWork(session, services, who), row, new.body, also=new.mentions)
    return next(each for each in notes_read(session, row.id) if each.id == note.id)


@router.post(
    "/reports/{report}/requests",
    status_code=201,
    responses=may_raise(*_REFUSED, *_BODY, *_CASE, "held", "already-decided", *ONCE),
)
@once
def ask_colleague(
    who: CanDecideReports, report: ReportId, new: CaseRequestCreate, services: ServicesDep, session: Write
) -> CaseRequestRead:
    """Demande un avis, ou confie le dossier. D'ici la réponse, la file ne le propose à personne
    d'autre, sauf danger pour une personne.
    """
    request = requests.ask(UnitOfWork(session, services, who), visible(session, report, who), new)
    return requests.requests_read(session, [request])[0]


@router.post("/requests/{asked}/answer", responses=may_raise(*_REFUSED, *_BODY, *_CASE, "wrong-state"))
def answer_request(
    who: CanDecideReports, asked: RequestId, body: CaseRequestAnswer, services: ServicesDep, session: Write
) -> CaseRequestRead:
    """Donne l'avis demandé ; le dossier revient à qui l'a demandé."""
    request = requests.answer(UnitOfWork(session, services, who), asked, body.body)
    return requests.requests_read(session, [request])[0]


@router.post(
    "/requests/{asked}/acceptance",
    responses=may_raise(*_REFUSED, "cross-site", *_CASE, "wrong-state", "held", "already-decided"),
)
def accept_request(who: CanDecideReports, asked: RequestId, services: ServicesDep, session: Write) -> CaseRequestRead:
    """Prend le dossier confié, et le réserve pour un temps."""
    request = requests.accept(UnitOfWork(session, services, who), asked)
    return requests.requests_read(session, [request])[0]


@router.delete("/requests/{asked}", responses=may_raise(*_REFUSED, "cross-site", *_CASE, "wrong-state"))
def cancel_request(who: CanDecideReports, asked: RequestId, services: ServicesDep, session: Write) -> CaseRequestRead:
    """Retire une demande, ou décline celle qui vous est faite ; le dossier revient à la file."""
    request = requests.cancel(UnitOfWork(session, services, who), asked)
    return requests.requests_read(session, [request])[0]


@router.post(
    "/reports/{report}/reopening",
    responses=may_raise(
        *_REFUSED, *_BODY, *_CASE, "stale-version", "version-needed", "not-decided", "settled-decision",
        "second-reading-open",
    ),
)  # fmt: skip
def reopen_report(
    who: CanDecideReports,
    report: ReportId,
    body: Reopening,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ReportRead:
    """Rouvre un signalement décidé, n'importe quel jour, avec un motif : par qui a décidé, ou un
    superviseur.
    """
    row = fresh(session, report, who, if_match)
    reopen(UnitOfWork(session, services, who), row, body.reason)
    response.headers["ETag"] = etag(row.version)
    return views.whole(session, services, row, who)


@router.get("/exchanges", responses=may_raise(*_REFUSED))
def read_inbox(who: CanDecideReports, session: Read) -> Inbox:
    """Ce qu'on attend de vous, et ce qui vous revient ; rien d'un contenu que vous relisez en
    aveugle.
    """
    return inbox.inbox_of(session, who)


@router.post(
    "/exchanges/requests/{asked}/seen", status_code=204, responses=may_raise(*_REFUSED, "cross-site", "not-found")
)
def see_answer(who: CanDecideReports, asked: RequestId, services: ServicesDep, session: Write) -> None:
    """Marque comme vue la réponse à votre demande."""
    inbox.see_answer(UnitOfWork(session, services, who), asked)


@router.post(
    "/exchanges/mentions/{note}/seen", status_code=204, responses=may_raise(*_REFUSED, "cross-site", "not-found")
)
def see_mention(who: CanDecideReports, note: NoteId, services: ServicesDep, session: Write) -> None:
    """Marque comme vue une mention de vous."""
    inbox.see_mention(UnitOfWork(session, services, who), note)


@router.get("/colleagues", responses=may_raise(*_REFUSED))
def list_colleagues(_: CanDecideReports, session: Read) -> list[PersonRead]:
    """Les personnes actives qui traitent les signalements, par leur nom montré."""
    return [PersonRead(account=row.id, pseudonym=row.pseudonym) for row in repository.handlers(session)]

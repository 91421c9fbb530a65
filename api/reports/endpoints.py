"""`/v1/reports`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Response

from api.db.reports import CLOSED, ReportRow
from api.db.sessions import AnySession
from api.http.admission import waits_in
from api.http.deps import Look, Read, ServicesDep, Write
from api.http.idempotency import IdempotencyKey
from api.http.identity import Identity
from api.http.permissions import CanCreateReports, CanDecideReports, CanReadContacts, CanReadReports, CanStateFacts
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.journal.entries import record
from api.kit.etags import IfMatch, etag, same_version
from api.kit.problems import Problem, may_raise
from api.kit.schemas import ResultPage
from api.reports import answering, confirming, decisions, intake, repository, senders, unconfirming, views
from api.reports.blinding import blinded, closed_to
from api.reports.contacts import open_contact
from api.reports.schemas import (
    BatchReceipt,
    DecisionCreate,
    FactStatement,
    Incoming,
    ReporterContact,
    ReportFilters,
    ReportId,
    ReportRead,
    ReportReceipt,
    ReportSummary,
)
from api.reports.senders import own_only

router = OffLoopRouter(prefix="/v1/reports", tags=["signalements"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")
_CHANGE = ("not-found", "read-again", "stale-version", "version-needed", "already-decided", "held", "conflict")
ETAG: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"description": "La version du signalement.", "schema": {"type": "string"}}}}
}
"""What an answer says of the version of a report."""


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """The report of the path, in the version that `If-Match` names."""

    report: ReportId
    if_match: IfMatch = None


VersionDep = Annotated[ReportVersion, Depends()]


@router.post(
    "",
    status_code=202,
    responses={
        202: {"model": ReportReceipt | BatchReceipt},
        **may_raise(*_REFUSED, *_BODY, "idempotency-key-reused", "conflict"),
    },
)
@waits_in("intake")
def create_reports(
    who: CanCreateReports, body: Incoming, services: ServicesDep, idempotency_key: IdempotencyKey = None
) -> Response:
    """Reçoit un signalement, ou un lot `{"reports": […]}` enregistré en entier ou pas du tout.

    La réponse 202 part une fois tout enregistré : elle dit, pour chacun, ce qui est suggéré et s'il
    rejoint un contenu déjà signalé.
    """
    answer = intake.receive(services, who, body, idempotency_key)
    return Response(answer, 202, media_type="application/json")


@router.get("", responses=may_raise(*_REFUSED))
def list_reports(
    who: CanReadReports,
    session: Read,
    filters: Annotated[ReportFilters, Depends()],
    cursor: Annotated[ReportId | None, Query(description="`next_cursor` de la page d'avant.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[ReportSummary]:
    """Les signalements, récents d'abord, sans rien de ce que quelqu'un a écrit. Une machine ne voit
    que ses envois.
    """
    source = own_only(who)
    state = senders.state_for(source) if source is not None else ReportRow.state.expression
    reach = repository.Reach(source, state, closed_to(session, who.account))
    rows = repository.page(session, reach, filters, cursor, limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else None
    return ResultPage[ReportSummary](items=views.summaries(session, rows[:limit], source), next_cursor=more)


@router.get("/{report}", responses={**may_raise(*_REFUSED, "not-found", "read-again"), **ETAG})
def read_report(
    who: CanReadReports, report: ReportId, response: Response, services: ServicesDep, session: Look
) -> ReportRead:
    """Un signalement entier. Le journal garde qui l'a vu."""
    row = visible(session, report, who)
    record(session, services.clock.now(), who.account, "report.seen", row.id)
    return _response_of(session, services, row, response, who)


@router.get("/{report}/contact", responses=may_raise(*_REFUSED, "not-found", "contact-key-absent"))
def read_contact(who: CanReadContacts, report: ReportId, services: ServicesDep, session: Look) -> ReporterContact:
    """Les coordonnées du signalant, gardées à part et chiffrées. Le journal garde qui les a
    vues.
    """
    return open_contact(session, services, who, report)


@router.post(
    "/{report}/facts",
    responses={**may_raise(*_REFUSED, *_BODY, *_CHANGE, "law-changed", "law-absent", "answer-would-change"), **ETAG},
)
def state_facts(
    who: CanStateFacts,
    version: VersionDep,
    body: FactStatement,
    response: Response,
    services: ServicesDep,
    session: Write,
) -> ReportRead:
    """Établit ou retire des faits ; la réponse suit. Une version dépassée est refusée, sans rien
    perdre.

    D'un signalement décidé, seuls s'établissent des faits qui laissent la réponse telle qu'elle est
    (même issue, même infraction suggérée, même statut de l'infraction retenue) : la décision tient,
    et les notifications reposent sur eux.
    """
    with services.database.read() as reading:
        before = fresh(reading, version.report, who, version.if_match)
        decisions.check_not_held_by_other(services, who, before)
        ahead = confirming.answer_ahead(reading, services, who, before, body)
    row = fresh(session, version.report, who, version.if_match)
    decisions.check_not_held_by_other(services, who, row)
    confirming.state(session, services, who, row, body, ahead)
    return _response_of(session, services, row, response, who)


@router.post("/{report}/answer", responses={**may_raise(*_REFUSED, "cross-site", *_CHANGE), **ETAG})
def answer_again(
    who: CanStateFacts,
    report: ReportId,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ReportRead:
    """Redemande la réponse sous les règles d'aujourd'hui ; les faits qu'elles ne connaissent plus
    sont retirés.
    """
    with services.database.read() as reading:
        before = fresh(reading, report, who, if_match)
        decisions.check_not_held_by_other(services, who, before)
        ahead = answering.answer_ahead(reading, services, before)
    row = fresh(session, report, who, if_match)
    decisions.check_not_held_by_other(services, who, row)
    answering.answer_again(session, services, who, row, ahead)
    return _response_of(session, services, row, response, who)


@router.post(
    "/{report}/decision",
    responses={
        **may_raise(*_REFUSED, *_BODY, *_CHANGE, "nothing-to-accept", "law-changed", "answer-would-change"),
        **ETAG,
    },
)
def decide(
    who: CanDecideReports,
    version: VersionDep,
    body: DecisionCreate,
    response: Response,
    services: ServicesDep,
    session: Write,
) -> ReportRead:
    """Décide d'un signalement et de ses doublons.

    `confirm` nomme des faits présumés que la même personne confirme en décidant, tous ou aucun ;
    sans lui, `accept` retient une suggestion « établie, à confirmer » telle quelle, et ses
    notifications sont refusées tant que ces faits ne sont pas confirmés.
    """
    with services.database.read() as reading:
        ahead = decisions.answer_ahead(
            reading, services, who, fresh(reading, version.report, who, version.if_match), body
        )
    row = fresh(session, version.report, who, version.if_match)
    decisions.decide(session, services, who, row, body, ahead)
    return _response_of(session, services, row, response, who)


@router.delete(
    "/{report}/decision",
    responses={
        **may_raise(
            *_REFUSED,
            "cross-site",
            "not-found",
            "stale-version",
            "version-needed",
            "not-decided",
            "undo-too-late",
            "settled-decision",
            "read-again",
        ),
        **ETAG,
    },
)
def undo_decision(
    who: CanDecideReports,
    report: ReportId,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ReportRead:
    """Annule la décision, le jour même."""
    row = fresh(session, report, who, if_match)
    decisions.undo(session, services, who, row)
    return _response_of(session, services, row, response, who)


@router.delete(
    "/{report}/confirmation",
    responses={
        **may_raise(
            *_REFUSED,
            "cross-site",
            "not-found",
            "read-again",
            "stale-version",
            "version-needed",
            "held",
            "conflict",
            "not-decided",
            "nothing-to-undo",
            "notice-rests-on-it",
            "answer-would-change",
            "law-absent",
        ),
        **ETAG,
    },
)
def undo_confirmation(
    who: CanStateFacts,
    report: ReportId,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ReportRead:
    """Annule ce que la même personne a confirmé en dernier depuis la décision : les faits
    redeviennent ce qu'ils étaient, présumés compris.

    La décision tient ; les notifications reposent à nouveau sur la réponse d'avant. Refusé si l'une
    repose sur ce qui est confirmé.
    """
    with services.database.read() as reading:
        before = fresh(reading, report, who, if_match)
        decisions.check_not_held_by_other(services, who, before)
        ahead = unconfirming.answer_ahead(reading, services, who, _check_decided(before))
    row = fresh(session, report, who, if_match)
    decisions.check_not_held_by_other(services, who, row)
    unconfirming.undo(session, services, who, _check_decided(row), ahead)
    return _response_of(session, services, row, response, who)


def _check_decided(row: ReportRow) -> ReportRow:
    """A report that somebody decided.

    Raises:
        Problem: nobody did.
    """
    if row.state not in CLOSED:
        raise Problem("not-decided")
    return row


def visible(session: AnySession, report: str, who: Identity) -> ReportRow:
    """A report that somebody may see.

    Raises:
        Problem: there is none, or none for them, or they are reading it again without knowing what
            was decided.
    """
    return shown(session, session.get(ReportRow, report), who)


def shown(session: AnySession, row: ReportRow | None, who: Identity) -> ReportRow:
    """A report that was read, for somebody who may see it.

    Raises:
        Problem: as `visible`.
    """
    if row is None or own_only(who) not in (None, row.source):
        raise Problem("not-found")
    not_blinded(session, row.id, who)
    return row


def not_blinded(session: AnySession, report: str, who: Identity) -> None:
    """Refuses what would tell somebody of a content that they are reading again without knowing
    what was decided.

    Raises:
        Problem: they are.
    """
    if blinded(session, who.account, report) is not None:
        raise Problem("read-again")


def fresh(session: AnySession, report: str, who: Identity, if_match: str | None) -> ReportRow:
    """A report to change, as it was read.

    Raises:
        Problem: there is none, it changed meanwhile, or nobody said which version was read.
    """
    row = visible(session, report, who)
    same_version(if_match, row.version)
    return row


def _response_of(
    session: AnySession, services: Services, row: ReportRow, response: Response, who: Identity
) -> ReportRead:
    response.headers["ETag"] = etag(row.version)
    return views.whole(session, services, row, who)

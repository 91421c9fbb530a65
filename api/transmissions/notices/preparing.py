"""A notice is prepared: composed whole from a decision, or refused with everything that is missing.
Nothing leaves yet.
"""

from __future__ import annotations

from typing import NamedTuple

from api.db import locks
from api.db.action import HostRow, RegisterRow, TransmissionRow
from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.hosts.service import UNKNOWN_HOST
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import record
from api.kit.ids import new_id
from api.kit.problems import Problem, RequestFault, invalid
from api.reports.content_addresses import WITHOUT_ADDRESS
from api.reports.due_marks import mark_content
from api.reports.repository import lock_decision
from api.transmissions import repository
from api.transmissions.follow_up.service import moment
from api.transmissions.notices.case_files import case_file
from api.transmissions.notices.content import NoticeContent
from api.transmissions.notices.limits import keep_limitation
from api.transmissions.recipients import decision_of, routing_of
from api.transmissions.schemas import TransmissionCreate
from engine.notices.casefile import CaseFile
from engine.notices.compose import Notice, compose
from engine.notices.faults import NoticeError
from engine.notices.requirements import NEEDS
from engine.notices.tables import KINDS, Kind
from engine.routing.router import Route
from textfile.text import Language, Text

KIND_OF: dict[str, Kind] = {
    "secours": "emergency",
    "pharos": "pharos",
    "hebergeur": "dsa16",
    "iccam": "iccam",
    "arcom": "arcom",
    "victime": "orientation",
    "signalant": "reply",
}
"""What each recipient is sent, unless somebody asks for another kind."""
OTHERS: dict[str, tuple[Kind, ...]] = {"hebergeur": ("tdb", "xarf"), "iccam": ("scart",)}
"""What else may go to a recipient."""
WITHOUT_DECISION = (repository.EMERGENCY_SERVICES,)
"""Who is called before anybody decided, whatever the rules say; others only when a rule says so:
danger waits for nothing.
"""
_SAME_ADDRESS = Text(fr="même adresse qu'un signalement avant lui", en="same address as a report before it")
_KEEP_ONE = Text(fr="n'en garder qu'un", en="keep only one of them")


class _ComposedNotice(NamedTuple):
    """A notice, and the same in French for whoever confirms it."""

    notice: Notice
    french: str


class _NoticeReport(NamedTuple):
    """A report of a notice, with what it rests on. Without a route that is due, the rules did not
    ask for it: two persons must.
    """

    row: ReportRow
    decision: DecisionRow | None
    case: CaseFile
    route: Route | None


def prepare(
    session: WriteSession, services: Services, who: Identity, row: ReportRow, body: TransmissionCreate
) -> TransmissionRow:
    """Prepares a notice on one report.

    Raises:
        Problem: a recipient or kind that does not go together, nobody decided, the content already
            went there, something is missing.
    """
    if body.place.observed_at is not None:
        moment(services, body.place.observed_at, "/place/observed_at")
    ready, host, notice = _compose_one(session, services, row, body)
    return _store(UnitOfWork(session, services, who), [ready], body.recipient, host, notice, None)[0]


def refusal(session: AnySession, services: Services, row: ReportRow, body: TransmissionCreate) -> Problem | None:
    """The problem that preparing a notice would meet now; None when it would be written. Nothing is
    kept.
    """
    try:
        _compose_one(session, services, row, body)
    except Problem as problem:
        return problem
    return None


def _compose_one(
    session: AnySession, services: Services, row: ReportRow, body: TransmissionCreate
) -> tuple[_NoticeReport, HostRow | None, _ComposedNotice]:
    kind = _kind(body)
    host = _host(session, row, body.host) if body.recipient == "hebergeur" else None
    ready = _ready(session, services, row, host, body)
    return ready, host, _composed(services, kind, body.language or language_for(body.recipient, host), [ready.case])


def prepare_bundle(
    session: WriteSession,
    services: Services,
    who: Identity,
    rows: list[ReportRow],
    host: str,
    language: Language | None,
) -> list[TransmissionRow]:
    """Prepares one notice to a host for several reports of the same offence, which will leave as
    one.

    Raises:
        Problem: as `prepare`; or offences that differ, or the same address twice.
    """
    given = TransmissionCreate.model_validate({"recipient": "hebergeur", "host": host, "language": language})
    found = _host(session, rows[0], host)
    ready = [_ready(session, services, row, found, given) for row in rows]
    if len({item.case.offence for item in ready}) > 1:
        raise invalid("/reports", Text(fr="infractions différentes", en="different offences"))
    twice = _twice(session, rows)
    if twice:
        raise Problem("invalid-request", twice)
    notice = _composed(services, "dsa16", language or language_for("hebergeur", found), [item.case for item in ready])
    bundle = new_id("bdl", services.clock.now())
    return _store(UnitOfWork(session, services, who), ready, "hebergeur", found, notice, bundle)


def _ready(
    session: AnySession, services: Services, row: ReportRow, host: HostRow | None, body: TransmissionCreate
) -> _NoticeReport:
    decision = decision_of(session, row)
    routing = routing_of(session, services, row, decision)
    route = next((r for r in routing.routes if r.recipient == body.recipient and r.status == "due"), None)
    entry = session.get(RegisterRow, row.id)
    key = entry.address_key if entry is not None else None
    offence = decision.offence if decision is not None else None
    _refuse_second(session, row, key, offence, (body.recipient, _kind(body), host.id if host is not None else None))
    waits = decision is None and route is None and body.recipient not in WITHOUT_DECISION
    if waits or (entry is not None and entry.closed_at is not None):
        raise Problem("wrong-state")
    return _NoticeReport(row, decision, case_file(session, services, row, decision, host, body), route)


def _refuse_second(
    session: AnySession, row: ReportRow, key: str | None, offence: str | None, address: tuple[str, Kind, str | None]
) -> None:
    """Refuses a notice whose content already has one for the same recipient, kind and host.

    Raises:
        Problem: `already-sent`.
    """
    if address[0] not in repository.ONCE:
        return
    for other in repository.on_content(session, row.id, key, offence):
        if other.state != "withdrawn" and (other.recipient, other.kind, other.host) == address:
            raise Problem("already-sent")


def _alone_on_contents(
    session: WriteSession, ready: list[_NoticeReport], address: tuple[str, Kind, str | None]
) -> None:
    """Waits for whoever prepares a notice on one of these contents, and refuses a second one: it
    was not there yet when this one was composed.

    Raises:
        Problem: `already-sent`.
    """
    entries = [session.get(RegisterRow, item.row.id) for item in ready]
    keys = [entry.address_key if entry is not None else None for entry in entries]
    locks.lock_each(session, "notice", (key or item.row.id for item, key in zip(ready, keys, strict=True)))
    for item, key in zip(ready, keys, strict=True):
        _refuse_second(session, item.row, key, item.decision.offence if item.decision is not None else None, address)


def _composed(services: Services, kind: Kind, language: Language, cases: list[CaseFile]) -> _ComposedNotice:
    """The notice.

    Raises:
        Problem: with everything that is missing, each with what to do.
    """
    templates, day = services.rules.notices, services.clock.today()
    try:
        notice = compose(templates, kind, language, cases, day)
        has_french = language != "fr" and not NEEDS[kind].machine and templates.has_wording(kind, "fr", day)
        return _ComposedNotice(notice, compose(templates, kind, "fr", cases, day).html if has_french else "")
    except NoticeError as refused:
        told = [RequestFault(fault.place, fault.what, fault.remedy) for fault in refused.faults]
        raise Problem("notice-refused", told) from refused


def _on_same_ground(session: WriteSession, ready: list[_NoticeReport]) -> None:
    """Holds the decisions that a notice rests on.

    Raises:
        Problem: `conflict`: one was undone since, or what was confirmed after it; somebody stated
            another address of a content.
    """
    for item in ready:
        address = item.row.content_address
        session.refresh(item.row, ["content_address"])
        if item.row.content_address != address:
            raise Problem("conflict")
    decisions = {item.decision.id: item.decision for item in ready if item.decision is not None}
    for _, decision in sorted(decisions.items()):
        basis = decision.basis
        lock_decision(session, decision)
        if decision.undone_at is not None or decision.basis != basis:
            raise Problem("conflict")


def _store(
    work: UnitOfWork,
    ready: list[_NoticeReport],
    recipient: str,
    host: HostRow | None,
    composed: _ComposedNotice,
    bundle: str | None,
) -> list[TransmissionRow]:
    session, services, who = work.session, work.services, work.who
    notice = composed.notice
    _alone_on_contents(session, ready, (recipient, notice.kind, host.id if host is not None else None))
    _on_same_ground(session, ready)
    now = services.clock.now()
    content, digest = NoticeContent(
        notice.subject, notice.text, notice.html, dict(notice.data), composed.french
    ).to_bytes()
    found = []
    for item in ready:
        row = TransmissionRow(
            id=new_id("trm", now),
            report=item.row.id,
            decision=item.decision.id if item.decision is not None else None,
            qualification=item.decision.basis if item.decision is not None else item.row.qualification,
            offence=item.decision.offence if item.decision is not None else None,
            recipient=recipient,
            recipient_name=host.name if host is not None else None,
            host=host.id if host is not None else None,
            bundle=bundle,
            rule=item.route.rule if item.route is not None else None,
            rules_digest=services.rules.router.rules.digest,
            kind=notice.kind,
            language=notice.language,
            template_digest=notice.template_digest,
            content=content,
            content_digest=digest,
            content_address=item.row.content_address if notice.kind not in WITHOUT_ADDRESS else None,
            state="prepared",
            two_persons=any(r.route is None or r.route.two_persons for r in ready),
            prepared_by=who.account,
            prepared_at=now,
        )
        session.add(row)
        session.flush()
        keep_limitation(session, services.clock, row)
        detail = {"transmission": row.id, "recipient": recipient, "template": notice.template_digest}
        record(session, now, who.account, "notice.prepared", row.report, **detail)
        mark_content(session, services, row.report)
        found.append(row)
    return found


def _kind(body: TransmissionCreate) -> Kind:
    """The kind of notice asked for.

    Raises:
        Problem: it does not go to this recipient.
    """
    usual = KIND_OF[body.recipient]
    wanted = body.kind or usual
    kind = next((known for known in KINDS if known == wanted), None)
    if kind is None or kind not in (usual, "sheet", *OTHERS.get(body.recipient, ())):
        kinds = ", ".join((usual, *OTHERS.get(body.recipient, ())))
        raise invalid("/kind", Text(fr=f"ce destinataire reçoit : {kinds}", en=f"this recipient receives: {kinds}"))
    return kind


def _host(session: AnySession, row: ReportRow, name: str | None) -> HostRow | None:
    """The host that is told: the one named, otherwise that of the register.

    Raises:
        Problem: the directory has none of that identifier.
    """
    entry = session.get(RegisterRow, row.id)
    wanted = name or (entry.host if entry is not None else None)
    host = session.get(HostRow, wanted) if wanted is not None else None
    if name is not None and host is None:
        raise invalid("/host", UNKNOWN_HOST)
    return host


def _twice(session: WriteSession, rows: list[ReportRow]) -> list[RequestFault]:
    """The reports of a bundle whose address is that of one before: it would leave twice."""
    seen: set[str] = set()
    found = []
    for place, row in enumerate(rows):
        entry = session.get(RegisterRow, row.id)
        key = entry.address_key if entry is not None else None
        if key is not None and key in seen:
            found.append(RequestFault(f"/reports/{place}", _SAME_ADDRESS, _KEEP_ONE))
        seen |= {key} if key is not None else set()
    return found


def language_for(recipient: str, host: HostRow | None = None) -> Language:
    """The language of a notice when nobody asks for one."""
    if recipient == "hebergeur" and host is not None:
        return "fr" if host.language == "fr" else "en"
    return "en" if recipient == "iccam" else "fr"

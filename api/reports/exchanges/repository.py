"""Queries on notes, mentions and requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ScalarSelect, Select, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from api.db.audit import AuditRow
from api.db.exchanges import CaseRequestRow, MentionRow, NoteRow
from api.db.people import AccountRow
from api.db.reading import PreparedStatement
from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.kit.permissions import GRANTS, Permission, Role
from api.reports.blinding import closed_to
from api.reports.exchanges.schemas import CaseRequestCreate
from api.reports.queue.pending import open_request

Request = CaseRequestRow
ACTIONS = (
    "report.received", "report.seen", "report.held", "report.queued", "report.answered",
    "facts.stated", "facts.undone", "noise.restored", "noise.restoration_undone",
    "report.decided", "decision.undone", "decision.replaced", "decision.reopened",
    "note.written", "request.made", "request.answered", "request.accepted", "request.cancelled",
    "register.stated", "address.stated", "address.withdrawn", "contact.seen", "due.dismissed", "due.restored",
    "notice.prepared", "notice.remarked", "notice.confirmed", "notice.withdrawn", "notice.sent", "file.call",
)  # fmt: skip
"""The entries that make a step."""
MOST = 500
"""Entries of the journal that a timeline reads."""
_STEPS = PreparedStatement(
    select(AuditRow.action, AuditRow.who, AuditRow.at, AuditRow.detail, AccountRow.pseudonym)
    .outerjoin(AccountRow, AccountRow.id == AuditRow.who)
    .where(AuditRow.subject == bindparam("report"), AuditRow.action.in_(map(literal_column, map(repr, ACTIONS))))
    .order_by(AuditRow.number.desc())
    .limit(MOST)
)
"""Asked of every page of a case, and its actions written in it: as parameters they would be written
anew each time.
"""
_NOTES = select(NoteRow).where(NoteRow.report == bindparam("report")).order_by(NoteRow.id)
_REQUESTS = select(Request).where(Request.report == bindparam("report")).order_by(Request.id)
_ACTIVE = (
    select(AccountRow.id, AccountRow.pseudonym, AccountRow.roles)
    .where(AccountRow.disabled_at.is_(None))
    .order_by(AccountRow.pseudonym)
)
_HANDLERS = frozenset(role.value for role in Role if Permission.REPORTS_DECIDE in GRANTS[role])


def notes_on(session: AnySession, report: str) -> list[NoteRow]:
    """The notes on a report, the first one first."""
    return list(session.scalars(_NOTES, {"report": report}))


def requests_on(session: AnySession, report: str) -> list[CaseRequestRow]:
    """The requests on a report, the first one first."""
    return list(session.scalars(_REQUESTS, {"report": report}))


def request_under_lock(session: WriteSession, name: str) -> CaseRequestRow | None:
    """A request that no other transaction answers meanwhile."""
    return session.scalars(select(Request).where(Request.id == name).with_for_update()).first()


def same_request(session: AnySession, row: ReportRow, asked_by: str, new: CaseRequestCreate) -> CaseRequestRow | None:
    """The open request that asks the same, by the same person, in the same words."""
    query = select(Request).join(NoteRow, and_(NoteRow.request == Request.id, NoteRow.kind == Request.kind))
    same = (
        Request.report == row.id,
        Request.asked_by == asked_by,
        Request.kind == new.kind,
        Request.account.is_not_distinct_from(new.account),
        Request.role.is_not_distinct_from(new.role),
        NoteRow.body == new.body,
    )
    return session.scalars(query.where(*same, Request.answered_at.is_(None), Request.cancelled_at.is_(None))).first()


def mentions_in(session: AnySession, notes: Iterable[str]) -> dict[str, list[str]]:
    """The pseudonyms that each of these notes mentions."""
    query = select(MentionRow.note, AccountRow.pseudonym).join(AccountRow, AccountRow.id == MentionRow.account)
    found: dict[str, list[str]] = {}
    for note, pseudonym in session.execute(query.where(MentionRow.note.in_([*notes])).order_by(AccountRow.pseudonym)):
        found.setdefault(note, []).append(pseudonym)
    return found


class CaseHandler(NamedTuple):
    """An account that handles reports, and the name that others see."""

    id: str
    pseudonym: str


def handlers(session: AnySession) -> list[CaseHandler]:
    """The active people who handle reports, by pseudonym."""
    rows = session.connection().execute(_ACTIVE)
    return [CaseHandler(row.id, row.pseudonym) for row in rows if _HANDLERS.intersection(row.roles)]


def pseudonyms(session: AnySession, accounts: Iterable[str | None]) -> dict[str, str]:
    """Pseudonyms of these accounts."""
    wanted = {account for account in accounts if account is not None}
    if not wanted:
        return {}
    query = select(AccountRow.id, AccountRow.pseudonym).where(AccountRow.id.in_(wanted))
    return {row.id: row.pseudonym for row in session.execute(query)}


def asked_of(session: AnySession, who: Identity) -> list[CaseRequestRow]:
    """The open requests to somebody, or to a role of theirs, that others made; the oldest first."""
    query = _asked(who.roles, closed_to(session, who.account)).order_by(Request.id)
    return list(session.scalars(query, {"account": who.account}))


def answers_to(session: AnySession, who: Identity) -> list[CaseRequestRow]:
    """The answers to somebody's requests for an opinion that they have not seen."""
    query = _answers(closed_to(session, who.account)).order_by(Request.answered_at)
    return list(session.scalars(query, {"account": who.account}))


def waiting_for(session: AnySession, who: Identity) -> list[CaseRequestRow]:
    """Somebody's open requests."""
    query = select(Request).where(open_request(), Request.asked_by == who.account)
    return list(session.scalars(_but(query, Request.report, closed_to(session, who.account)).order_by(Request.id)))


def mentions_of(session: AnySession, who: Identity) -> list[NoteRow]:
    """The notes that mention somebody, and that they have not seen."""
    query = _mentions(closed_to(session, who.account)).order_by(NoteRow.id)
    return list(session.scalars(query, {"account": who.account}))


def pending(roles: tuple[str, ...], closed: Select[str] | None) -> ScalarSelect[int]:
    """Count of what others wait for from somebody of these roles, and of what came back to them, as
    a part of a query with the parameter `account`; `closed`: the reports that they may not know of.
    """
    queries = (_asked(roles, closed), _answers(closed), _mentions(closed))
    asked, answers, mentions = (query.with_only_columns(func.count()).scalar_subquery() for query in queries)
    return select(asked + answers + mentions).scalar_subquery()


class JournalStep(NamedTuple):
    """An entry of the journal on a report: `who`, an account or the service; `by`, their pseudonym,
    None of the service.
    """

    action: str
    who: str
    at: str
    detail: dict[str, Any]
    by: str | None


def steps_on(session: AnySession, report: str) -> list[JournalStep]:
    """The last entries of the journal on a report that make a step, the latest first; not what
    somebody did in a second reading of it.
    """
    rows = _STEPS.execute(session.connection(), {"report": report})
    return [step for step in map(JournalStep._make, rows) if "reading" not in step.detail]


def _asked(roles: Iterable[str], closed: Select[str] | None) -> Select[Any]:
    account: BindParameter[str] = bindparam("account")
    mine = or_(Request.account == account, *(and_(Request.role == role, Request.asked_by != account) for role in roles))
    return _but(select(Request).where(open_request(), mine), Request.report, closed)


def _answers(closed: Select[str] | None) -> Select[Any]:
    unseen = and_(Request.answered_at.is_not(None), Request.seen_at.is_(None), Request.kind == "opinion")
    return _but(select(Request).where(Request.asked_by == bindparam("account"), unseen), Request.report, closed)


def _mentions(closed: Select[str] | None) -> Select[Any]:
    unseen = and_(MentionRow.account == bindparam("account"), MentionRow.seen_at.is_(None))
    query = select(NoteRow).join(MentionRow, and_(MentionRow.note == NoteRow.id, unseen))
    return _but(query, NoteRow.report, closed)


def _but(query: Select[Any], report: InstrumentedAttribute[str], closed: Select[str] | None) -> Select[Any]:
    """Without the reports whose content somebody is reading again."""
    return query if closed is None else query.where(report.not_in(closed))

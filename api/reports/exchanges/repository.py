"""Queries on notes, mentions and requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from api.db.audit import AuditRow
from api.db.exchanges import CaseRequestRow, MentionRow, NoteRow
from api.db.people import AccountRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.kit.permissions import GRANTS, Permission, Role
from api.reports.blinding import closed_to
from api.reports.exchanges.schemas import CaseRequestCreate
from api.reports.queue.pending import open_request

Request = CaseRequestRow
_HANDLERS = frozenset(role.value for role in Role if Permission.REPORTS_DECIDE in GRANTS[role])


def notes_on(session: AnySession, report: str) -> list[NoteRow]:
    """The notes on a report, the first one first."""
    return list(session.scalars(select(NoteRow).where(NoteRow.report == report).order_by(NoteRow.id)))


def requests_on(session: AnySession, report: str) -> list[CaseRequestRow]:
    """The requests on a report, the first one first."""
    return list(session.scalars(select(Request).where(Request.report == report).order_by(Request.id)))


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


def handlers(session: AnySession) -> list[AccountRow]:
    """The active people who handle reports, by pseudonym."""
    rows = session.scalars(
        select(AccountRow).where(AccountRow.disabled_at.is_(None)).order_by(AccountRow.pseudonym)
    ).all()
    return [row for row in rows if _HANDLERS.intersection(row.roles)]


def pseudonyms(session: AnySession, accounts: Iterable[str | None]) -> dict[str, str]:
    """Pseudonyms of these accounts."""
    wanted = {account for account in accounts if account is not None}
    query = select(AccountRow.id, AccountRow.pseudonym).where(AccountRow.id.in_(wanted))
    return {row.id: row.pseudonym for row in session.execute(query)} if wanted else {}


def asked_of(session: AnySession, who: Identity) -> list[CaseRequestRow]:
    """The open requests to somebody, or to a role of theirs, that others made; the oldest first."""
    return list(session.scalars(_asked(who, closed_to(session, who.account)).order_by(Request.id)))


def answers_to(session: AnySession, who: Identity) -> list[CaseRequestRow]:
    """The answers to somebody's requests for an opinion that they have not seen."""
    return list(session.scalars(_answers(who, closed_to(session, who.account)).order_by(Request.answered_at)))


def waiting_for(session: AnySession, who: Identity) -> list[CaseRequestRow]:
    """Somebody's open requests."""
    query = select(Request).where(open_request(), Request.asked_by == who.account)
    return list(session.scalars(_but(query, Request.report, closed_to(session, who.account)).order_by(Request.id)))


def mentions_of(session: AnySession, who: Identity) -> list[NoteRow]:
    """The notes that mention somebody, and that they have not seen."""
    return list(session.scalars(_mentions(who, closed_to(session, who.account)).order_by(NoteRow.id)))


def pending_count(session: AnySession, who: Identity) -> int:
    """Count of what others wait for from somebody, and of what came back to them."""
    closed = closed_to(session, who.account)
    counts = (
        select(func.count()).select_from(query(who, closed).subquery()).scalar_subquery()
        for query in (_asked, _answers, _mentions)
    )
    return sum(session.execute(select(*counts)).one())


def steps_on(session: AnySession, report: str, actions: Sequence[str], limit: int) -> list[AuditRow]:
    """The last entries of the journal on a report among some actions, the latest first; not what
    somebody did in a second reading of it.
    """
    query = select(AuditRow).where(AuditRow.subject == report, AuditRow.action.in_(actions))
    rows = session.scalars(query.order_by(AuditRow.number.desc()).limit(limit))
    return [row for row in rows if "reading" not in row.detail]


def _asked(who: Identity, closed: Select[str] | None) -> Select[Any]:
    mine = or_(Request.account == who.account, and_(Request.role.in_(who.roles), Request.asked_by != who.account))
    return _but(select(Request).where(open_request(), mine), Request.report, closed)


def _answers(who: Identity, closed: Select[str] | None) -> Select[Any]:
    unseen = and_(Request.answered_at.is_not(None), Request.seen_at.is_(None), Request.kind == "opinion")
    return _but(select(Request).where(Request.asked_by == who.account, unseen), Request.report, closed)


def _mentions(who: Identity, closed: Select[str] | None) -> Select[Any]:
    unseen = and_(MentionRow.account == who.account, MentionRow.seen_at.is_(None))
    query = select(NoteRow).join(MentionRow, and_(MentionRow.note == NoteRow.id, unseen))
    return _but(query, NoteRow.report, closed)


def _but(query: Select[Any], report: InstrumentedAttribute[str], closed: Select[str] | None) -> Select[Any]:
    """Without the reports whose content somebody is reading again."""
    return query if closed is None else query.where(report.not_in(closed))

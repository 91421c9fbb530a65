"""Queries on change requests. Those that each step asks are written once: to write one takes
SQLAlchemy as long as to run it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from api.changes.states import ChangeState, SignatureEnd
from api.db.changes import ChangeRow, CommentRow, EvidenceRow, ReviewedPartRow, RevisionRow, SignatureRow
from api.db.inserting import insert_row
from api.db.jobs import JobRow
from api.db.people import AccountRow
from api.db.sessions import AnySession, WriteSession
from api.kit.permissions import Role
from api.kit.problems import Problem
from api.rules.signatures import Signer

_CHANGE_FOR_UPDATE = (
    select(ChangeRow)
    .where(ChangeRow.id == bindparam("name"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_AUTHORS = select(RevisionRow.author).where(RevisionRow.change == bindparam("name")).distinct()
_LAST_REVISION = select(func.max(RevisionRow.number)).where(RevisionRow.change == bindparam("name"))
_SIGNATURES = select(SignatureRow).where(SignatureRow.change == bindparam("name")).order_by(SignatureRow.id)
_STANDING = _SIGNATURES.where(SignatureRow.ended_at.is_(None))
_END = (
    update(SignatureRow)
    .where(SignatureRow.change == bindparam("name"), SignatureRow.ended_at.is_(None))
    .values(ended_at=bindparam("now"), end=bindparam("why"))
)
_EVIDENCE = (
    select(EvidenceRow)
    .where(EvidenceRow.tree == bindparam("tree"), EvidenceRow.base == bindparam("base"))
    .order_by(EvidenceRow.made_at.desc(), EvidenceRow.digest)
)
_DOCUMENT = select(EvidenceRow.document).where(EvidenceRow.digest == bindparam("digest"))
_SIGNERS = select(AccountRow.id, AccountRow.roles).where(AccountRow.disabled_at.is_(None)).order_by(AccountRow.id)
_SIGNERS_AMONG = _SIGNERS.where(AccountRow.id.in_(bindparam("accounts", expanding=True)))


def change(session: AnySession, name: str) -> ChangeRow:
    """A change request.

    Raises:
        Problem: there is none of that identifier.
    """
    row = session.get(ChangeRow, name)
    if row is None:
        raise Problem("not-found")
    return row


def change_for_update(session: WriteSession, name: str) -> ChangeRow:
    """A change request, which no other transaction changes until the end of this one.

    Raises:
        Problem: there is none of that identifier.
    """
    row = session.scalars(_CHANGE_FOR_UPDATE, {"name": name}).one_or_none()
    if row is None:
        raise Problem("not-found")
    return row


def changes(
    session: AnySession, states: Collection[ChangeState], limit: int, after: tuple[datetime, str] | None = None
) -> list[ChangeRow]:
    """Change requests in these states, the last changed first; `after`: moment and identifier of
    the last one read.
    """
    row = ChangeRow
    query = select(row).where(row.state.in_(states)).order_by(row.changed_at.desc(), row.id.desc()).limit(limit)
    if after is not None:
        moment, name = after
        query = query.where((row.changed_at < moment) | ((row.changed_at == moment) & (row.id < name)))
    return list(session.scalars(query))


def revisions(session: AnySession, name: str) -> list[RevisionRow]:
    """Revisions of a change request, the first one first."""
    return list(session.scalars(select(RevisionRow).where(RevisionRow.change == name).order_by(RevisionRow.number)))


def changes_among(session: AnySession, names: Collection[str]) -> list[ChangeRow]:
    """Change requests of these identifiers."""
    return list(session.scalars(select(ChangeRow).where(ChangeRow.id.in_({*names}))))


def jobs_of_kind(session: AnySession, kind: str, states: Collection[str]) -> list[JobRow]:
    """Jobs of a kind in some states."""
    return list(session.scalars(select(JobRow).where(JobRow.kind == kind, JobRow.state.in_(states))))


def writers(session: AnySession, row: ChangeRow) -> frozenset[str]:
    """Accounts that wrote some part of a change request: who opened it, who saved a revision, who
    wrote the text that it takes up again.
    """
    authors = session.scalars(_AUTHORS, {"name": row.id})
    return frozenset({row.author, *authors, *(row.earlier_writers or ())})


def add_revision(session: WriteSession, row: ChangeRow, author: str, paths: Collection[str], now: datetime) -> None:
    """Stores the tree of a change request as its next revision."""
    last = session.scalar(_LAST_REVISION, {"name": row.id}) or 0
    insert_row(
        session,
        RevisionRow(change=row.id, number=last + 1, tree=row.tree, paths=sorted(paths), author=author, at=now),
    )


def signatures(session: AnySession, name: str, *, standing: bool = False) -> list[SignatureRow]:
    """Signatures of a change request, the first one first; `standing`: those that still count."""
    return list(session.scalars(_STANDING if standing else _SIGNATURES, {"name": name}))


def end_signatures(session: WriteSession, name: str, end: SignatureEnd, now: datetime) -> int:
    """Makes every standing signature of a change request void; how many there were."""
    return int(session.connection().execute(_END, {"name": name, "now": now, "why": end.value}).rowcount)


def evidence(session: AnySession, tree: str, base: str) -> list[EvidenceRow]:
    """Evidence on a tree against a base, the last one first."""
    return list(session.scalars(_EVIDENCE, {"tree": tree, "base": base}))


def evidence_document(session: AnySession, digest: str) -> bytes | None:
    """The compressed document of evidence; None where it is no longer there."""
    return session.scalar(_DOCUMENT, {"digest": digest})


def signers(session: AnySession, accounts: Collection[str] | None = None) -> list[Signer]:
    """Active accounts with the roles that they have now; all of them, or those named."""
    if accounts is None:
        found = session.execute(_SIGNERS)
    else:
        found = session.execute(_SIGNERS_AMONG, {"accounts": list(accounts)})
    known = {*Role}
    return [Signer(account, frozenset(Role(role) for role in roles if role in known)) for account, roles in found]


def pseudonyms(session: AnySession, accounts: Collection[str]) -> dict[str, str]:
    """Pseudonym of each account."""
    query = select(AccountRow.id, AccountRow.pseudonym).where(AccountRow.id.in_({*accounts}))
    return {row.id: row.pseudonym for row in session.execute(query)}


def comments(session: AnySession, name: str) -> list[CommentRow]:
    """Comments on a change request, the first one first."""
    return list(session.scalars(select(CommentRow).where(CommentRow.change == name).order_by(CommentRow.id)))


def reviewed_parts(session: AnySession, submission: str, account: str) -> frozenset[str]:
    """Parts of a submission that a person marked as read."""
    row = ReviewedPartRow
    query = select(row.part).where(row.submission == submission, row.account == account)
    return frozenset(session.scalars(query))


def reviewers(session: AnySession, submission: str) -> dict[str, frozenset[str]]:
    """Parts of a submission that each person marked as read."""
    row = ReviewedPartRow
    found: dict[str, set[str]] = {}
    for account, part in session.execute(select(row.account, row.part).where(row.submission == submission)):
        found.setdefault(account, set()).add(part)
    return {account: frozenset(parts) for account, parts in found.items()}


def seats_of(required: dict[str, Any] | None) -> dict[Role, int]:
    """Signatures that a submission needs, from its row."""
    return {Role(role): int(number) for role, number in (required or {}).items()}

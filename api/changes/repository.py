"""Queries on change requests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from api.changes.states import ChangeState, SignatureEnd
from api.db.changes import ChangeRow, CommentRow, EvidenceRow, ReviewedPartRow, RevisionRow, SignatureRow
from api.db.people import AccountRow
from api.db.sessions import AnySession, WriteSession
from api.kit.permissions import Role
from api.kit.problems import Problem
from api.rules.signatures import Signer


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
    row = session.get(ChangeRow, name, with_for_update=True, populate_existing=True)
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


def writers(session: AnySession, row: ChangeRow) -> frozenset[str]:
    """Accounts that wrote some part of a change request: who opened it, who saved a revision, who
    wrote the text that it takes up again.
    """
    query = select(RevisionRow.author).where(RevisionRow.change == row.id).distinct()
    return frozenset({row.author, *session.scalars(query), *(row.earlier_writers or ())})


def add_revision(session: WriteSession, row: ChangeRow, author: str, paths: Collection[str], now: datetime) -> None:
    """Stores the tree of a change request as its next revision."""
    last = session.scalar(select(func.max(RevisionRow.number)).where(RevisionRow.change == row.id)) or 0
    session.add(RevisionRow(change=row.id, number=last + 1, tree=row.tree, paths=sorted(paths), author=author, at=now))


def signatures(session: AnySession, name: str, *, standing: bool = False) -> list[SignatureRow]:
    """Signatures of a change request, the first one first; `standing`: those that still count."""
    query = select(SignatureRow).where(SignatureRow.change == name).order_by(SignatureRow.id)
    return list(session.scalars(query.where(SignatureRow.ended_at.is_(None)) if standing else query))


def end_signatures(session: WriteSession, name: str, end: SignatureEnd, now: datetime) -> int:
    """Makes every standing signature of a change request void; how many there were."""
    row = SignatureRow
    change = update(row).where(row.change == name, row.ended_at.is_(None)).values(ended_at=now, end=end.value)
    return int(session.connection().execute(change).rowcount)


def evidence(session: AnySession, tree: str, base: str) -> list[EvidenceRow]:
    """Evidence on a tree against a base, the last one first."""
    row = EvidenceRow
    query = select(row).where(row.tree == tree, row.base == base).order_by(row.made_at.desc(), row.digest)
    return list(session.scalars(query))


def signers(session: AnySession, accounts: Collection[str] | None = None) -> list[Signer]:
    """Active accounts with the roles that they have now; all of them, or those named."""
    query = select(AccountRow.id, AccountRow.roles).where(AccountRow.disabled_at.is_(None)).order_by(AccountRow.id)
    if accounts is not None:
        query = query.where(AccountRow.id.in_(accounts))
    known = {*Role}
    return [
        Signer(account, frozenset(Role(role) for role in roles if role in known))
        for account, roles in session.execute(query)
    ]


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

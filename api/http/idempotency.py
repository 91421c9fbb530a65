"""Requests sent twice with the same key are answered once."""

from __future__ import annotations

from datetime import datetime

from api.db import locks
from api.db.people import IdempotencyRow
from api.db.sessions import WriteSession
from api.kit.problems import Problem


def stored_answer(session: WriteSession, account: str, key: str | None, request_digest: str) -> bytes | None:
    """What was already answered to this key, or None; whoever sends it at the same moment waits for the end of this transaction.

    Raises:
        Problem: the key came with something else.
    """
    if key is None:
        return None
    locks.lock(session, f"idempotency:{account}:{key}")
    row = session.get(IdempotencyRow, (account, key))
    if row is None:
        return None
    if row.request_digest != request_digest:
        raise Problem("idempotency-key-reused")
    return row.answer


def remember(
    session: WriteSession, now: datetime, account: str, key: str | None, request_digest: str, status: int, answer: bytes
) -> None:
    """Keeps the answer of a key, in the transaction of what it did."""
    if key is not None:
        session.add(
            IdempotencyRow(
                account=account, key=key, request_digest=request_digest, status=status, answer=answer, made_at=now
            )
        )
        session.flush()

"""Idempotency keys: a request sent twice with the same key is answered once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.db import locks
from api.db.people import IdempotencyRow
from api.db.sessions import WriteSession
from api.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request with an idempotency key: whose it is, the key, the digest of what was sent."""

    account: str
    key: str
    digest: str


def stored_answer(session: WriteSession, request: IdempotentRequest | None) -> bytes | None:
    """Stored response to this key, or None; whoever sends it at the same moment waits for
    the end of this transaction.

    Raises:
        Problem: the key came with something else.
    """
    if request is None:
        return None
    locks.lock(session, f"idempotency:{request.account}:{request.key}")
    row = session.get(IdempotencyRow, (request.account, request.key))
    if row is None:
        return None
    if row.request_digest != request.digest:
        raise Problem("idempotency-key-reused")
    return row.answer


def remember(session: WriteSession, now: datetime, request: IdempotentRequest, status: int, answer: bytes) -> None:
    """Keeps the answer to a request, in the transaction of what it did."""
    row = IdempotencyRow(account=request.account, key=request.key, request_digest=request.digest, made_at=now)
    row.status, row.answer = status, answer
    session.add(row)
    session.flush()

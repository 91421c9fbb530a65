"""Idempotency keys: a request sent twice with the same key is answered once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar, get_type_hints

from fastapi import Header, Request, Response
from pydantic import BaseModel, TypeAdapter

from api.db import locks
from api.db.people import IdempotencyRow
from api.db.sessions import WriteSession
from api.http.services import Services, services_of
from api.kit.canonical import digest
from api.kit.problems import Problem
from api.kit.sealing import KeyLost

P = ParamSpec("P")
T = TypeVar("T")
CREATED = 201
ONCE = ("idempotency-key-reused", "contact-key-absent")
"""The problems of a key, beside those of its route."""
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Renvoyée avec le même corps, elle donne la même réponse sans rien enregistrer de plus.",
    ),
]
_KEY, _REQUEST = "idempotency_key", "idempotent_request"


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


def once(endpoint: Callable[P, T]) -> Callable[P, T]:
    """Lets a route that creates something (`who`, `session`, status 201) take an idempotency key.
    Its answer is stored in the transaction of what it did, sealed: it may hold a secret that is
    told once, or words that are erased sooner.

    The `If-Match` of a request is not compared: the version moved when it was first answered.
    """
    hints = get_type_hints(endpoint, include_extras=True)
    shape: TypeAdapter[Any] = TypeAdapter(hints["return"])

    @wraps(endpoint)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Any:
        key, received = kwargs.pop(_KEY, None), kwargs.pop(_REQUEST, None)
        if key is None:
            return endpoint(*args, **kwargs)
        assert isinstance(received, Request)
        values: dict[str, Any] = {**kwargs}
        session, services = values["session"], services_of(received)
        request = _request_of(received, str(key), values)
        stored = stored_answer(session, request)
        if stored is None:
            made = shape.dump_json(endpoint(*args, **kwargs), by_alias=True).decode()
            headers = dict(values["response"].headers) if "response" in values else {}
            stored = services.sealer.seal({"body": made, "headers": headers})
            remember(session, services.clock.now(), request, CREATED, stored)
        return _response(services, stored)

    own = [
        inspect.Parameter(_REQUEST, inspect.Parameter.KEYWORD_ONLY, annotation=Request),
        inspect.Parameter(_KEY, inspect.Parameter.KEYWORD_ONLY, annotation=IdempotencyKey, default=None),
    ]
    theirs = [one.replace(annotation=hints[name]) for name, one in inspect.signature(endpoint).parameters.items()]
    answer.__signature__ = inspect.Signature([*theirs, *own], return_annotation=hints["return"])  # type: ignore[attr-defined]
    return answer


def _request_of(received: Request, key: str, values: dict[str, Any]) -> IdempotentRequest:
    bodies = [value.model_dump(mode="json") for value in values.values() if isinstance(value, BaseModel)]
    return IdempotentRequest(values["who"].account, key, digest([received.method, received.url.path, bodies]))


def _response(services: Services, stored: bytes) -> Response:
    try:
        told = services.sealer.open(stored)
    except KeyLost as error:
        raise Problem("contact-key-absent") from error
    return Response(told["body"], CREATED, told["headers"], "application/json")

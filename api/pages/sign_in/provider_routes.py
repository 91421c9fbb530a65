"""Signing in through the provider: `/sign-in/provider/start` sends the browser there,
`/sign-in/provider/callback` takes its answer.

What ties the two is sealed in a cookie for a few minutes: nothing is stored before somebody is
known.
"""

from __future__ import annotations

import hmac
import logging
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from api.accounts import attempts, identities, own_sessions, service
from api.accounts.endpoints import set_cookie
from api.accounts.provider import AnswerRefused, Attempt, Provider, ProviderSilent, provider_of
from api.http.deps import ServicesDep
from api.http.identity import Anyone
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.problems import Problem
from api.kit.sealing import KeyLost
from api.kit.tokens import new_token
from api.pages.sign_in.routes import PROVIDER_START, safe_target

log = logging.getLogger("qualif.sign_in")
router = OffLoopRouter(include_in_schema=False)
CALLBACK = "/sign-in/provider/callback"
MINUTES = 10
"""How long somebody may take at the provider's."""
_KIND = "provider-attempt"


@router.get(PROVIDER_START)
def start(
    _: Anyone,
    request: Request,
    services: ServicesDep,
    next: Annotated[str, Query(max_length=500)] = "/",  # noqa: A002
) -> Response:
    """Sends the browser to the provider."""
    provider = _provider(services)
    _limit(request, services)
    attempt = Attempt(new_token(), new_token(), new_token())
    try:
        address = provider.address(attempt)
    except ProviderSilent as error:
        raise _silent(error) from error
    secure = services.settings.cookies_are_secure
    response = RedirectResponse(address, 303)
    response.set_cookie(
        _cookie(secure),
        _seal(services, attempt, safe_target(next)),
        max_age=MINUTES * 60,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(CALLBACK)
def callback(
    _: Anyone,
    request: Request,
    services: ServicesDep,
    code: Annotated[str, Query(max_length=4_000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """Takes the provider's answer, opens the session, and goes where the person was going."""
    provider = _provider(services)
    _limit(request, services)
    secure = services.settings.cookies_are_secure
    attempt, target = _open(services, request.cookies.get(_cookie(secure), ""), state)
    try:
        if iss not in (None, provider.issuer):
            raise AnswerRefused("another issuer answers")  # RFC 9207
        if not code:
            raise AnswerRefused("no code: the provider, or the person, said no")
        who = provider.vouched(code, attempt, services.clock.now())
    except AnswerRefused as error:
        raise _refused(error) from error
    except ProviderSilent as error:
        raise _silent(error) from error
    with services.database.write() as session:  # opened after the provider answered: nobody waits for it to write
        opened = identities.sign_in(session, services, who)
    response = RedirectResponse(target, 303)
    set_cookie(response, services, opened)
    own_sessions.close_earlier(services, own_sessions.token_of(request, services), opened.token)
    response.delete_cookie(_cookie(secure), path="/", secure=secure, httponly=True)
    return response


def _provider(services: Services) -> Provider:
    found = provider_of(services.settings, services.settings.address + CALLBACK)
    if found is None:
        raise Problem("not-found")
    return found


def _limit(request: Request, services: Services) -> None:
    attempts.count_place(services, service.place_of(request))


def _cookie(secure: bool) -> str:
    return "__Host-qualif-provider" if secure else "qualif-provider"


def _seal(services: Services, attempt: Attempt, target: str) -> str:
    until = services.clock.now() + timedelta(minutes=MINUTES)
    held = {
        "kind": _KIND,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "target": target,
        "until": until.isoformat(),
    }
    return services.sealer.seal(held).decode()


def _open(services: Services, cookie: str, state: str) -> tuple[Attempt, str]:
    try:
        held: dict[str, Any] = services.sealer.open(cookie.encode())
    except KeyLost as error:
        raise _refused(AnswerRefused("no attempt to sign in from this browser")) from error
    if held.get("kind") != _KIND or datetime.fromisoformat(held["until"]) <= services.clock.now():
        raise _refused(AnswerRefused("the attempt is too old"))
    if not hmac.compare_digest(held["state"].encode(), state.encode()):
        raise _refused(AnswerRefused("another state"))
    return Attempt(held["state"], held["nonce"], held["verifier"]), str(held["target"])


def _refused(reason: AnswerRefused) -> Problem:
    log.warning("the provider's answer is refused: %s", reason)
    return Problem("provider-answer-refused")


def _silent(reason: ProviderSilent) -> Problem:
    log.error("the identity provider does not answer as it should: %s", reason)
    return Problem("provider-unreachable", headers={"Retry-After": "30"})

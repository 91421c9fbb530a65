"""Turns whatever goes wrong in a request into a problem of the catalogue."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount

from api.db.fault_words import WORDS
from api.db.faults import fault_of
from api.kit.batch_faults import MORE_FAULTS
from api.kit.problems import RETRY_AFTER, Problem, RequestFault, as_json, from_faults
from api.kit.schemas import RequestModel
from api.kit.sealing import KeyLost
from api.kit.worker_threads import Threads
from engine.facts.faults import ReportError
from textfile.pydantic_messages import message_of
from textfile.quoting import short
from textfile.text import Unfit

log = logging.getLogger("qualif.problems")

_BY_STATUS = {400: "malformed-body", 404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PAGES = Threads("problem pages", 2)
ProblemPage = Callable[[Problem, Request], Response]
"""How a problem is shown to a browser; `app.state.problem_page` holds one."""


def install(app: FastAPI) -> None:
    """Every exception that leaves a route passes through here."""
    _answer_with(app, Problem, _problem)
    _answer_with(app, RequestValidationError, _validation)
    _answer_with(app, ValidationError, _shape)
    _answer_with(app, ReportError, _report)
    _answer_with(app, HTTPException, _http)
    _answer_with(app, IntegrityError, lambda error, _: Problem("conflict"))
    _answer_with(app, StaleDataError, lambda error, _: Problem("stale-version"))
    _answer_with(app, KeyLost, lambda error, _: Problem("contact-key-absent"))
    _answer_with(app, DBAPIError, _database)


def _answer_with(app: FastAPI, kind: type[Exception], problem: Callable[[Any, Request], Problem]) -> None:
    """Has exceptions of a kind answered with a problem; in the event loop, since the pool may be
    what is wanting.
    """

    async def handle(request: Request, error: Exception) -> Response:
        return await answer(problem(error, request), request)

    app.add_exception_handler(kind, handle)


async def answer(problem: Problem, request: Request) -> Response:
    """A problem document, or a page for a browser that asks for one outside the API."""
    page: ProblemPage | None = getattr(request.app.state, "problem_page", None)
    wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")
    return await _PAGES.run(page, problem, request) if page is not None and wants_page else as_json(problem, request)


def _problem(error: Problem, _: Request) -> Problem:
    return error


def _report(error: ReportError, _: Request) -> Problem:
    return Problem("invalid-request", from_faults(error.faults))


def _http(error: HTTPException, request: Request) -> Problem:
    code = _BY_STATUS.get(error.status_code, "internal" if error.status_code >= 500 else "malformed-body")
    headers = {"Allow": ", ".join(_methods_at(request))} if error.status_code == 405 else error.headers
    return Problem(code, headers=headers)


def _methods_at(request: Request) -> list[str]:
    """Every method that an address takes, whichever route takes it; HEAD wherever GET is."""
    routes = request.app.router.routes
    if any(isinstance(route, Mount) and _takes(route, request, request.method) for route in routes):
        return ["GET", "HEAD"]
    found = [method for method in _METHODS if any(_takes(route, request, method) for route in routes)]
    return found if "GET" not in found else [*found, "HEAD"]


def _takes(route: BaseRoute, request: Request, method: str) -> bool:
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))  # a mount takes its path off
    return route.matches({**request.scope, "method": method, "root_path": root})[0] is Match.FULL


def _validation(error: RequestValidationError, _: Request) -> Problem:
    faults = error.errors()
    if any(fault["loc"][0] == "path" for fault in faults):
        return Problem("not-found")  # an identifier that cannot be one names nothing
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Problem("malformed-body")
    return _misshapen([(_at(fault), fault) for fault in faults])


def _shape(error: ValidationError, request: Request) -> Problem:
    """Problem of a request that a route could not validate, outside what FastAPI validates. What
    the service itself misshapes is its failure.
    """
    if error.title not in _names_of(RequestModel):
        log_failure(error, request)
        return Problem("internal")
    faults = error.errors(include_url=False, include_input=False)
    return _misshapen([(("body", *_at(fault)), fault) for fault in faults])


def _misshapen(faults: Sequence[tuple[tuple[Any, ...], Mapping[str, Any]]]) -> Problem:
    """Problem of a request, from pydantic's errors: each fault with its place; those that it only
    counted are counted.
    """
    named = [RequestFault(_place(at), message_of(fault)) for at, fault in faults if fault["type"] != MORE_FAULTS]
    more = sum(fault["ctx"]["n"] for _, fault in faults if fault["type"] == MORE_FAULTS)
    return Problem("invalid-request", named, more=more)


def _names_of(shape: type[BaseModel]) -> set[str]:
    inner = (_names_of(heir) for heir in shape.__subclasses__())
    return {shape.__name__}.union(*inner)


def _at(fault: Mapping[str, Any]) -> tuple[Any, ...]:
    """Location of a fault: the field that a check on several names, or the place that pydantic
    gives.
    """
    error = (fault.get("ctx") or {}).get("error")
    field = error.field if isinstance(error, Unfit) else None
    return (*fault["loc"], field) if field is not None else tuple(fault["loc"])


def _place(loc: tuple[Any, ...]) -> str:
    where, *rest = loc
    parts = [short(str(part)).replace("~", "~0").replace("/", "~1") for part in rest if not str(part).startswith("#")]
    if where == "body":
        return "".join(f"/{part}" for part in parts)
    return f"{where}:{'/'.join(parts)}"


def _database(error: DBAPIError, request: Request) -> Problem:
    log_failure(error, request)
    if isinstance(error.orig, PoolTimeout):  # every connection is taken: the database itself is well
        return Problem("too-busy", headers=RETRY_AFTER)
    why = RequestFault("", WORDS[fault_of(error) or "refused"])
    return Problem("not-ready", [why], RETRY_AFTER)


def log_failure(error: Exception, request: Request) -> None:
    """Logs where it failed and how, without the message, which could repeat what a report says."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    log.error(
        "unexpected %s",
        type(error).__name__,
        extra={"where": where, "request": getattr(request.state, "request_id", None)},
    )

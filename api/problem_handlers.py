"""Turns whatever goes wrong in a request into a problem of the catalogue."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from api.problems import Problem, RequestFault, as_json, from_faults
from api.refusals import said
from engine.facts.faults import ReportError
from engine.quoting import short

log = logging.getLogger("qualif.problems")

_BY_STATUS = {400: "malformed-body", 404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}
ProblemPage = Callable[[Problem, Request], Response]
"""How a problem is shown to a browser; `app.state.problem_page` holds one."""


def install(app: FastAPI) -> None:
    """Every exception that leaves a route passes through here."""
    app.add_exception_handler(Problem, lambda request, error: answer(_problem(error), request))
    app.add_exception_handler(RequestValidationError, lambda request, error: answer(_validation(error), request))
    app.add_exception_handler(ReportError, lambda request, error: answer(_report(error), request))
    app.add_exception_handler(HTTPException, lambda request, error: answer(_http(error), request))
    app.add_exception_handler(IntegrityError, lambda request, _: answer(Problem("conflict"), request))
    app.add_exception_handler(StaleDataError, lambda request, _: answer(Problem("stale-version"), request))
    app.add_exception_handler(OperationalError, _database)


def answer(problem: Problem, request: Request) -> Response:
    """A problem document, or a page for a browser that asks for one outside the API."""
    page: ProblemPage | None = getattr(request.app.state, "problem_page", None)
    wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")
    return page(problem, request) if page is not None and wants_page else as_json(problem, request)


def _problem(error: Exception) -> Problem:
    assert isinstance(error, Problem)
    return error


def _report(error: Exception) -> Problem:
    assert isinstance(error, ReportError)
    return Problem("invalid-request", from_faults(error.faults))


def _http(error: Exception) -> Problem:
    assert isinstance(error, HTTPException)
    code = _BY_STATUS.get(error.status_code, "internal" if error.status_code >= 500 else "malformed-body")
    return Problem(code, headers=error.headers)


def _validation(error: Exception) -> Problem:
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if any(fault["loc"][0] == "path" for fault in faults):
        return Problem("not-found")  # an identifier that cannot be one names nothing
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Problem("malformed-body")
    return Problem("invalid-request", [RequestFault(_place(fault["loc"]), said(fault)) for fault in faults[:20]])


def _place(loc: tuple[Any, ...]) -> str:
    where, *rest = loc
    parts = [short(str(part)).replace("~", "~0").replace("/", "~1") for part in rest if not str(part).startswith("#")]
    if where == "body":
        return "".join(f"/{part}" for part in parts)
    return f"{where}:{'/'.join(parts)}"


def _database(request: Request, error: Exception) -> Response:
    log_failure(error, request)
    return answer(Problem("not-ready", headers={"Retry-After": "5"}), request)


def log_failure(error: Exception, request: Request) -> None:
    """Where it failed and how, without the message, which could repeat what a report says."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    log.error(
        "unexpected %s",
        type(error).__name__,
        extra={"where": where, "request": getattr(request.state, "request_id", None)},
    )

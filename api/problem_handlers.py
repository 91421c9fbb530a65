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

from api.problems import FieldProblem, Problem, as_json, from_faults
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
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Problem("malformed-body")
    told = [FieldProblem(pointer=_place(f["loc"]), message=_message(f)) for f in faults[:20]]
    return Problem("invalid-request", told)


def _place(loc: tuple[Any, ...]) -> str:
    where, *rest = loc
    parts = [short(str(part)).replace("~", "~0").replace("/", "~1") for part in rest if not str(part).startswith("#")]
    if where == "body":
        return "".join(f"/{part}" for part in parts)
    return f"{where}:{'/'.join(parts)}"


_WORDS = {
    "missing": "champ nécessaire",
    "extra_forbidden": "champ inconnu",
    "string_type": "du texte est attendu",
    "bool_type": "`true` ou `false` est attendu",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "list_type": "une liste est attendue",
    "dict_type": "un objet est attendu",
    "model_type": "un objet est attendu",
    "model_attributes_type": "un objet est attendu",
    "string_unicode": "moitié de caractère : l'enregistrer en UTF-8",
    "string_too_short": "trop court : au moins {min_length} caractères",
    "string_too_long": "trop long : au plus {max_length} caractères",
    "string_pattern_mismatch": "forme refusée",
    "too_short": "au moins {min_length} attendus",
    "too_long": "au plus {max_length} attendus",
    "greater_than_equal": "au moins {ge}",
    "less_than_equal": "au plus {le}",
    "literal_error": "valeurs possibles : {expected}",
    "enum": "valeurs possibles : {expected}",
    "date_type": "une date AAAA-MM-JJ est attendue",
    "date_parsing": "une date AAAA-MM-JJ est attendue",
    "date_from_datetime_parsing": "une date AAAA-MM-JJ est attendue",
    "datetime_parsing": "un instant ISO 8601 est attendu",
    "datetime_from_date_parsing": "un instant ISO 8601 est attendu",
}
"""What each validation error says; what was sent is never repeated."""


def _message(fault: dict[str, Any]) -> str:
    words = _WORDS.get(fault["type"])
    if words is None:
        context = fault.get("ctx") or {}
        error = context.get("error")
        return str(error) if fault["type"] == "value_error" and isinstance(error, ValueError) else "valeur refusée"
    return words.format(**(fault.get("ctx") or {}))


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

"""Problem documents (RFC 9457), of the kinds of one catalogue (`problem_catalogue`).

A problem says what it is, its place in what was sent, and what to do. It never repeats a report's
text, address or contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.kit import preferences
from api.kit.batch_faults import MAX_FAULTS
from api.kit.problem_catalogue import CATALOGUE
from engine.facts.faults import FieldFault
from textfile.text import Text

MEDIA_TYPE = "application/problem+json"
BASE = "/problems/"
RETRY_AFTER: Mapping[str, str] = {"Retry-After": "5"}
"""Says the seconds after which there may be room again, or a database that answers."""
Lang = Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class RequestFault:
    """Fault of one place of the request, and its remedy: said in the language of the answer once it
    is known.
    """

    pointer: str
    what: Text
    remedy: Text | None = None

    def in_(self, language: Lang) -> FieldProblem:
        """The fault, as an answer shows it."""
        hint = self.remedy.in_(language) if self.remedy is not None else ""
        return FieldProblem(pointer=self.pointer, message=self.what.in_(language), hint=hint)

    def sentences(self, language: Lang) -> str:
        """Sentences of a fault: what is wrong, then what to do, as a page says them: each is a
        sentence, for either may hold a colon.
        """
        parts = (self.what, self.remedy) if self.remedy is not None else (self.what,)
        return " ".join(_sentence(part.in_(language)) for part in parts)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…")) else ".")


class FieldProblem(BaseModel):
    """Serialised fault of one place of the request."""

    pointer: str = Field(
        description="Pointeur JSON (RFC 6901) dans le corps, ou `query:nom`, `path:nom`, `header:nom`."
    )
    message: str
    hint: str = ""


class ProblemDocument(BaseModel):
    """A problem, as RFC 9457 writes it."""

    type: str = Field(description="Page du service qui explique ce problème.")
    title: str
    status: int
    detail: str = Field(description="Que faire.")
    code: str
    instance: str | None = Field(None, description="Numéro de la requête, à donner à l'administrateur.")
    errors: list[FieldProblem] = Field([], max_length=MAX_FAULTS)
    more: int = Field(0, description="Fautes de plus, qui ne sont pas nommées.")


class Problem(Exception):
    """Raised by any feature; becomes a problem document, or a page for a browser.

    `faults`: the first of them; `more`: how many others there are.
    """

    def __init__(
        self,
        code: str,
        faults: Iterable[RequestFault] = (),
        headers: Mapping[str, str] | None = None,
        *,
        more: int = 0,
    ) -> None:
        every = tuple(faults)
        self.kind = CATALOGUE[code]
        self.faults = every[:MAX_FAULTS]
        self.more = more + len(every) - len(self.faults)
        self.headers = dict(headers or {})
        super().__init__(code)

    def fault_items(self, language: Lang) -> list[FieldProblem]:
        """Faults at each place, in one language."""
        return [fault.in_(language) for fault in self.faults]


def invalid(pointer: str, what: Text, remedy: Text | None = None) -> Problem:
    """A request with something wrong at one place."""
    return Problem("invalid-request", [RequestFault(pointer, what, remedy)])


def from_faults(faults: Iterable[FieldFault], root: str = "") -> list[RequestFault]:
    """Faults that the engine finds in a report, their places as JSON pointers under `root`."""
    return [RequestFault(root + _pointer(fault.field), fault.what, fault.remedy) for fault in faults]


def _pointer(field: str) -> str:
    if field.startswith("("):
        return ""
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in field.split("."))


def language_of(request: Request) -> Lang:
    """The language of the answer, chosen as that of pages is: what the person chose, then what the
    browser prefers, then French.
    """
    return preferences.language_of(request)


def problem_document(problem: Problem, request: Request) -> ProblemDocument:
    """The document of a problem met by a request."""
    lang, kind = language_of(request), problem.kind
    return ProblemDocument(
        type=f"{_public_url(request) or ''}{BASE}{kind.code}",
        title=kind.title.in_(lang),
        status=kind.status,
        detail=kind.advice.in_(lang),
        code=kind.code,
        instance=instance(request),
        errors=problem.fault_items(lang),
        more=problem.more,
    )


def _public_url(request: Request) -> str | None:
    """The address of the service, where the operator gave one and the request has reached the
    application.
    """
    app = request.scope.get("app")
    return getattr(app.state, "public_url", None) if app is not None else None


def instance(request: Request) -> str | None:
    """The number of the request, as a URN."""
    number = getattr(request.state, "request_id", None)
    return f"urn:uuid:{number}" if number else None


def as_json(problem: Problem, request: Request) -> JSONResponse:
    """The answer of the API to a problem."""
    document = problem_document(problem, request)
    headers = {**problem.headers, "Content-Language": language_of(request), "Cache-Control": "no-store"}
    if problem.kind.code == "sign-in-needed":
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(document.model_dump(), document.status, headers, media_type=MEDIA_TYPE)


def may_raise(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The problems a route can answer, for its OpenAPI description; those any route can answer are
    added.
    """
    told: dict[int | str, dict[str, Any]] = {}
    with_body = _OF_A_BODY if "body-too-large" in codes else ()
    for kind in (CATALOGUE[code] for code in dict.fromkeys((*codes, *with_body, *_ANYWHERE))):
        entry = told.setdefault(
            kind.status,
            {"model": ProblemDocument, "content": {MEDIA_TYPE: {}}, "description": ""},
        )
        entry["description"] = " ; ".join(filter(None, [entry["description"], f"{kind.title.fr} (`{kind.code}`)"]))
    return told


_ANYWHERE = ("invalid-request", "too-many-requests", "internal", "not-ready", "too-busy")
_OF_A_BODY = ("body-too-slow",)

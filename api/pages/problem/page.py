"""A problem shown in the layout of the other pages; a failure of the service keeps the plain page,
which needs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from starlette.routing import Match

from api.kit.preferences import language_of
from api.kit.problems import BASE, Problem, instance
from api.kit.typography import typeset
from api.pages.problem import plain_page as plain
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.templating import render


@dataclass(frozen=True, kw_only=True)
class ProblemPage(Page):
    """Problem of a request, and what to do."""

    template: ClassVar[str] = "problem/problem.html"

    advice: str = field(metadata=help_text("What to do."))
    code: str = field(metadata=help_text("Stable name of the kind of problem."))
    explained_at: str = field(metadata=help_text("Page of the service that explains this kind."))
    errors: tuple[str, ...] = field(metadata=help_text("What is wrong at each place, and what to do, in sentences."))
    sign_in: str = field(
        metadata=help_text("Where to sign in and come back, when the session is over; empty otherwise.")
    )
    number: str = field(metadata=help_text("Number of the request, to give to the administrator; may be empty."))


def problem_page(problem: Problem, request: Request) -> Response:
    """The page of a problem that a browser met.

    Whoever asks for a page and is not signed in is led to the door.

    What they sent instead, or had a page send, is refused on the spot: what they were at is still
    before them, or one step back.
    """
    kind = problem.kind
    out = kind.code == "sign-in-needed"
    if kind.status >= 500 or (out and request.method == "GET" and "hx-request" not in request.headers):
        return plain.problem_page(problem, request)
    language = language_of(request)
    page = ProblemPage(
        title=translate(language, "door.over") if out else typeset(kind.title.in_(language), language),
        advice=translate(language, "door.over_hint") if out else typeset(kind.advice.in_(language), language),
        code=kind.code,
        explained_at=f"{BASE}{kind.code}",
        errors=tuple(typeset(fault.sentences(language), language) for fault in problem.faults),
        sign_in=f"/sign-in?{urlencode({'next': page_behind(request)})}" if out else "",
        number=instance(request) or "",
    )
    response = render(request, page, kind.status)
    response.headers.update(problem.headers)
    return response


def page_behind(request: Request) -> str:
    """The page whose form sent a request: the nearest address above it that can be read."""
    parts = request.url.path.strip("/").split("/")
    for end in range(len(parts), 0, -1):
        path = "/" + "/".join(parts[:end])
        asked = {**request.scope, "method": "GET", "path": path}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.router.routes):
            return path
    return "/"

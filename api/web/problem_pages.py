"""A problem shown in the layout of the other pages; a failure of the service keeps the plain page, which needs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from fastapi import Request
from fastapi.responses import Response

from api.help import problem_page as plain
from api.problems import BASE, Problem, instance
from api.web.contexts import Page, told
from api.web.preferences import language_of
from api.web.templating import render
from api.web.typography import typeset


@dataclass(frozen=True, kw_only=True)
class ProblemPage(Page):
    """What went wrong in a request, and what to do."""

    template: ClassVar[str] = "shell/problem.html"

    advice: str = field(metadata=told("What to do."))
    code: str = field(metadata=told("Stable name of the kind of problem."))
    explained_at: str = field(metadata=told("Page of the service that explains this kind."))
    errors: tuple[tuple[str, str], ...] = field(metadata=told("What is wrong, and a hint, for each place."))
    number: str = field(metadata=told("Number of the request, to give to the administrator; may be empty."))


def problem_page(problem: Problem, request: Request) -> Response:
    """The page of a problem that a browser met; whoever is not signed in is led to the door."""
    kind = problem.kind
    if kind.status >= 500 or (kind.code == "sign-in-needed" and request.method == "GET"):
        return plain.problem_page(problem, request)
    language = language_of(request)
    page = ProblemPage(
        title=typeset(kind.title.in_(language), language),
        advice=typeset(kind.advice.in_(language), language),
        code=kind.code,
        explained_at=f"{BASE}{kind.code}",
        errors=tuple((typeset(e.message, "fr"), typeset(e.hint, "fr")) for e in problem.errors),
        number=instance(request) or "",
    )
    response = render(request, page, kind.status)
    response.headers.update(problem.headers)
    return response

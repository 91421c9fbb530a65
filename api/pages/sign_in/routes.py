"""The door: `/sign-in`, by name and password, or by a link that works once.

A link opens a page with one button: what fetches links ahead of people (mail filters, previews)
does not use them up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar
from urllib.parse import urlencode, urlsplit

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.accounts import attempts, own_sessions, repository, service
from api.accounts.endpoints import clear_browser, set_cookie
from api.http.deps import Read, ServicesDep, Write
from api.http.identity import Anyone
from api.http.routing import OffLoopRouter
from api.http.services import services_of
from api.kit.passwords import MAX_LENGTH
from api.kit.preferences import language_of
from api.kit.problems import Problem
from api.kit.schemas import Line
from api.kit.settings import Settings
from api.kit.tokens import token_digest
from api.kit.typography import typeset
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Link
from api.pages.shell.templating import render
from api.pages.shell.visit import OwnVisit

router = OffLoopRouter(include_in_schema=False)
PASSWORD = "/moi/mot-de-passe"
"""Where one chooses a password: whoever comes in by a link is led there, for the link works once.
"""
PROVIDER_START = "/sign-in/provider/start"
"""Where one goes to sign in through the identity provider."""
_Next = Annotated[str, Query(max_length=500)]


@dataclass(frozen=True, slots=True)
class LinkRefusal:
    """Refusal of a sign-in link: why it no longer works, and what to do."""

    what: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class DoorPage(Page):
    """Sign-in form."""

    template: ClassVar[str] = "sign_in/sign_in.html"

    link: str = field(metadata=help_text("The link that signs in; empty when a name and a password are asked for."))
    login: str = field(metadata=help_text("The name, given back when it was refused."))
    target: str = field(metadata=help_text("Where one was going."))
    provider: Link | None = field(
        metadata=help_text("The identity provider to sign in through; none when none is set.")
    )
    errors: tuple[FieldError, ...] = field(metadata=help_text("What was refused."))
    refusal: LinkRefusal | None = field(
        metadata=help_text("Why the link or the provider did not let in; none when a name and a password did not.")
    )


class SignInForm(BaseModel):
    """Form that signs in: a name and a password, or a link; `next`: where one was going."""

    model_config = ConfigDict(frozen=True)

    login: Annotated[str, Form(max_length=100)] = ""
    password: Annotated[str, Form(max_length=MAX_LENGTH)] = ""
    link: Annotated[str, Form(max_length=200)] = ""
    next: Annotated[str, Form(max_length=500)] = "/"


@router.get("/sign-in")
def door(_: Anyone, request: Request, next: _Next = "/") -> HTMLResponse:  # noqa: A002
    """Name and password."""
    return _page(request, SignInForm(next=next))


@router.get("/sign-in/{link}")
def door_by_link(_: Anyone, link: Line, request: Request, services: ServicesDep, session: Read) -> HTMLResponse:
    """One button; of a link that no longer works, why, and the way in by password."""
    refused = repository.link_refusal(session, token_digest(link), services.clock.now())
    form = SignInForm(link=link)
    return _page(request, form) if refused is None else _refused(request, Problem(refused), SignInForm())


@router.post("/sign-in")
def enter(_: Anyone, request: Request, services: ServicesDep, form: Annotated[SignInForm, Form()]) -> Response:
    """Opens the session, and goes where the person was going."""
    place = service.place_of(request)
    try:
        if form.link:
            attempts.count_place(services, place)
            with services.database.write() as session:
                opened = service.sign_in_by_link(session, services, form.link)
        else:
            opened = service.sign_in_by_password(services, place, form.login, form.password)
    except Problem as problem:
        if problem.kind.status != 401 or "text/html" not in request.headers.get("accept", ""):
            raise
        return _refused(request, problem, SignInForm(login=form.login, next=form.next))
    response = RedirectResponse(PASSWORD if form.link else safe_target(form.next), 303)
    set_cookie(response, services, opened)
    own_sessions.close_earlier(services, own_sessions.token_of(request, services), opened.token)
    return response


@router.post("/sign-out")
def leave(visit: OwnVisit, session: Write) -> Response:
    """Closes the session."""
    services = visit.services
    service.sign_out(session, services, visit.account, own_sessions.token_of(visit.request, services))
    response = RedirectResponse("/sign-in", 303)
    clear_browser(response, services)
    return response


def safe_target(target: str) -> str:
    """A path of this service, whatever was asked: never another site."""
    inside = (
        target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable() and "\\" not in target
    )
    return target if inside else "/"


def _refused(request: Request, problem: Problem, form: SignInForm) -> HTMLResponse:
    """Name and password again, under why one could not come in."""
    language, status = language_of(request), problem.kind.status
    if problem.kind.code == "sign-in-refused":
        errors = (FieldError("login", translate(language, "door.refused")),)
        return _page(request, form, errors=errors, status=status)
    what, advice = (typeset(one.in_(language), language) for one in (problem.kind.title, problem.kind.advice))
    return _page(request, form, refusal=LinkRefusal(what, advice), status=status)


def _page(
    request: Request,
    form: SignInForm,
    *,
    errors: tuple[FieldError, ...] = (),
    refusal: LinkRefusal | None = None,
    status: int = 200,
) -> HTMLResponse:
    target = safe_target(form.next)
    page = DoorPage(
        title=translate(language_of(request), "door.title"),
        link=form.link,
        login=form.login,
        target=target,
        provider=None if form.link else _provider(services_of(request).settings, target),
        errors=errors,
        refusal=refusal,
    )
    return render(request, page, status)


def _provider(settings: Settings, target: str) -> Link | None:
    if settings.oidc_issuer is None:
        return None
    name = settings.oidc_name or urlsplit(settings.oidc_issuer).hostname or settings.oidc_issuer
    return Link(f"{PROVIDER_START}?{urlencode({'next': target})}", name)

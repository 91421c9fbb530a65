"""The door: `/sign-in`, by name and password, or by a link that works once.

A link opens a page with one button: what fetches links ahead of people (mail filters, previews) does not use them up.
"""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.accounts import service
from api.accounts.endpoints import set_cookie
from api.accounts.permissions import Myself
from api.deps import Wired, Write
from api.help.problem_page import bare
from api.kit.shapes import Line
from api.problems import Lang, language_of
from api.security.identity import Anyone, cookie_name
from api.security.passwords import MAX_LENGTH

router = APIRouter(include_in_schema=False)
_Next = Annotated[str, Query(max_length=500)]


@router.get("/sign-in")
def door(_: Anyone, request: Request, next: _Next = "/") -> HTMLResponse:  # noqa: A002
    """Name and password."""
    lang = language_of(request)
    name, word, go = ("Identifiant", "Mot de passe", "Entrer") if lang == "fr" else ("Name", "Password", "Sign in")
    fields = (
        f'<p><label>{name} <input name="login" autocomplete="username" required></label></p>'
        f'<p><label>{word} <input name="password" type="password" autocomplete="current-password" required></label></p>'
    )
    return _form(fields, go, next, lang)


@router.get("/sign-in/{link}")
def door_by_link(_: Anyone, link: Line, request: Request) -> HTMLResponse:
    """One button."""
    lang = language_of(request)
    return _form(
        f'<input type="hidden" name="link" value="{escape(link)}">', "Entrer" if lang == "fr" else "Sign in", "/", lang
    )


@router.post("/sign-in")
def enter(
    _: Anyone,
    request: Request,
    wired: Wired,
    session: Write,
    login: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=MAX_LENGTH)] = "",
    link: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=500)] = "/",  # noqa: A002
) -> Response:
    """Opens the session, and goes where the person was going."""
    service.limit_attempts(wired, f"address:{request.client.host if request.client else '?'}")
    if link:
        opened = service.sign_in_by_link(session, wired, link)
    else:
        opened = service.sign_in_by_password(session, wired, login, password)
    response = RedirectResponse(safe_target(next), 303)
    set_cookie(response, wired, opened)
    return response


@router.post("/sign-out")
def leave(who: Myself, request: Request, wired: Wired, session: Write) -> Response:
    """Closes the session."""
    name = cookie_name(wired.settings.cookies_are_secure)
    service.sign_out(session, wired, who.account, request.cookies.get(name, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(name, path="/", secure=wired.settings.cookies_are_secure, httponly=True)
    return response


def safe_target(target: str) -> str:
    """A path of this service, whatever was asked: never another site."""
    inside = (
        target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable() and "\\" not in target
    )
    return target if inside else "/"


def _form(fields: str, go: str, target: str, lang: Lang) -> HTMLResponse:
    hidden = f'<input type="hidden" name="next" value="{escape(safe_target(target))}">'
    body = f'<form method="post" action="/sign-in">{fields}{hidden}<p><button>{go}</button></p></form>'
    return HTMLResponse(bare("Connexion" if lang == "fr" else "Sign in", body, lang))

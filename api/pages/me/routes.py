"""`/moi`: who one is here, what one read today; `/moi/mot-de-passe`: one's password."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar

from fastapi import Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.accounts import own_sessions, repository, service
from api.accounts.endpoints import set_cookie
from api.accounts.schemas import SessionName
from api.db.people import AccountRow
from api.db.sessions import AnySession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.kit.passwords import MAX_LENGTH, MIN_LENGTH
from api.kit.permissions import Permission
from api.kit.preferences import preferences_of
from api.kit.problems import Problem, RequestFault
from api.kit.tokens import token_digest
from api.kit.typography import typeset
from api.pages.me.wellbeing import load_of, wants_break
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError
from api.pages.shell.visit import OwnVisit, Visit
from api.pages.sign_in.routes import PASSWORD

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
Secret = Annotated[str, Form(max_length=MAX_LENGTH)]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session of one's own; `close` is where the form that closes it is sent, empty for this
    one.
    """

    opened: str
    seen: str
    close: str


@dataclass(frozen=True, kw_only=True)
class MePage(Page):
    """One's own page."""

    template: ClassVar[str] = "me/me.html"
    section: ClassVar[str] = "me"

    login: str = field(metadata=help_text("The name one signs in with."))
    pseudonym: str = field(metadata=help_text("What everybody else sees."))
    roles: tuple[str, ...] = field(metadata=help_text("One's roles, in words."))
    reads: bool = field(metadata=help_text("Whether one reads reports."))
    cases: int = field(metadata=help_text("How many cases one read today."))
    weight: int = field(metadata=help_text("What they weigh, grave ones counting more."))
    pause: bool = field(metadata=help_text("Whether a break is offered."))
    no_password: bool = field(
        metadata=help_text("Whether one could not come back without another link: there is no password, nor provider.")
    )
    saved: bool = field(metadata=help_text("Whether the password has just been changed."))
    sessions: tuple[SessionView, ...] = field(metadata=help_text("Where one is signed in, the last used first."))
    closed: bool = field(metadata=help_text("Whether one of them has just been closed."))


@dataclass(frozen=True, kw_only=True)
class PasswordPage(Page):
    """Form of a new password."""

    template: ClassVar[str] = "me/password.html"
    section: ClassVar[str] = "me"

    login: str = field(metadata=help_text("The name one signs in with."))
    current: bool = field(metadata=help_text("Whether the current password is asked for."))
    by_link: bool = field(metadata=help_text("Whether one has just come in by a link, which works once."))
    link_needed: bool = field(
        metadata=help_text("Whether one must come in by a link first, for there is no password to ask for.")
    )
    least: int = field(metadata=help_text("Shortest password."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))


@router.get("/moi", name="me_page")
def me_page(visit: OwnVisit, session: Read, enregistre: bool = False, fermee: bool = False) -> Response:
    """One's own page; machines have none."""
    who, language, row = visit.who, visit.language, _row(session, visit)
    load = load_of(session, visit.services, who.account)
    page = MePage(
        title=translate(language, "me.title"),
        login=row.login,
        pseudonym=who.pseudonym,
        roles=tuple(translate(language, f"role.{role}") for role in who.roles),
        reads=who.may(Permission.REPORTS_DECIDE),
        cases=load.cases,
        weight=load.weight,
        pause=wants_break(load, preferences_of(visit.request).pause),
        no_password=row.password is None and visit.services.settings.oidc_issuer is None,
        saved=enregistre,
        sessions=_sessions(visit, session),
        closed=fermee,
    )
    return visit.render(page)


@router.post("/moi/sessions/fermeture", name="close_my_other_sessions_here")
def close_other_sessions(visit: OwnVisit, session: Write) -> RedirectResponse:
    """Closes one's other sessions."""
    token = own_sessions.token_of(visit.request, visit.services)
    own_sessions.close_others(session, visit.services, visit.who, token)
    return RedirectResponse("/moi?fermee=1#sessions", 303)


@router.post("/moi/sessions/{name}/fermeture", name="close_my_session_here")
def close_session(visit: OwnVisit, name: SessionName, session: Write) -> RedirectResponse:
    """Closes one of one's sessions."""
    own_sessions.close(session, visit.services, visit.who, name)
    return RedirectResponse("/moi?fermee=1#sessions", 303)


@router.get(PASSWORD, name="my_password")
def my_password(visit: OwnVisit, session: Read) -> Response:
    """The form; whoever came in by a link is led here."""
    return _password_page(visit, session)


@router.post(PASSWORD, name="set_my_password")
def set_my_password(visit: OwnVisit, session: Read, new: Secret = "", current: Secret = "") -> Response:
    """Chooses a password; other sessions are closed, and this one has a new token."""
    services = visit.services
    if visit.who.via != "session":
        raise Problem("not-allowed")
    token = own_sessions.token_of(visit.request, services)
    try:
        renewed = service.set_password(services, visit.account, current or None, new, token)
    except Problem as problem:
        if problem.kind.code != "invalid-request":
            raise
        return _password_page(visit, session, problem.faults)
    back = RedirectResponse("/moi?enregistre=1", 303)
    set_cookie(back, services, renewed)
    return back


def _sessions(visit: Visit, session: AnySession) -> tuple[SessionView, ...]:
    services = visit.services

    def when(moment: datetime) -> str:
        return say_moment(moment, services.settings.zone, visit.language)

    if visit.who.via != "session":
        return ()
    rows = own_sessions.sessions_of(session, services, visit.who, own_sessions.token_of(visit.request, services))
    return tuple(
        SessionView(
            opened=when(row.opened_at),
            seen=when(row.seen_at),
            close="" if row.current else f"/moi/sessions/{row.id}/fermeture",
        )
        for row in rows
    )


def _row(session: AnySession, visit: Visit) -> AccountRow:
    row = session.get(AccountRow, visit.account)
    if row is None:
        raise Problem("not-found")
    return row


def _password_page(visit: Visit, session: AnySession, faults: tuple[RequestFault, ...] = ()) -> HTMLResponse:
    services, language, row = visit.services, visit.language, _row(session, visit)
    token = own_sessions.token_of(visit.request, services)
    by_link = repository.password_reset_open(session, token_digest(token), services.clock.now())
    chosen = row.password is not None and not by_link
    link_needed = row.password is None and not by_link
    page = PasswordPage(
        title=translate(language, "me.change" if chosen else "me.choose"),
        login=row.login,
        current=chosen,
        by_link=by_link,
        link_needed=link_needed,
        least=MIN_LENGTH,
        errors=tuple(
            FieldError(fault.pointer.removeprefix("/"), typeset(fault.sentences(language), language))
            for fault in faults
            if not link_needed  # the page says it, and has no field
        ),
    )
    return visit.render(page, 422 if faults else 200)

"""`/administration`: people and machines, their roles, sign-in links and keys. A secret is shown once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.accounts import keys, repository, service
from api.accounts.permissions import CanManage
from api.accounts.schemas import AccountChange, AccountId, KeyId, NewAccount, NewKey
from api.db.people import AccountRow, KeyRow
from api.db.sessions import AnySession
from api.deps import Read, Wired, Write
from api.problems import Problem
from api.security.permissions import GRANTS, Role
from api.web.contexts import Page, told
from api.web.locales import translate
from api.web.parts import FieldError, Option
from api.web.preferences import language_of
from api.web.templating import render
from api.web.typography import typeset
from engine.model.text import Language

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
MOST = 200


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key, without its secret."""

    id: str
    label: str
    used: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """An account, and what can be done with it."""

    id: str
    login: str
    pseudonym: str
    roles: tuple[str, ...]
    said: str
    machine: bool
    disabled: bool
    keys: tuple[KeyView, ...]


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """Everybody who may use the service."""

    template: ClassVar[str] = "workbench/people.html"
    section: ClassVar[str] = "people"

    people: tuple[PersonView, ...] = field(metadata=told("Accounts, machines included."))
    roles: tuple[Option, ...] = field(metadata=told("The roles that can be given."))
    login: str = field(metadata=told("The name being created, given back when it was refused."))
    secret: str = field(metadata=told("A link or a key made just now, shown once."))
    secret_for: str = field(metadata=told("For whom it was made, and what it is."))
    errors: tuple[FieldError, ...] = field(metadata=told("What is wrong in what was sent."))


@router.get("/administration", name="people_page")
def people_page(_: CanManage, request: Request, session: Read) -> HTMLResponse:
    """The list."""
    return _page(request, session)


@router.post("/administration", name="create_person")
def create_person(
    who: CanManage,
    request: Request,
    wired: Wired,
    session: Write,
    login: Annotated[str, Form(max_length=200)] = "",
    roles: Annotated[tuple[Role, ...], Form()] = (),
) -> HTMLResponse:
    """Creates an account and shows its link, once."""
    language = language_of(request)
    try:
        made = service.create(session, wired, who.account, NewAccount(login=login.strip(), roles=list(roles)))
    except ValidationError:
        return _page(request, session, login=login, error=("login", translate(language, "people.bad_login")))
    except Problem as problem:
        return _page(request, session, login=login, error=("login", _words(problem, language)))
    told_ = translate(language, "people.link_for", name=made.account.login)
    return _page(request, session, secret=made.link.url if made.link is not None else "", secret_for=told_)


@router.post("/administration/{account}/lien", name="new_link")
def new_link(who: CanManage, account: AccountId, request: Request, wired: Wired, session: Write) -> HTMLResponse:
    """Another link, for who lost their password."""
    row = _account(session, account)
    if row.disabled_at is not None or service.is_machine(row):
        raise Problem("not-found")
    link = service.make_link(session, wired, who.account, row)
    told_ = translate(language_of(request), "people.link_for", name=row.login)
    return _page(request, session, secret=link.url, secret_for=told_)


@router.post("/administration/{account}", name="change_person")
def change_person(
    who: CanManage,
    account: AccountId,
    request: Request,
    wired: Wired,
    session: Write,
    roles: Annotated[tuple[Role, ...], Form()] = (),
    disabled: Annotated[bool, Form()] = False,
) -> Response:
    """Changes roles, suspends or restores."""
    wanted = AccountChange(roles=list(roles) or None, disabled=disabled)
    try:
        service.change(session, wired, who.account, _account(session, account), wanted)
    except Problem as problem:
        return _page(request, session, error=(f"person-{account}", _words(problem, language_of(request))))
    return RedirectResponse("/administration", 303)


@router.post("/administration/{account}/cles", name="new_key")
def new_key(
    who: CanManage,
    account: AccountId,
    request: Request,
    wired: Wired,
    session: Write,
    label: Annotated[str, Form(max_length=200)] = "",
) -> HTMLResponse:
    """A key with everything a machine may do, shown once."""
    row = _account(session, account)
    given = NewKey(label=label.strip() or row.login, scopes=sorted(GRANTS[Role.INTEGRATOR]))
    made = keys.create_key(session, wired, who.account, row, given)
    told_ = translate(language_of(request), "people.key_for", name=row.login)
    return _page(request, session, secret=made.secret, secret_for=told_)


@router.post("/administration/cles/{key}/revocation", name="stop_key")
def stop_key(who: CanManage, key: KeyId, wired: Wired, session: Write) -> Response:
    """Revokes a key at once."""
    row = session.get(KeyRow, key)
    if row is None or row.revoked_at is not None:
        raise Problem("not-found")
    keys.revoke_key(session, wired, who.account, row)
    return RedirectResponse("/administration", 303)


def _account(session: AnySession, name: str) -> AccountRow:
    row = session.get(AccountRow, name)
    if row is None:
        raise Problem("not-found")
    return row


def _words(problem: Problem, language: Language) -> str:
    return typeset(problem.kind.title.in_(language), language)


def _page(request: Request, session: AnySession, *, error: tuple[str, str] | None = None, **given: Any) -> HTMLResponse:
    language = language_of(request)
    people = tuple(_person(session, row, language) for row in repository.page(session, None, MOST))
    page = PeoplePage(
        title=translate(language, "people.title"),
        people=people,
        roles=tuple(Option(r.value, translate(language, f"role.{r.value}")) for r in Role),
        errors=(FieldError(*error),) if error is not None else (),
        **{"login": "", "secret": "", "secret_for": "", **given},
    )
    return render(request, page, 422 if error is not None else 200)


def _person(session: AnySession, row: AccountRow, language: Language) -> PersonView:
    machine = service.is_machine(row)
    held = repository.keys_of(session, row.id) if machine else []
    never = translate(language, "people.never")
    return PersonView(
        id=row.id,
        login=row.login,
        pseudonym=row.pseudonym,
        roles=tuple(row.roles),
        said=", ".join(translate(language, f"role.{role}") for role in row.roles),
        machine=machine,
        disabled=row.disabled_at is not None,
        keys=tuple(
            KeyView(k.id, k.label, k.used_at.date().isoformat() if k.used_at else never, k.revoked_at is not None)
            for k in held
        ),
    )

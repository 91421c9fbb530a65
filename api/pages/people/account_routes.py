"""`/administration/{account}`: one account, its roles, how it signs in, its keys. A secret is shown once."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.accounts import identities, keys, service
from api.accounts.schemas import AccountId, AccountUpdate, ExternalSubject, KeyCreate, KeyId
from api.db.people import KeyRow
from api.db.sessions import AnySession
from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanManageAccounts
from api.http.routing import OffLoopRouter
from api.kit.permissions import Role
from api.kit.preferences import language_of
from api.kit.problems import Problem
from api.pages.people.views import account_of, account_page, words_of
from api.pages.shell.catalogue import translate

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/administration/{account}", name="account_page")
def read_account(
    _: CanManageAccounts, account: AccountId, request: Request, services: ServicesDep, session: Read
) -> HTMLResponse:
    """The account."""
    return account_page(request, session, services, account_of(session, account))


@router.post("/administration/{account}", name="change_person")
def change_person(
    who: CanManageAccounts,
    account: AccountId,
    request: Request,
    services: ServicesDep,
    session: Write,
    roles: Annotated[tuple[Role, ...], Form()] = (),
    disabled: Annotated[bool, Form()] = False,
) -> Response:
    """Changes roles, suspends or restores."""
    row = account_of(session, account)
    wanted = AccountUpdate(roles=list(roles) or None, disabled=disabled)
    try:
        service.change(session, services, who.account, row, wanted)
    except Problem as problem:
        return account_page(request, session, services, row, error=("roles", words_of(problem, language_of(request))))
    return _back(account)


@router.post("/administration/{account}/lien", name="new_link")
def new_link(
    who: CanManageAccounts, account: AccountId, request: Request, services: ServicesDep, session: Write
) -> HTMLResponse:
    """Another link, for who lost their password."""
    row = account_of(session, account)
    if row.disabled_at is not None or service.is_machine(row):
        raise Problem("not-found")
    link = service.make_link(session, services, who.account, row)
    told = translate(language_of(request), "people.link_for", name=row.login)
    return account_page(request, session, services, row, secret=link.url, secret_for=told)


@router.post("/administration/{account}/identite", name="set_identity")
def set_identity(
    who: CanManageAccounts,
    account: AccountId,
    request: Request,
    services: ServicesDep,
    session: Write,
    subject: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Ties the account to a subject of the provider, or unties it when none is given."""
    row, language = account_of(session, account), language_of(request)
    try:
        if subject.strip():
            given = ExternalSubject(subject=subject.strip())
            identities.link(session, services, who.account, row, given.subject)
        else:
            identities.unlink(session, services, who.account, row)
    except ValidationError:
        return account_page(
            request, session, services, row, error=("subject", translate(language, "people.bad_subject"))
        )
    except Problem as problem:
        return account_page(request, session, services, row, error=("subject", words_of(problem, language)))
    return _back(account)


@router.post("/administration/{account}/cles", name="new_key")
def new_key(
    who: CanManageAccounts,
    account: AccountId,
    request: Request,
    services: ServicesDep,
    session: Write,
    label: Annotated[str, Form(max_length=300)] = "",
    scopes: Annotated[tuple[str, ...], Form()] = (),
    days: Annotated[str, Form(max_length=10)] = "",
) -> HTMLResponse:
    """A key with the scopes chosen, shown once."""
    row, language = account_of(session, account), language_of(request)
    try:
        given = KeyCreate.model_validate({"label": label.strip(), "scopes": list(scopes), "days": days.strip() or None})
        made = keys.create_key(session, services, who.account, row, given)
    except ValidationError as error:
        place = str(error.errors()[0]["loc"][0])
        said = translate(language, f"people.bad_{place}")
    except Problem as problem:
        place, said = "scopes", words_of(problem, language)
    else:
        told = translate(language, "people.key_for", name=row.login)
        return account_page(request, session, services, row, secret=made.secret, secret_for=told)
    return account_page(request, session, services, row, scopes=scopes, label=label, days=days, error=(place, said))


@router.post("/administration/cles/{key}/rotation", name="replace_key")
def replace_key(
    who: CanManageAccounts,
    key: KeyId,
    request: Request,
    services: ServicesDep,
    session: Write,
    grace: Annotated[int, Form(ge=0, le=720)] = 24,
) -> HTMLResponse:
    """A key in place of another, which works a little longer; the new one is shown once."""
    old = _live(session, key)
    made = keys.rotate_key(session, services, who.account, old, grace)
    row = account_of(session, old.account)
    told = translate(language_of(request), "people.key_for", name=row.login)
    return account_page(request, session, services, row, secret=made.secret, secret_for=told)


@router.post("/administration/cles/{key}/revocation", name="stop_key")
def stop_key(who: CanManageAccounts, key: KeyId, services: ServicesDep, session: Write) -> Response:
    """Revokes a key at once."""
    row = _live(session, key)
    keys.revoke_key(session, services, who.account, row)
    return _back(row.account)


def _live(session: AnySession, key: str) -> KeyRow:
    row = session.get(KeyRow, key)
    if row is None or row.revoked_at is not None:
        raise Problem("not-found")
    return row


def _back(account: str) -> Response:
    return RedirectResponse(f"/administration/{account}", 303)

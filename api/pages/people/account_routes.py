"""`/administration/{account}`: one account, its roles, how it signs in, its keys.

A secret is shown once.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from api.accounts import identities, keys, service
from api.accounts.schemas import AccountId, AccountUpdate, ExternalSubject, KeyCreate, KeyId
from api.db.people import KeyRow
from api.db.sessions import AnySession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.kit.permissions import Role
from api.kit.problems import Problem
from api.pages.people.views import KeyDraft, Secret, account_of, account_page, words_of
from api.pages.shell.catalogue import translate
from api.pages.shell.parts import FieldError
from api.pages.shell.visit import AccountsVisit

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


class RolesForm(BaseModel):
    """Form that changes the roles of an account, suspends or restores it."""

    model_config = ConfigDict(frozen=True)

    roles: Annotated[tuple[Role, ...], Form()] = ()
    disabled: Annotated[bool, Form()] = False


class KeyForm(BaseModel):
    """Form of a new key."""

    model_config = ConfigDict(frozen=True)

    label: Annotated[str, Form(max_length=300)] = ""
    scopes: Annotated[tuple[str, ...], Form()] = ()
    days: Annotated[str, Form(max_length=10)] = ""


@router.get("/administration/{account}", name="account_page")
def read_account(visit: AccountsVisit, account: AccountId, session: Read) -> HTMLResponse:
    """The account."""
    return account_page(visit, session, account_of(session, account))


@router.post("/administration/{account}", name="change_person")
def change_person(
    visit: AccountsVisit, account: AccountId, session: Write, form: Annotated[RolesForm, Form()]
) -> Response:
    """Changes roles, suspends or restores."""
    row = account_of(session, account)
    change = AccountUpdate(roles=list(form.roles) or None, disabled=form.disabled)
    try:
        service.change(session, visit.services, visit.account, row, change)
    except Problem as problem:
        return account_page(visit, session, row, error=FieldError("roles", words_of(problem, visit.language)))
    return _back(account)


@router.post("/administration/{account}/lien", name="new_link")
def new_link(visit: AccountsVisit, account: AccountId, session: Write) -> HTMLResponse:
    """Another link, for who lost their password."""
    row = account_of(session, account)
    if row.disabled_at is not None or service.is_machine(row):
        raise Problem("not-found")
    link = service.make_link(session, visit.services, visit.account, row)
    secret = Secret(link.url, translate(visit.language, "people.link_for", name=row.login))
    return account_page(visit, session, row, secret=secret)


@router.post("/administration/{account}/identite", name="set_identity")
def set_identity(
    visit: AccountsVisit,
    account: AccountId,
    session: Write,
    subject: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Ties the account to a subject of the provider, or unties it when none is given."""
    row, services, language = account_of(session, account), visit.services, visit.language
    try:
        if subject.strip():
            identity = ExternalSubject(subject=subject.strip())
            identities.link(session, services, visit.account, row, identity.subject)
        else:
            identities.unlink(session, services, visit.account, row)
    except ValidationError:
        error = FieldError("subject", translate(language, "people.bad_subject"))
        return account_page(visit, session, row, error=error)
    except Problem as problem:
        return account_page(visit, session, row, error=FieldError("subject", words_of(problem, language)))
    return _back(account)


@router.post("/administration/{account}/cles", name="new_key")
def new_key(visit: AccountsVisit, account: AccountId, session: Write, form: Annotated[KeyForm, Form()]) -> HTMLResponse:
    """A key with the scopes chosen, shown once."""
    row, language = account_of(session, account), visit.language
    fields = {"label": form.label.strip(), "scopes": list(form.scopes), "days": form.days.strip() or None}
    try:
        made = keys.create_key(session, visit.services, visit.account, row, KeyCreate.model_validate(fields))
    except ValidationError as error:
        place = str(error.errors()[0]["loc"][0])
        wrong = FieldError(place, translate(language, f"people.bad_{place}"))
    except Problem as problem:
        wrong = FieldError("scopes", words_of(problem, language))
    else:
        secret = Secret(made.secret, translate(language, "people.key_for", name=row.login))
        return account_page(visit, session, row, secret=secret)
    return account_page(visit, session, row, draft=KeyDraft(form.label, form.scopes, form.days), error=wrong)


@router.post("/administration/cles/{key}/rotation", name="replace_key")
def replace_key(
    visit: AccountsVisit, key: KeyId, session: Write, grace: Annotated[int, Form(ge=0, le=720)] = 24
) -> HTMLResponse:
    """A key in place of another, which works a little longer; the new one is shown once."""
    old = _live(session, key)
    made = keys.rotate_key(session, visit.services, visit.account, old, grace)
    row = account_of(session, old.account)
    secret = Secret(made.secret, translate(visit.language, "people.key_for", name=row.login))
    return account_page(visit, session, row, secret=secret)


@router.post("/administration/cles/{key}/revocation", name="stop_key")
def stop_key(visit: AccountsVisit, key: KeyId, session: Write) -> Response:
    """Revokes a key at once."""
    row = _live(session, key)
    keys.revoke_key(session, visit.services, visit.account, row)
    return _back(row.account)


def _live(session: AnySession, key: str) -> KeyRow:
    row = session.get(KeyRow, key)
    if row is None or row.revoked_at is not None:
        raise Problem("not-found")
    return row


def _back(account: str) -> Response:
    return RedirectResponse(f"/administration/{account}", 303)

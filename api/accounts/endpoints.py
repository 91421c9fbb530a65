"""`/v1/session`, `/v1/me`, `/v1/accounts`, `/v1/keys`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from api.accounts import attempts, identities, keys, own_sessions, repository, service
from api.accounts.schemas import (
    AccountCreate,
    AccountId,
    AccountRead,
    AccountUpdate,
    CreatedAccount,
    CreatedKey,
    ExternalIdentity,
    ExternalSubject,
    KeyCreate,
    KeyId,
    KeyRead,
    KeyRotation,
    Me,
    OwnSessions,
    PasswordUpdate,
    SessionName,
    SignInLink,
    SignInRequest,
)
from api.accounts.service import NewSession
from api.db.people import AccountRow, KeyRow
from api.db.sessions import AnySession
from api.http.deps import Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.identity import Anyone, cookie_name
from api.http.permissions import CanManageAccounts, Myself
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.permissions import granted
from api.kit.problems import Problem, may_raise
from api.kit.schemas import ResultPage

router = OffLoopRouter(prefix="/v1", tags=["comptes"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")


@router.post("/session", responses=may_raise("sign-in-refused", "link-used", "link-expired", "link-unknown", *_BODY))
def sign_in(_: Anyone, body: SignInRequest, request: Request, response: Response, services: ServicesDep) -> Me:
    """Ouvre une session : le cookie est posé. Un lien ne sert qu'une fois."""
    place = service.place_of(request)
    if body.link is not None:
        attempts.count_place(services, place)
        with services.database.write() as session:
            opened = service.sign_in_by_link(session, services, body.link.get_secret_value())
    else:
        assert body.login is not None
        assert body.password is not None
        opened = service.sign_in_by_password(services, place, body.login, body.password.get_secret_value())
    set_cookie(response, services, opened)
    own_sessions.close_earlier(services, own_sessions.token_of(request, services), opened.token)
    return _me(opened.account)


@router.delete("/session", status_code=204, responses=may_raise(*_REFUSED, "cross-site"))
def sign_out(who: Myself, request: Request, response: Response, services: ServicesDep, session: Write) -> None:
    """Ferme la session."""
    service.sign_out(session, services, who.account, own_sessions.token_of(request, services))
    clear_browser(response, services)


@router.get("/me", responses=may_raise(*_REFUSED))
def me(who: Myself, session: Read) -> Me:
    """Qui est connecté, et ce qui lui est permis."""
    row = _account(session, who.account)
    return _me(row).model_copy(update={"permissions": sorted(p.value for p in who.permissions)})


@router.put("/me/password", status_code=204, responses=may_raise(*_REFUSED, *_BODY, "conflict"))
def set_password(
    who: Myself, body: PasswordUpdate, request: Request, response: Response, services: ServicesDep
) -> None:
    """Choisit un mot de passe ; les autres sessions sont fermées, et celle-ci reçoit un nouveau
    cookie. Entré par un lien, une fois et dans la demi-heure, sans `current`.
    """
    if who.via != "session":
        raise Problem("not-allowed")
    token = own_sessions.token_of(request, services)
    current = body.current.get_secret_value() if body.current is not None else None
    renewed = service.set_password(services, who.account, current, body.new.get_secret_value(), token)
    set_cookie(response, services, renewed)


@router.get("/me/sessions", responses=may_raise(*_REFUSED))
def list_my_sessions(who: Myself, request: Request, services: ServicesDep, session: Read) -> OwnSessions:
    """Vos sessions ouvertes, la dernière utilisée d'abord."""
    token = own_sessions.token_of(request, services)
    return OwnSessions(items=own_sessions.sessions_of(session, services, who, token))


@router.delete("/me/sessions", status_code=204, responses=may_raise(*_REFUSED, "cross-site"))
def close_my_other_sessions(who: Myself, request: Request, services: ServicesDep, session: Write) -> None:
    """Ferme vos sessions, sauf celle-ci."""
    own_sessions.close_others(session, services, who, own_sessions.token_of(request, services))


@router.delete("/me/sessions/{name}", status_code=204, responses=may_raise(*_REFUSED, "cross-site", "not-found"))
def close_my_session(who: Myself, name: SessionName, services: ServicesDep, session: Write) -> None:
    """Ferme une de vos sessions."""
    own_sessions.close(session, services, who, name)


@router.get("/accounts", responses=may_raise(*_REFUSED))
def list_accounts(
    _: CanManageAccounts,
    session: Read,
    cursor: Annotated[AccountId | None, Query(description="`next_cursor` de la page d'avant.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[AccountRead]:
    """Les comptes."""
    rows = repository.page(session, cursor, limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else None
    return ResultPage[AccountRead](items=[AccountRead.model_validate(row) for row in rows[:limit]], next_cursor=more)


@router.post(
    "/accounts",
    status_code=201,
    responses=may_raise(*_REFUSED, *_BODY, "login-taken", "identity-taken", "conflict", *ONCE),
)
@once
def create_account(who: CanManageAccounts, new: AccountCreate, services: ServicesDep, session: Write) -> CreatedAccount:
    """Crée un compte ; le lien de connexion, à usage unique, est à remettre à la personne."""
    return identities.create(session, services, who.account, new)


@router.patch(
    "/accounts/{account}", responses=may_raise(*_REFUSED, *_BODY, "not-found", "last-administrator", "conflict")
)
def change_account(
    who: CanManageAccounts, account: AccountId, body: AccountUpdate, services: ServicesDep, session: Write
) -> AccountRead:
    """Change les rôles d'un compte, le suspend ou le rétablit ; ses sessions sont fermées."""
    return service.change(session, services, who.account, _account(session, account), body)


@router.post(
    "/accounts/{account}/link", status_code=201, responses=may_raise(*_REFUSED, "not-found", "cross-site", *ONCE)
)
@once
def make_link(who: CanManageAccounts, account: AccountId, services: ServicesDep, session: Write) -> SignInLink:
    """Un nouveau lien de connexion, pour qui a perdu son mot de passe."""
    row = _account(session, account)
    if row.disabled_at is not None or service.is_machine(row):
        raise Problem("not-found")
    return service.make_link(session, services, who.account, row)


@router.get("/accounts/{account}/identity", responses=may_raise(*_REFUSED, "not-found"))
def read_identity(_: CanManageAccounts, account: AccountId, session: Read) -> ExternalIdentity:
    """L'identité d'un compte chez le fournisseur d'identité."""
    held = identities.of_account(session, _account(session, account).id)
    if held is None:
        raise Problem("not-found")
    return ExternalIdentity.model_validate(held)


@router.put("/accounts/{account}/identity", responses=may_raise(*_REFUSED, *_BODY, "not-found", "identity-taken"))
def link_identity(
    who: CanManageAccounts, account: AccountId, body: ExternalSubject, services: ServicesDep, session: Write
) -> ExternalIdentity:
    """Rattache un compte à une identité du fournisseur ; elle remplace celle qu'il avait."""
    return identities.link(session, services, who.account, _account(session, account), body.subject)


@router.delete(
    "/accounts/{account}/identity", status_code=204, responses=may_raise(*_REFUSED, "not-found", "cross-site")
)
def unlink_identity(who: CanManageAccounts, account: AccountId, services: ServicesDep, session: Write) -> None:
    """Détache un compte de son identité externe ; ses sessions sont fermées."""
    identities.unlink(session, services, who.account, _account(session, account))


@router.get("/accounts/{account}/keys", responses=may_raise(*_REFUSED, "not-found"))
def list_keys(_: CanManageAccounts, account: AccountId, session: Read) -> list[KeyRead]:
    """Les clés d'une machine, sans leur secret."""
    return [KeyRead.model_validate(row) for row in repository.keys_of(session, _account(session, account).id)]


@router.post("/accounts/{account}/keys", status_code=201, responses=may_raise(*_REFUSED, *_BODY, "not-found", *ONCE))
@once
def create_key(
    who: CanManageAccounts, account: AccountId, new: KeyCreate, services: ServicesDep, session: Write
) -> CreatedKey:
    """Crée une clé ; son secret n'est dit qu'une fois."""
    return keys.create_key(session, services, who.account, _account(session, account), new)


@router.post("/keys/{key}/rotate", status_code=201, responses=may_raise(*_REFUSED, *_BODY, "not-found", *ONCE))
@once
def rotate_key(
    who: CanManageAccounts, key: KeyId, body: KeyRotation, services: ServicesDep, session: Write
) -> CreatedKey:
    """Remplace une clé ; l'ancienne sert encore le temps de la changer."""
    return keys.rotate_key(session, services, who.account, _key(session, key), body.grace_hours)


@router.delete("/keys/{key}", responses=may_raise(*_REFUSED, "not-found", "cross-site"))
def revoke_key(who: CanManageAccounts, key: KeyId, services: ServicesDep, session: Write) -> KeyRead:
    """Révoque une clé, aussitôt."""
    return keys.revoke_key(session, services, who.account, _key(session, key))


def set_cookie(response: Response, services: Services, session: NewSession) -> None:
    """Hands the session to the browser, for as long as it lasts still."""
    secure = services.settings.cookies_are_secure
    seconds = int((session.expires_at - services.clock.now()).total_seconds())
    response.set_cookie(
        cookie_name(secure), session.token, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax"
    )


def clear_browser(response: Response, services: Services) -> None:
    """Takes the session from the browser, with all that it holds of pages; not display settings,
    which say nothing of anybody.
    """
    secure = services.settings.cookies_are_secure
    response.delete_cookie(cookie_name(secure), path="/", secure=secure, httponly=True)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def _me(row: AccountRow) -> Me:
    return Me(
        account=row.id,
        pseudonym=row.pseudonym,
        roles=row.roles,
        permissions=sorted(p.value for p in granted(row.roles)),
        has_password=row.password is not None,
    )


def _account(session: AnySession, name: str) -> AccountRow:
    row = session.get(AccountRow, name)
    if row is None:
        raise Problem("not-found")
    return row


def _key(session: AnySession, name: str) -> KeyRow:
    row = session.get(KeyRow, name)
    if row is None or row.revoked_at is not None:
        raise Problem("not-found")
    return row

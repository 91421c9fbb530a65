"""`/administration`: people and machines, found by name; accounts are created here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from api.accounts import identities, repository
from api.accounts.schemas import AccountCreate
from api.db.sessions import AnySession
from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanManageAccounts
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.permissions import Role
from api.kit.preferences import language_of
from api.kit.problems import Problem
from api.pages.people.views import PersonView, account_of, account_page, person_view, words_of
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, told
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError, Option, Pager
from api.pages.shell.templating import render

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
ADDRESS = "/administration"
SIZE = 50
"""Accounts on one page."""


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """Everybody who may use the service."""

    template: ClassVar[str] = "people/people.html"
    section: ClassVar[str] = "people"

    words: str = field(metadata=told("What is searched in names and pseudonyms."))
    people: tuple[PersonView, ...] = field(metadata=told("Accounts of this page, machines included, by name."))
    total: int = field(metadata=told("How many accounts were found."))
    pager: Pager | None = field(metadata=told("Where one is; none when everything is shown."))
    roles: tuple[Option, ...] = field(metadata=told("The roles that can be given."))
    chosen: tuple[str, ...] = field(metadata=told("Those that were chosen, given back when something was refused."))
    login: str = field(metadata=told("The name being created, given back when it was refused."))
    subject: str = field(metadata=told("Who they are at the provider, given back when it was refused."))
    provider: bool = field(metadata=told("Whether an identity provider is set."))
    errors: tuple[FieldError, ...] = field(metadata=told("What is wrong in what was sent."))


@router.get(ADDRESS, name="people_page")
def people_page(
    _: CanManageAccounts,
    request: Request,
    services: ServicesDep,
    session: Read,
    q: Annotated[str, Query(max_length=120)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """The list."""
    return _page(request, session, services, q=q, number=page)


@router.post(ADDRESS, name="create_person")
def create_person(
    who: CanManageAccounts,
    request: Request,
    services: ServicesDep,
    session: Write,
    login: Annotated[str, Form(max_length=200)] = "",
    roles: Annotated[tuple[Role, ...], Form()] = (),
    subject: Annotated[str, Form(max_length=300)] = "",
) -> HTMLResponse:
    """Creates an account and shows its link, once."""
    language = language_of(request)
    sent: dict[str, Any] = {"login": login, "subject": subject, "chosen": tuple(role.value for role in roles)}
    try:
        new = AccountCreate(login=login.strip(), roles=list(roles), subject=subject.strip() or None)
        if new.subject is not None:
            identities.check_subject(session, services, new.subject)  # before anything is made
        made = identities.create(session, services, who.account, new)
    except ValidationError as error:
        place = "subject" if any("subject" in fault["loc"] for fault in error.errors()) else "login"
        return _page(request, session, services, error=(place, translate(language, f"people.bad_{place}")), **sent)
    except Problem as problem:
        place = "login" if problem.kind.code == "login-taken" else "subject"
        return _page(request, session, services, error=(place, words_of(problem, language)), **sent)
    secret = made.link.url if made.link is not None else ""
    told_ = translate(language, "people.link_for", name=made.account.login)
    return account_page(
        request, session, services, account_of(session, made.account.id), secret=secret, secret_for=told_
    )


def _page(
    request: Request,
    session: AnySession,
    services: Services,
    *,
    q: str = "",
    number: int = 1,
    error: tuple[str, str] | None = None,
    **given: Any,
) -> HTMLResponse:
    language, words = language_of(request), q.strip()
    first = (number - 1) * SIZE
    total, rows = repository.search(session, words, first, SIZE)
    seen = repository.last_activity(session, [row.id for row in rows])
    never = translate(language, "people.never")
    said = {name: say_moment(at, services.settings.zone, language) for name, at in seen.items()}
    page = PeoplePage(
        title=translate(language, "people.title"),
        words=words,
        people=tuple(person_view(row, said.get(row.id, never), language) for row in rows),
        total=total,
        pager=_pager(words, number, len(rows), total) if total > SIZE else None,
        roles=tuple(Option(r.value, translate(language, f"role.{r.value}")) for r in Role),
        provider=services.settings.oidc_issuer is not None,
        errors=(FieldError(*error),) if error is not None else (),
        **{"login": "", "subject": "", "chosen": (), **given},
    )
    return render(request, page, 422 if error is not None else 200)


def _pager(words: str, number: int, shown: int, total: int) -> Pager:
    def to(page: int) -> str:
        return f"{ADDRESS}?{urlencode({'q': words, 'page': page} if words else {'page': page})}"

    first = (number - 1) * SIZE + 1
    last = first + shown - 1
    return Pager(
        first=min(first, total),
        last=max(last, 0),
        total=total,
        previous=to(number - 1) if number > 1 else None,
        next=to(number + 1) if last < total else None,
    )

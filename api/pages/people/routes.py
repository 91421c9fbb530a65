"""`/administration`: people and machines, found by name; accounts are created here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import Form, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, ValidationError

from api.accounts import identities, repository
from api.accounts.schemas import AccountCreate
from api.db.sessions import AnySession
from api.http.deps import Read, Write
from api.http.routing import OffLoopRouter
from api.kit.permissions import Role
from api.kit.problems import Problem
from api.pages.people.views import PersonView, Secret, account_of, account_page, person_view, words_of
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError, Option, Pager
from api.pages.shell.visit import AccountsVisit, Visit

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)
ADDRESS = "/administration"
SIZE = 50
"""Accounts on one page."""


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """Everybody who may use the service."""

    template: ClassVar[str] = "people/people.html"
    section: ClassVar[str] = "people"

    words: str = field(metadata=help_text("What is searched in names and pseudonyms."))
    people: tuple[PersonView, ...] = field(metadata=help_text("Accounts of this page, machines included, by name."))
    total: int = field(metadata=help_text("How many accounts were found."))
    pager: Pager | None = field(metadata=help_text("Where one is; none when everything is shown."))
    roles: tuple[Option, ...] = field(metadata=help_text("The roles that can be given."))
    chosen: tuple[str, ...] = field(
        metadata=help_text("Those that were chosen, given back when something was refused.")
    )
    login: str = field(metadata=help_text("The name being created, given back when it was refused."))
    subject: str = field(metadata=help_text("Who they are at the provider, given back when it was refused."))
    provider: bool = field(metadata=help_text("Whether an identity provider is set."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))


class PersonForm(BaseModel):
    """Form of a new account."""

    model_config = ConfigDict(frozen=True)

    login: Annotated[str, Form(max_length=200)] = ""
    roles: Annotated[tuple[Role, ...], Form()] = ()
    subject: Annotated[str, Form(max_length=300)] = ""


@router.get(ADDRESS, name="people_page")
def people_page(
    visit: AccountsVisit,
    session: Read,
    q: Annotated[str, Query(max_length=120)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """The list."""
    return _page(visit, session, q.strip(), page)


@router.post(ADDRESS, name="create_person")
def create_person(visit: AccountsVisit, session: Write, form: Annotated[PersonForm, Form()]) -> HTMLResponse:
    """Creates an account and shows its link, once."""
    services, language = visit.services, visit.language
    try:
        new = AccountCreate(login=form.login.strip(), roles=list(form.roles), subject=form.subject.strip() or None)
        if new.subject is not None:
            identities.check_subject(session, services, new.subject)  # before anything is made
        made = identities.create(session, services, visit.account, new)
    except ValidationError as error:
        place = "subject" if any("subject" in fault["loc"] for fault in error.errors()) else "login"
        wrong = FieldError(place, translate(language, f"people.bad_{place}"))
        return _page(visit, session, form=form, error=wrong)
    except Problem as problem:
        place = "login" if problem.kind.code == "login-taken" else "subject"
        return _page(visit, session, form=form, error=FieldError(place, words_of(problem, language)))
    link = made.link.url if made.link is not None else ""
    secret = Secret(link, translate(language, "people.link_for", name=made.account.login))
    return account_page(visit, session, account_of(session, made.account.id), secret=secret)


def _page(
    visit: Visit,
    session: AnySession,
    words: str = "",
    number: int = 1,
    form: PersonForm | None = None,
    error: FieldError | None = None,
) -> HTMLResponse:
    services, language, form = visit.services, visit.language, form or PersonForm()
    first = (number - 1) * SIZE
    total, rows = repository.search(session, words, first, SIZE)
    seen = repository.last_activity(session, [row.id for row in rows])
    never = translate(language, "people.never")
    last_seen = {name: say_moment(at, services.settings.zone, language) for name, at in seen.items()}
    page = PeoplePage(
        title=translate(language, "people.title"),
        words=words,
        people=tuple(person_view(row, last_seen.get(row.id, never), language) for row in rows),
        total=total,
        pager=_pager(words, number, len(rows), total) if total > SIZE else None,
        roles=tuple(Option(r.value, translate(language, f"role.{r.value}")) for r in Role),
        provider=services.settings.oidc_issuer is not None,
        login=form.login,
        subject=form.subject,
        chosen=tuple(role.value for role in form.roles),
        errors=(error,) if error is not None else (),
    )
    return visit.render(page, 422 if error is not None else 200)


def _pager(words: str, number: int, count: int, total: int) -> Pager:
    def to(page: int) -> str:
        return f"{ADDRESS}?{urlencode({'q': words, 'page': page} if words else {'page': page})}"

    first = (number - 1) * SIZE + 1
    last = first + count - 1
    return Pager(
        first=min(first, total),
        last=max(last, 0),
        total=total,
        previous=to(number - 1) if number > 1 else None,
        next=to(number + 1) if last < total else None,
    )

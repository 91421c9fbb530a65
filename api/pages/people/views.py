"""Contexts of the pages about people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

from fastapi.responses import HTMLResponse

from api.accounts import identities, repository, service
from api.db.people import AccountRow, KeyRow
from api.db.sessions import AnySession
from api.http.services import Services
from api.kit.permissions import Permission, Role, granted
from api.kit.problems import Problem
from api.kit.typography import typeset
from api.pages.shell.catalogue import translate
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.moments import say_moment
from api.pages.shell.parts import FieldError, Option
from api.pages.shell.visit import Visit
from textfile.text import SEMICOLON, Language

KeyState: TypeAlias = Literal["works", "revoked", "expired"]
GRACES = (24, 0, 72, 168)
"""Hours that a replaced key may still work; the first is proposed."""


@dataclass(frozen=True, slots=True)
class TickBox:
    """A box that may be ticked."""

    value: str
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key, without its secret."""

    id: str
    label: str
    scopes: tuple[Option, ...]
    used: str
    expires: str
    state: KeyState
    replaces: str


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Identity of an account at the provider."""

    subject: str
    follows_groups: bool
    used: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """An account."""

    id: str
    login: str
    pseudonym: str
    roles: str
    machine: bool
    disabled: bool
    seen: str


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """One account: its roles, how it signs in, its keys."""

    template: ClassVar[str] = "people/account.html"
    section: ClassVar[str] = "people"

    person: PersonView = field(metadata=help_text("The account."))
    roles: tuple[TickBox, ...] = field(metadata=help_text("The roles, those it has ticked."))
    provider: bool = field(metadata=help_text("Whether an identity provider is set."))
    identity: IdentityView | None = field(metadata=help_text("Who it is at the provider."))
    keys: tuple[KeyView, ...] = field(metadata=help_text("Its keys, oldest first; none for a person."))
    scopes: tuple[TickBox, ...] = field(metadata=help_text("What a new key may be allowed, within the role."))
    label: str = field(metadata=help_text("What the new key is for, given back when it was refused."))
    days: str = field(metadata=help_text("How long it will work, given back when it was refused."))
    graces: tuple[Option, ...] = field(metadata=help_text("How long a replaced key may still work."))
    secret: str = field(metadata=help_text("A link or a key made just now, shown once."))
    secret_for: str = field(metadata=help_text("For whom it was made, and what it is."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was sent."))


def account_of(session: AnySession, name: str) -> AccountRow:
    """The account of an identifier.

    Raises:
        Problem: there is none.
    """
    row = session.get(AccountRow, name)
    if row is None:
        raise Problem("not-found")
    return row


def words_of(problem: Problem, language: Language) -> str:
    """Problem in one sentence: where it says so itself, else by its kind."""
    said = (SEMICOLON[language]).join(error.message for error in problem.fault_items(language))
    return typeset(said or problem.kind.title.in_(language), language)


def person_view(row: AccountRow, seen: str, language: Language) -> PersonView:
    """An account, in words."""
    return PersonView(
        id=row.id,
        login=row.login,
        pseudonym=row.pseudonym,
        roles=", ".join(translate(language, f"role.{role}") for role in row.roles),
        machine=service.is_machine(row),
        disabled=row.disabled_at is not None,
        seen=seen,
    )


@dataclass(frozen=True, slots=True)
class Secret:
    """A link or a key made just now, shown once; `owner` says for whom it was made, and what
    it is.
    """

    value: str
    owner: str


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """A new key as it was asked for, given back when it is refused."""

    label: str = ""
    scopes: tuple[str, ...] = ()
    days: str = ""


def account_page(
    visit: Visit,
    session: AnySession,
    row: AccountRow,
    *,
    secret: Secret | None = None,
    draft: KeyDraft | None = None,
    error: FieldError | None = None,
) -> HTMLResponse:
    """The page of an account, with what has just been made or refused."""
    services, language, draft = visit.services, visit.language, draft or KeyDraft()
    zone, never = services.settings.zone, translate(language, "people.never")
    seen = repository.last_activity(session, [row.id]).get(row.id)
    person = person_view(row, say_moment(seen, zone, language) if seen is not None else never, language)
    identity = identities.of_account(session, row.id)
    used = identity.used_at if identity is not None else None
    page = AccountPage(
        title=row.login,
        person=person,
        roles=tuple(TickBox(r.value, translate(language, f"role.{r.value}"), r.value in row.roles) for r in Role),
        provider=services.settings.oidc_issuer is not None,
        identity=IdentityView(
            identity.subject, identity.follows_groups, say_moment(used, zone, language) if used is not None else never
        )
        if identity is not None
        else None,
        keys=tuple(_key(key, services, language) for key in repository.keys_of(session, row.id)),
        scopes=tuple(TickBox(o.value, o.label, o.value in draft.scopes) for o in _scopes(granted(row.roles), language))
        if person.machine
        else (),
        graces=tuple(Option(str(n), translate(language, "people.hours", n=n)) for n in GRACES),
        label=draft.label,
        days=draft.days,
        secret=secret.value if secret is not None else "",
        secret_for=secret.owner if secret is not None else "",
        errors=(error,) if error is not None else (),
    )
    return visit.render(page, 422 if error is not None else 200)


def _key(row: KeyRow, services: Services, language: Language) -> KeyView:
    def day_of(name: str) -> str:
        at = getattr(row, name)
        return (
            say_moment(at, services.settings.zone, language) if at is not None else translate(language, "people.never")
        )

    over = row.expires_at is not None and row.expires_at <= services.clock.now()
    state: KeyState = "revoked" if row.revoked_at is not None else "expired" if over else "works"
    return KeyView(
        row.id,
        row.label,
        _scopes(row.scopes, language),
        day_of("used_at"),
        day_of("expires_at"),
        state,
        row.replaces or "",
    )


def _scopes(codes: Iterable[str], language: Language) -> tuple[Option, ...]:
    """Scopes with their words, in the order of the words.

    One that the code no longer knows is told by its code alone.
    """
    found = [
        Option(code, translate(language, f"scope.{code}") if code in set(Permission) else "") for code in set(codes)
    ]
    return tuple(sorted(found, key=lambda o: (o.label.casefold().replace("é", "e"), o.value)))

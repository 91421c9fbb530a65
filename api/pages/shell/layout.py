"""Layout of every page: navigation, language, display settings, shortcuts, who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from sqlalchemy import ColumnElement, ScalarSelect, Select, false, select

from api.db.reading import PreparedStatement
from api.db.sessions import AnySession, ReadSession
from api.http.identity import Identity, identify
from api.http.services import services_of
from api.kit.hotkeys import ACTIONS, keys_for
from api.kit.permissions import Permission
from api.kit.preferences import Preferences, language_of, preferences_of
from api.kit.problems import Problem
from api.reports.blinding import closed_to
from textfile.text import Language

MenuName: TypeAlias = Literal["treat", "follow", "law", "measure", "administer"]
Count: TypeAlias = Callable[[tuple[str, ...], Select[str] | None], ScalarSelect[int]]
"""How much waits somewhere, as a part of a query with the parameter `account`, for somebody of
these roles, without the reports that are closed to them.
"""


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the navigation; its words are the message `nav.<key>`.

    Without a permission, it is shown to everybody; without a menu, it stands alone.
    """

    key: str
    href: str
    hotkey: str | None = None
    menu: MenuName | None = None
    permission: Permission | None = None
    rank: int = 50
    count: Count | None = None
    """How much waits there, for who is signed in."""


@dataclass(frozen=True, slots=True)
class NavMenu:
    """A menu of the navigation, in the order of its first entry; its words are the message
    `menu.<name>`. One entry alone is shown in its place.
    """

    name: str
    items: tuple[NavItem, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Banner:
    """What everybody must know, above a page: its words, where it is dealt with, and the part of
    the words that is French whatever the language. `is_urgent`: somebody must act.
    """

    text: str
    href: str
    french: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class ShortcutRow:
    """One line of the keyboard help: where it serves, its action, its key, cut where two are
    pressed in a row.
    """

    where: str
    action: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """Given to the layout beside a page's own context."""

    language: Language
    preferences: Preferences
    menus: tuple[NavMenu, ...]
    is_partial: bool
    waiting: Mapping[str, int]
    viewer: Identity | None
    path: str
    banners: tuple[Banner, ...]
    languages: tuple[tuple[Language, str], ...]

    @property
    def keys(self) -> tuple[ShortcutRow, ...]:
        """The keyboard help, in the person's keys."""
        return key_rows(self.preferences.keys)


@dataclass(frozen=True, slots=True, eq=False)
class BannerSource:
    """Source of banners. `waits`: whether something does that every page tells, as a part of a
    query; `of`: the banners of a page, given that.
    """

    waits: ColumnElement[bool]
    of: Callable[[AnySession, Request, Language, bool], tuple[Banner, ...]]


def add_nav(app: FastAPI, *items: NavItem) -> None:
    """Adds entries to the navigation of an application, ordered by rank."""
    held: tuple[NavItem, ...] = getattr(app.state, "nav", ())
    app.state.nav = tuple(sorted({*held, *items}, key=lambda i: (i.rank, i.key)))


def key_rows(choices: Mapping[str, str]) -> tuple[ShortcutRow, ...]:
    """The keyboard help, with the keys that a person chose."""
    keys = keys_for(choices)
    return tuple(ShortcutRow(a.where, a.name, tuple(keys[a.name].split(" "))) for a in ACTIONS)


def viewer_of(request: Request) -> Identity | None:
    """Identity of who is signed in, on a page that is open to all as well; nobody when the
    application has no accounts.
    """
    if not hasattr(request.state, "services"):
        return None
    try:
        return identify(request)
    except Problem:
        return None


def shell_of(request: Request, session: ReadSession | None = None) -> Shell:
    """The surroundings of a page for one request; `session`: one that is open for it."""
    preferences = preferences_of(request)
    viewer = viewer_of(request)
    nav: tuple[NavItem, ...] = getattr(request.app.state, "nav", ())
    seen = tuple(i for i in nav if i.permission is None or (viewer is not None and viewer.may(i.permission)))
    waiting, banners = _asked(request, viewer, seen, session) if viewer is not None else ({}, ())
    return Shell(
        language=language_of(request),
        preferences=preferences,
        menus=_menus(seen, waiting),
        is_partial=viewer is not None and any(i.key == "queue" for i in nav if i not in seen),
        waiting=waiting,
        viewer=viewer,
        path=request.scope["path"],
        banners=banners,
        languages=(("fr", _with_language(request, "fr")), ("en", _with_language(request, "en"))),
    )


def _menus(items: tuple[NavItem, ...], waiting: Mapping[str, int]) -> tuple[NavMenu, ...]:
    names = dict.fromkeys(item.menu or item.key for item in items)
    held = {name: tuple(item for item in items if (item.menu or item.key) == name) for name in names}
    return tuple(NavMenu(name, of, sum(waiting.get(item.key, 0) for item in of)) for name, of in held.items())


def _asked(
    request: Request, viewer: Identity, items: tuple[NavItem, ...], session: ReadSession | None
) -> tuple[dict[str, int], tuple[Banner, ...]]:
    """What the database says to whoever is signed in: how much waits where, the banners."""
    if session is None:
        with services_of(request).database.read() as opened:
            return _asked(request, viewer, items, opened)
    source: BannerSource | None = getattr(request.app.state, "banners", None)
    counted = tuple(item for item in items if item.count is not None)
    closed = closed_to(session, viewer.account)
    asked, parameters, connection = (counted, source, viewer.roles), {"account": viewer.account}, session.connection()
    if closed is None:
        *found, waits = _waiting(*asked).execute(connection, parameters).one()
    else:
        *found, waits = connection.execute(_query(*asked, closed), parameters).one()
    waiting = {item.key: count for item, count in zip(counted, found, strict=True)}
    return waiting, () if source is None else source.of(session, request, language_of(request), bool(waits))


@lru_cache(maxsize=64)
def _waiting(items: tuple[NavItem, ...], banners: BannerSource | None, roles: tuple[str, ...]) -> PreparedStatement:
    """The query of those to whom no report is closed, made once: every page asks it."""
    return PreparedStatement(_query(items, banners, roles, None))


def _query(
    items: tuple[NavItem, ...], banners: BannerSource | None, roles: tuple[str, ...], closed: Select[str] | None
) -> Select[*tuple[Any, ...]]:
    """The count of each item, then whether a banner waits: one statement."""
    counts = [item.count(roles, closed) for item in items if item.count is not None]
    return select(*counts, banners.waits if banners is not None else false())


def _with_language(request: Request, language: Language) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    return f"?{urlencode([*kept, ('lang', language)])}"

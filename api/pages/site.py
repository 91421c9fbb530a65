"""The pages as one router, and what an application needs to serve them: static files, navigation,
the law they show.
"""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from api.http.identity import Anyone, Identity
from api.http.permissions import CanReadLaw
from api.http.services import Services, services_of
from api.kit.permissions import Permission
from api.pages.answer import routes as answer
from api.pages.board import routes as board
from api.pages.case import routes as case
from api.pages.contact import routes as contact
from api.pages.display import routes as display
from api.pages.entry import routes as entry
from api.pages.follow_up import routes as follow_up
from api.pages.health import routes as health
from api.pages.help import endpoints as reference
from api.pages.help import routes as help_pages
from api.pages.hosts import routes as hosts
from api.pages.law import routes as law
from api.pages.law.history import LawHistory, NoHistory, ServiceHistory
from api.pages.law.library import FolderLibrary, LawLibrary, ServiceLibrary
from api.pages.law.routes import NoSuchThing, no_such_thing
from api.pages.me import routes as me
from api.pages.noise import routes as noise
from api.pages.notice import routes as notice
from api.pages.people import account_routes
from api.pages.people import routes as people
from api.pages.queue import routes as queue
from api.pages.retention import routes as retention
from api.pages.review import agreement, reading_routes, settle_routes
from api.pages.review import routes as review
from api.pages.shell.assets import MOUNT, STATIC
from api.pages.shell.layout import NavItem, add_nav
from api.pages.sign_in import provider_routes
from api.pages.sign_in import routes as sign_in
from api.pages.statistics import routes as statistics
from api.rules.folder import shipped_law
from api.transmissions.due.repository import count

LAW: tuple[APIRouter, ...] = (law.router, help_pages.router, display.router)
"""The pages that need no database."""
ROUTERS: tuple[APIRouter, ...] = (
    reference.router,
    sign_in.router,
    provider_routes.router,
    statistics.router,
    *LAW,
    queue.router,
    entry.router,
    contact.router,
    case.router,
    answer.router,
    noise.router,
    me.router,
    health.router,
    retention.router,
    people.router,
    account_routes.router,
    board.router,
    hosts.router,
    notice.router,
    follow_up.router,
    review.router,
    reading_routes.router,
    settle_routes.router,
    agreement.router,
)
"""The routers of all pages."""


def _waiting(request: Request, who: Identity) -> int:
    """Count of the recipients that are to be told, and nothing is prepared."""
    with services_of(request).database.read() as session:
        return count(session, who.account)


LAW_NAV = (
    NavItem("law", "/loi", "go_law", rank=60),
    NavItem("facts", "/faits", "go_facts", rank=61),
    NavItem("help", "/aide", "go_help", rank=90),
)
NAV = (
    NavItem("queue", "/file", "go_queue", permission=Permission.REPORTS_DECIDE, rank=10),
    NavItem("entry", "/signalements/nouveau", "go_entry", permission=Permission.REPORTS_CREATE, rank=11),
    NavItem("noise", "/bruit", "go_noise", permission=Permission.REPORTS_DECIDE, rank=11),
    NavItem("board", "/suivi", "go_board", permission=Permission.NOTICES_READ, rank=12, count=_waiting),
    NavItem("second", "/relecture", "go_second", permission=Permission.REPORTS_DECIDE, rank=12),
    NavItem("hosts", "/hebergeurs", permission=Permission.HOSTS_READ, rank=13),
    *LAW_NAV,
    NavItem("statistics", "/statistiques", permission=Permission.STATISTICS_READ, rank=65),
    NavItem("agreement", "/accord", permission=Permission.AUDIT_READ, rank=70),
    NavItem("people", "/administration", permission=Permission.ACCOUNTS_MANAGE, rank=80),
    NavItem("me", "/moi", permission=Permission.SELF, rank=95),
)
"""The navigation, in the order of its ranks."""


def install(app: FastAPI, services: Services) -> None:
    """Mounts the static files, gives the application its law, its navigation and its page for what
    does not exist.

    The routers are not included here: the application lists them with those of the features.
    """
    library = ServiceLibrary(services.editions, services.settings.rulesets or shipped_law(), services.coverage)
    _install(app, library, ServiceHistory(services), NAV)


def bare_app(library: LawLibrary | None = None) -> FastAPI:
    """An application with the pages that need no database, open to all: for tests, screenshots,
    reading the law alone.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in LAW:
        app.include_router(router)
    app.add_api_route("/", _first_page, include_in_schema=False)
    _install(app, library or FolderLibrary(shipped_law()), NoHistory(), LAW_NAV)
    app.dependency_overrides[get_args(CanReadLaw)[1].dependency] = lambda: None
    return app


def _install(app: FastAPI, library: LawLibrary, history: LawHistory, nav: tuple[NavItem, ...]) -> None:
    app.mount(MOUNT, StaticFiles(directory=STATIC), name="static")
    app.state.law_library = library
    app.state.law_history = history
    add_nav(app, *nav)
    app.add_exception_handler(NoSuchThing, no_such_thing)


def _first_page(_: Anyone) -> RedirectResponse:
    return RedirectResponse("/loi")

"""The pages as one router, and what an application needs to serve them: static files, navigation,
the law they show.
"""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from api.http.identity import Anyone
from api.http.permissions import CanReadLaw
from api.http.services import Services
from api.kit.permissions import Permission
from api.pages.answer import routes as answer
from api.pages.board import routes as board
from api.pages.case import routes as case
from api.pages.changes import act_routes, file_routes, gesture_routes, merge_routes
from api.pages.changes import routes as changes
from api.pages.contact import routes as contact
from api.pages.display import routes as display
from api.pages.entry import routes as entry
from api.pages.exchanges import routes as exchanges
from api.pages.first_case import routes as first_case
from api.pages.follow_up import routes as follow_up
from api.pages.health import routes as health
from api.pages.help import endpoints as reference
from api.pages.help import routes as help_pages
from api.pages.hosts import routes as hosts
from api.pages.jobs import routes as jobs
from api.pages.law import routes as law
from api.pages.law.history import LawHistory, NoHistory, ServiceHistory
from api.pages.law.library import FolderLibrary, LawLibrary
from api.pages.law.routes import NoSuchThing, no_such_thing
from api.pages.limits import routes as limits
from api.pages.me import routes as me
from api.pages.noise import routes as noise
from api.pages.notice import routes as notice
from api.pages.people import account_routes
from api.pages.people import routes as people
from api.pages.publications import routes as publications
from api.pages.publications.banners import BANNERS
from api.pages.quality import routes as quality
from api.pages.queue import batch_routes
from api.pages.queue import routes as queue
from api.pages.retention import routes as retention
from api.pages.review import agreement, reading_routes, settle_routes
from api.pages.review import routes as review
from api.pages.rules import routes as rules
from api.pages.rules.rules_library import FolderRules
from api.pages.rules.service_libraries import ServiceLibraries
from api.pages.shell.assets import MOUNT, STATIC
from api.pages.shell.layout import NavItem, add_nav
from api.pages.sign_in import provider_routes
from api.pages.sign_in import routes as sign_in
from api.pages.statistics import mine
from api.pages.statistics import routes as statistics
from api.pages.trial import routes as trial
from api.reports.exchanges.repository import pending
from api.rules.folder import shipped_law
from api.transmissions.due.repository import to_prepare

LAW: tuple[APIRouter, ...] = (law.router, rules.router, help_pages.router, display.router)
"""The pages that need no database."""
FIRST: tuple[APIRouter, ...] = (entry.router, case.router)
"""Routers of what is asked for most, for routers are tried in order."""
OTHERS: tuple[APIRouter, ...] = (
    reference.router,
    sign_in.router,
    provider_routes.router,
    statistics.router,
    mine.router,
    quality.router,
    *LAW,
    queue.router,
    batch_routes.router,
    trial.router,
    first_case.router,
    contact.router,
    exchanges.router,
    answer.router,
    noise.router,
    limits.router,
    me.router,
    health.router,
    retention.router,
    jobs.router,
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
    changes.router,
    act_routes.router,
    file_routes.router,
    merge_routes.router,
    gesture_routes.router,
    publications.router,
)
"""The routers of all other pages."""


LAW_NAV = (
    NavItem("law", "/loi", "go_law", "law", rank=60),
    NavItem("rules", "/regles", menu="law", rank=60),
    NavItem("facts", "/faits", "go_facts", "law", rank=61),
    NavItem("help", "/aide", "go_help", rank=90),
)
NAV = (
    NavItem("queue", "/file", "go_queue", "treat", Permission.REPORTS_DECIDE, rank=10),
    NavItem("entry", "/signalements/nouveau", "go_entry", "treat", Permission.REPORTS_CREATE, rank=11),
    NavItem("noise", "/bruit", "go_noise", "treat", Permission.REPORTS_DECIDE, rank=11),
    NavItem("second", "/relecture", "go_second", "treat", Permission.REPORTS_DECIDE, rank=12),
    NavItem("exchanges", "/echanges", "go_exchanges", "treat", Permission.REPORTS_DECIDE, rank=13, count=pending),
    NavItem("board", "/suivi", "go_board", "follow", Permission.NOTICES_READ, rank=20, count=to_prepare),
    NavItem("hosts", "/hebergeurs", None, "follow", Permission.HOSTS_READ, rank=21),
    *LAW_NAV,
    NavItem("trial", "/essayer", None, "law", Permission.QUALIFICATIONS_ASK, rank=62),
    NavItem("changes", "/demandes", "go_changes", "law", Permission.LAW_READ, rank=63),
    NavItem("publications", "/publications", None, "law", Permission.LAW_READ, rank=64),
    NavItem("statistics", "/statistiques", None, "measure", Permission.STATISTICS_READ, rank=70),
    NavItem("quality", "/qualite", None, "measure", Permission.STATISTICS_READ, rank=71),
    NavItem("agreement", "/accord", None, "measure", Permission.AUDIT_READ, rank=72),
    NavItem("people", "/administration", None, "administer", Permission.ACCOUNTS_MANAGE, rank=80),
    NavItem("health", "/administration/sante", None, "administer", Permission.METRICS_READ, rank=81),
    NavItem("retention", "/administration/conservation", None, "administer", Permission.RETENTION_RUN, rank=82),
    NavItem("jobs", "/travaux", None, "administer", Permission.JOBS_MANAGE, rank=83),
    NavItem("me", "/moi", permission=Permission.SELF, rank=95),
)
"""The navigation, in the order of its ranks."""


def install(app: FastAPI, services: Services) -> None:
    """Mounts the static files, gives the application its law, its navigation and its page for what
    does not exist.

    The routers are not included here: the application lists them with those of the features.
    """
    app.state.libraries = ServiceLibraries()
    _install(app, ServiceHistory(services), NAV)
    app.state.banners = BANNERS


def bare_app(library: LawLibrary | None = None) -> FastAPI:
    """An application with the pages that need no database, open to all: for tests, screenshots,
    reading the law alone.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in LAW:
        app.include_router(router)
    app.add_api_route("/", _first_page, include_in_schema=False)
    laws = library or FolderLibrary(shipped_law())
    root = laws.root if isinstance(laws, FolderLibrary) else shipped_law()
    app.state.law_library, app.state.rules_library = laws, FolderRules(root, laws)
    _install(app, NoHistory(), LAW_NAV)
    app.dependency_overrides[get_args(CanReadLaw)[1].dependency] = lambda: None
    return app


def _install(app: FastAPI, history: LawHistory, nav: tuple[NavItem, ...]) -> None:
    app.mount(MOUNT, StaticFiles(directory=STATIC), name="static")
    app.state.law_history = history
    add_nav(app, *nav)
    app.add_exception_handler(NoSuchThing, no_such_thing)


def _first_page(_: Anyone) -> RedirectResponse:
    return RedirectResponse("/loi")

"""The browser side as one router, and what an application needs to serve it."""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from api.law.history import LawHistory, NoHistory, ServiceHistory
from api.law.permissions import CanRead
from api.law_folder import shipped_law
from api.security.identity import Anyone
from api.web import display_pages, help_pages, library_pages
from api.web.assets import MOUNT, STATIC
from api.web.law_library import FolderLibrary, LawLibrary, ServiceLibrary
from api.web.library_pages import NoSuchThing, no_such_thing
from api.web.shell import LIBRARY_NAV, add_nav
from api.wiring import Wiring

router = APIRouter()
router.include_router(library_pages.router)
router.include_router(help_pages.router)
router.include_router(display_pages.router)


def install(app: FastAPI, library: LawLibrary | None = None) -> None:
    """Mounts the static files, gives the application its library, its navigation and its page for what does not exist.

    The router is not included here: the application lists it with those of the other features. Without a library, pages show
    the law that answers reports, when the application has been wired, or the shipped one.
    """
    app.mount(MOUNT, StaticFiles(directory=STATIC), name="static")
    app.state.law_library = library if library is not None else _library(app)
    app.state.law_history = _history(app)
    add_nav(app, *LIBRARY_NAV)
    app.add_exception_handler(NoSuchThing, no_such_thing)


def _library(app: FastAPI) -> LawLibrary:
    wired: Wiring | None = getattr(app.state, "wiring", None)
    if wired is None:
        return FolderLibrary(shipped_law())
    return ServiceLibrary(wired.laws, wired.settings.rulesets or shipped_law(), wired.coverage)


def _history(app: FastAPI) -> LawHistory:
    wired: Wiring | None = getattr(app.state, "wiring", None)
    return ServiceHistory(wired) if wired is not None else NoHistory()


def bare_app(library: LawLibrary | None = None) -> FastAPI:
    """An application with these pages and nothing else, open to all: for tests, screenshots, reading the law without a database."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router)
    app.add_api_route("/", _first_page, include_in_schema=False)
    install(app, library)
    app.dependency_overrides[get_args(CanRead)[1].dependency] = lambda: None
    return app


def _first_page(_: Anyone) -> RedirectResponse:
    return RedirectResponse("/loi")

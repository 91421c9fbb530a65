"""What the application serves: one line a feature, JSON (`endpoints.router`) and pages (`pages.router`)."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, FastAPI

from api.accounts import endpoints as accounts
from api.accounts import pages as sign_in_pages
from api.audit import endpoints as audit
from api.health import endpoints as health
from api.help import endpoints as help_pages
from api.law import endpoints as law
from api.noise import endpoints as noise
from api.qualifications import endpoints as qualifications
from api.queue import endpoints as queue
from api.reports import endpoints as reports
from api.web import pages as web_pages
from api.web.problem_pages import problem_page
from api.workbench import pages as workbench

PROBLEM_PAGE = problem_page
"""How a browser is shown a problem."""

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    help_pages.router,
    accounts.router,
    sign_in_pages.router,
    audit.router,
    reports.router,
    qualifications.router,
    law.router,
    noise.router,
    queue.router,
    web_pages.router,
    workbench.router,
)

INSTALLS: tuple[Callable[[FastAPI], None], ...] = (web_pages.install, workbench.install)
"""What pages need beside routes: static files, navigation, handlers of their own."""

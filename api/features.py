"""What the application serves: one line a feature, JSON (`endpoints.router`) and pages (`pages.router`)."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, FastAPI

from api.accounts import endpoints as accounts
from api.accounts import pages as sign_in_pages
from api.accounts import provider_pages
from api.action import pages as action_pages
from api.audit import endpoints as audit
from api.double_review import endpoints as agreement
from api.double_review import pages as double_review
from api.due import endpoints as due
from api.followup import endpoints as followup
from api.health import endpoints as health
from api.help import endpoints as help_pages
from api.hosts import endpoints as hosts
from api.law import endpoints as law
from api.noise import endpoints as noise
from api.qualifications import endpoints as qualifications
from api.queue import endpoints as queue
from api.register import endpoints as register
from api.reports import endpoints as reports
from api.statistics import endpoints as statistics
from api.statistics import pages as statistics_pages
from api.transmissions import endpoints as transmissions
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
    provider_pages.router,
    audit.router,
    reports.router,
    qualifications.router,
    law.router,
    noise.router,
    queue.router,
    agreement.router,
    hosts.router,
    register.router,
    transmissions.router,
    followup.router,
    due.router,
    statistics.router,
    statistics_pages.router,
    web_pages.router,
    workbench.router,
    action_pages.router,
    double_review.router,
)

INSTALLS: tuple[Callable[[FastAPI], None], ...] = (
    web_pages.install,
    workbench.install,
    action_pages.install,
    statistics_pages.install,
    double_review.install,
)
"""What pages need beside routes: static files, navigation, handlers of their own."""

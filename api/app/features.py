"""Registry of routers: one line a feature, then the pages."""

from __future__ import annotations

from fastapi import APIRouter

from api.accounts import endpoints as accounts
from api.audit import endpoints as audit
from api.health import endpoints as health
from api.hosts import endpoints as hosts
from api.law import endpoints as law
from api.noise import endpoints as noise
from api.pages import site
from api.pages.problem.page import problem_page
from api.reports import endpoints as reports
from api.reports import register_endpoints as register
from api.reports.double_review import endpoints as double_review
from api.reports.qualifications import endpoints as qualifications
from api.reports.queue import endpoints as queue
from api.statistics import endpoints as statistics
from api.transmissions.due import endpoints as due
from api.transmissions.follow_up import endpoints as followup
from api.transmissions.notices import endpoints as transmissions

PROBLEM_PAGE = problem_page
"""How a browser is shown a problem."""

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    accounts.router,
    audit.router,
    reports.router,
    qualifications.router,
    law.router,
    noise.router,
    queue.router,
    double_review.router,
    hosts.router,
    register.router,
    transmissions.router,
    followup.router,
    due.router,
    statistics.router,
    *site.ROUTERS,
)

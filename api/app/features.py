"""Registry of routers: one line a feature, then the pages."""

from __future__ import annotations

from fastapi import APIRouter

from api.accounts import endpoints as accounts
from api.audit import endpoints as audit
from api.authoring import endpoints as authoring
from api.changes import endpoints as changes
from api.changes import publication_endpoints as publications
from api.changes import question_endpoints as questions
from api.health import endpoints as health
from api.hosts import endpoints as hosts
from api.jobs import endpoints as jobs
from api.law import article_endpoints as articles
from api.law import endpoints as law
from api.noise import endpoints as noise
from api.pages import site
from api.pages.problem.page import problem_page
from api.quality import endpoints as quality
from api.reports import address_endpoints as addresses
from api.reports import endpoints as reports
from api.reports import register_endpoints as register
from api.reports.double_review import endpoints as double_review
from api.reports.exchanges import endpoints as exchanges
from api.reports.qualifications import endpoints as qualifications
from api.reports.queue import batch_endpoints as queue_batches
from api.reports.queue import endpoints as queue
from api.reports.queue import search_endpoints as queue_search
from api.shadow import endpoints as shadow
from api.statistics import endpoints as statistics
from api.transmissions.due import endpoints as due
from api.transmissions.follow_up import endpoints as followup
from api.transmissions.notices import endpoints as transmissions
from api.transmissions.shift import endpoints as shift
from api.trial import endpoints as trial

PROBLEM_PAGE = problem_page
"""How a browser is shown a problem."""

ROUTERS: tuple[APIRouter, ...] = (
    *site.FIRST,
    health.router,
    accounts.router,
    audit.router,
    reports.router,
    addresses.router,
    qualifications.router,
    trial.router,
    law.router,
    articles.router,
    authoring.router,
    changes.router,
    publications.router,
    questions.router,
    shadow.router,
    noise.router,
    queue_search.router,
    queue_batches.router,
    queue.router,
    double_review.router,
    exchanges.router,
    hosts.router,
    register.router,
    transmissions.router,
    followup.router,
    due.router,
    shift.router,
    statistics.router,
    quality.router,
    jobs.router,
    *site.OTHERS,
)

"""The workbench as one router, and what an application needs to serve it."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from api.security.permissions import Permission
from api.web.locales import add
from api.web.shell import NavItem, add_nav
from api.workbench import (
    account_routes,
    again_routes,
    case_routes,
    contact_routes,
    entry_routes,
    health_routes,
    kept_routes,
    me_routes,
    noise_routes,
    people_routes,
    queue_routes,
    retention_routes,
)
from api.workbench.locales import (
    administration,
    case,
    compared,
    danger,
    entry,
    kept,
    noise,
    old_law,
    people,
    queue,
    scopes,
)

router = APIRouter()
router.include_router(queue_routes.router)
router.include_router(entry_routes.router)
router.include_router(contact_routes.router)
router.include_router(case_routes.router)
router.include_router(again_routes.router)
router.include_router(kept_routes.router)
router.include_router(noise_routes.router)
router.include_router(me_routes.router)
router.include_router(health_routes.router)
router.include_router(retention_routes.router)
router.include_router(people_routes.router)
router.include_router(account_routes.router)

for _part in (queue, case, danger, entry, kept, noise, old_law, people, administration, compared, scopes):
    add(_part.MESSAGES)


def install(app: FastAPI) -> None:
    """Adds the queue, the entry of a report, the noise review and the administration to the navigation."""
    add_nav(app, NavItem("queue", "/file", "go_queue", permission=Permission.REPORTS_DECIDE, rank=10))
    add_nav(app, NavItem("entry", "/signalements/nouveau", "go_entry", permission=Permission.REPORTS_CREATE, rank=11))
    add_nav(app, NavItem("noise", "/bruit", "go_noise", permission=Permission.REPORTS_DECIDE, rank=11))
    add_nav(app, NavItem("people", "/administration", permission=Permission.ACCOUNTS_MANAGE, rank=80))
    add_nav(app, NavItem("me", "/moi", permission=Permission.SELF, rank=95))

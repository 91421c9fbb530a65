"""The pages of double review as one router, and what an application needs to serve them."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from api.double_review import agreement_page, locales, reading_routes, second_page, settle_routes
from api.security.permissions import Permission
from api.web.locales import add
from api.web.shell import NavItem, add_nav

router = APIRouter()
router.include_router(second_page.router)
router.include_router(reading_routes.router)
router.include_router(settle_routes.router)
router.include_router(agreement_page.router)

add(locales.MESSAGES)


def install(app: FastAPI) -> None:
    """Adds second readings and their agreement to the navigation."""
    add_nav(app, NavItem("second", "/relecture", "go_second", permission=Permission.REPORTS_DECIDE, rank=12))
    add_nav(app, NavItem("agreement", "/accord", permission=Permission.AUDIT_READ, rank=70))

"""The pages of action as one router, and what an application needs to serve them."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request

from api.action import board_routes, host_routes, notice_routes, routes
from api.action.locales import MESSAGES
from api.due.repository import count
from api.security.identity import Identity
from api.security.permissions import Permission
from api.web.locales import add
from api.web.shell import NavItem, add_nav
from api.wiring import wiring

router = APIRouter()
router.include_router(board_routes.router)
router.include_router(routes.router)
router.include_router(notice_routes.router)
router.include_router(host_routes.router)

add(MESSAGES)


def _waiting(request: Request, who: Identity) -> int:
    """How many recipients are to be told, and nothing is prepared."""
    with wiring(request).database.read() as session:
        return count(session, who.account)


def install(app: FastAPI) -> None:
    """Adds the board and the directory to the navigation."""
    add_nav(app, NavItem("board", "/suivi", "go_board", permission=Permission.NOTICES_READ, rank=12, count=_waiting))
    add_nav(app, NavItem("hosts", "/hebergeurs", permission=Permission.HOSTS_READ, rank=13))
